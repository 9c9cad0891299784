"""Just within each bound a spec is right; one more is refused, with the bound's own code."""

from __future__ import annotations

import pytest

import modelspec
from modelspec.errors import MOST_PROBLEMS, SpecError
from modelspec.ir import Graph
from modelspec.resolve import resolve
from modelspec.source import parse
from tests.robustness.bounds import BOUNDS, Bound
from tests.robustness.large_specs import HEAD, INPUT, TOP, calls, integer

pytestmark = pytest.mark.robustness

SHOWN = [bound for bound in BOUNDS if bound.spec is not None]


def graph(text: str) -> Graph:
    return resolve(parse(text, "large.modelspec.yaml")).graph


@pytest.mark.parametrize("bound", SHOWN, ids=lambda bound: bound.name)
def test_just_within(bound: Bound) -> None:
    assert bound.spec is not None
    assert graph(bound.spec(bound.limit)).name == "large"


@pytest.mark.parametrize("bound", SHOWN, ids=lambda bound: bound.name)
def test_one_more(bound: Bound) -> None:
    assert bound.spec is not None
    with pytest.raises(SpecError) as caught:
        graph(bound.spec(bound.limit + 1))
    assert {found.code for found in caught.value.diagnostics} == {bound.code}
    assert all(len(found.message) + len(found.help or "") < 400 for found in caught.value.diagnostics)


@pytest.mark.parametrize("backend", ["keras", "torch"])
def test_a_file_with_thousands_of_penalties_can_be_read(backend: str) -> None:
    text = modelspec.Model(graph(calls(2_500)), []).code(backend)
    compile(text, f"large_{backend}.py", "exec")


def test_a_block_that_is_called_again_counts_what_is_in_it() -> None:
    block = "blocks: {b: {layers: [{relu: {repeat: 1000}}]}}\n"
    reused = TOP.replace("layers:", f"{block}layers:") + "  - b: {name: first}\n" + "  - reuse: first\n" * 10
    with pytest.raises(SpecError) as caught:
        graph(reused)
    assert [found.code for found in caught.value.diagnostics] == ["E408"]


ELSEWHERE = (
    ("E037", "inputs: {x: [2147483648]}\nlayers: [relu]\n"),
    ("E107", "inputs: {x: [4]}\nlayers: [reshape: [2, 2147483648]]\n"),
    ("E107", "inputs: {x: [4, 4]}\nlayers: [zero_padding1d: 2147483648]\n"),
    ("E205", "inputs: {x: [4]}\nvars: {a: 9, b: $a ** 9 ** 9 ** 9}\nlayers: [dense: 1]\n"),
    ("E205", 'inputs: {x: [4]}\nvars: {a: 9, b: "round($a, -1000000)"}\nlayers: [dense: 1]\n'),
    ("E422", f"inputs: {{x: [4]}}\nblocks: {{b: {{params: {{p: 1}}, layers: [dense: 1]}}}}\n"
             f"layers: [b: {{p: [{'1, ' * 100}]}}]\n"),
    ("E427", f"inputs: {{x: [4]}}\nblocks: {{b: {{layers: [dense: 1], outputs: [{'dense, ' * 101}]}}}}\nlayers: [b]\n"),
    ("E504", "inputs: {x: [2000000, 2000000]}\nlayers: [flatten, dense: 2000000]\n"),
    ("E504", "inputs: {x: [4]}\nlayers: [repeat_vector: 2000000000, flatten, repeat_vector: 2000000000]\n"),
)  # fmt: skip
"""The same bounds, met in other places."""


@pytest.mark.parametrize(("code", "text"), ELSEWHERE)
def test_the_same_bounds_elsewhere(code: str, text: str) -> None:
    with pytest.raises(SpecError) as caught:
        graph(HEAD + text)
    assert {found.code for found in caught.value.diagnostics} == {code}


def test_the_search_ends_after_many_problems() -> None:
    with pytest.raises(SpecError) as caught:
        graph(TOP + "  - dense: {units: -1}\n" * (MOST_PROBLEMS + 1))
    assert len(caught.value.diagnostics) == MOST_PROBLEMS


def test_a_length_of_many_digits_is_told_in_few() -> None:
    with pytest.raises(SpecError, match="an integer of 5,000 digits does not fit in 64 bits"):
        graph(integer(7).replace("7", "7" * 5_000))


W = "n" * 900
"""A word that no message should hold whole; YAML has no longer keys."""
LONG = (
    f"? {W}\n: 1\n",
    f"inputs: {{? {W} : [4]}}\n",
    f"inputs: {{x: {{? {W} : 1, shape: [4], dtype: {W}}}}}\n",
    f"vars: {{a: ${W}}}\n",
    f"vars: {{{W}: 1}}\n",
    f"blocks: {{b: {{params: {{? {W} : 1}}, inputs: [{W}], outputs: [{W}], layers: [dense: 1]}}}}\nlayers: [b]\n",
    f"blocks: {{b: {{params: {{a: 1}}, layers: [dense: 1]}}}}\nlayers:\n  - b: {{? {W} : 1}}\n  - b: {W}\n",
    f"regularization: {{? {W} : 1, exclude: [{W}], kernel: {W}, convention: {W}, examples: {W}}}\n",
    f"training: {{loss: {W}, optimizer: {{? {W} : 1}}}}\n",
    f"training: {{loss: mean_squared_error, optimizer: {{adam: {{? {W} : 1, beta_1: {W}}}}}, metrics: [{W}]}}\n",
    f"outputs: [{W}, 'a.{W}', 'dense.{W}']\n",
    f"layers:\n  - dense: {{units: {W}, ? {W} : 1, name: {W}, from: {W}, activation: {W}}}\n  - ? {W}\n    : 1\n",
    f"layers:\n  - dense: {{units: 1, from: [{W}, 3]}}\n  - dense: {{units: 1, from: 'x.{W}'}}\n",
    f"layers:\n  - dense: {{units: 1, kernel_initializer: {{? {W} : 1}}, kernel_regularizer: {{? {W} : 1}}}}\n",
    f"layers:\n  - dense: {{units: 1, bias_initializer: {{constant: {{? {W} : 1}}}}, bias_regularizer: {{l2: {W}}}}}\n",
    f"layers:\n  - {{type: {W}, config: {{? {W} : {W}}}}}\n  - {{dense: 1, ? {W} : 2}}\n",
    f"layers:\n  - {{{', '.join(f'k{i}: 1' for i in range(300))}}}\n",
    f"layers:\n  - reuse: {W}\n  - reuse: {{layer: {W}, ? {W} : 1}}\n",
    f"layers:\n  - bidirectional: {{layer: {{? {W} : 1}}, merge_mode: {W}}}\n  - activation: {W}\n",
    f"layers:\n  - dense: {{units: 1, repeat: {W}, trainable: {W}, doc: [{W}]}}\n",
    f"layers:\n  - reshape: [{', '.join(['9'] * 200)}]\n",
)


@pytest.mark.parametrize("part", LONG, ids=range(len(LONG)))
def test_messages_stay_short(part: str) -> None:
    top = f"modelspec: 1\nname: m\n{'' if part.startswith('inputs') else INPUT}{part}"
    with pytest.raises(SpecError) as caught:
        graph(top if "layers:" in part.replace("layers: [dense", "") else f"{top}layers: [dense: 1]\n")
    for found in caught.value.diagnostics:
        assert len(found.message) + len(found.help or "") < 500, found
        assert all(len(related.message) < 200 for related in found.related)
