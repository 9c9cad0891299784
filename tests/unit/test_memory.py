"""Models whose numbers would not fit: whatever draws, reads or runs them refuses before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

import modelspec
from modelspec.errors import ModelspecError
from modelspec.instantiate import instantiate
from modelspec.ir import Graph
from modelspec.memory import MOST_ACTIVATIONS, MOST_PARAMETERS, require_activations, require_parameters
from modelspec.passes import flatten
from modelspec.resolve import resolve
from modelspec.source import parse
from modelspec.verify import verify
from modelspec.weights import convert, read_weights


def graph(layers: str, length: int = 1) -> Graph:
    text = f"modelspec: 1\nname: m\ninputs: {{x: [{length}]}}\nlayers: [{layers}]\n"
    return resolve(parse(text, "m.yaml")).graph


HUGE = graph("dense: {units: 2000000000, use_bias: false}", 1_000_000)


def test_what_only_counts_takes_it() -> None:
    assert "8 PB of weights" in str(modelspec.Model(HUGE, []).summary())
    assert "nn.Linear(1000000, 2000000000, bias=False)" in modelspec.Model(HUGE, []).code("torch")


def test_parameters() -> None:
    require_parameters(graph("dense: {units: 5, use_bias: false}", MOST_PARAMETERS // 5))
    with pytest.raises(
        ModelspecError, match=f"^m has {MOST_PARAMETERS + 5:,} parameters; at most {MOST_PARAMETERS:,} "
    ):
        require_parameters(graph("dense: {units: 5, use_bias: false}", MOST_PARAMETERS // 5 + 1))


def test_all_that_would_hold_them(tmp_path: Path) -> None:
    for attempt in (
        lambda: verify(HUGE),
        lambda: instantiate(HUGE, "torch"),
        lambda: convert(HUGE, output=tmp_path / "w.npz", seed=0),
        lambda: read_weights(HUGE, tmp_path / "w.npz"),
    ):
        with pytest.raises(ModelspecError, match="2,000,000,000,000,000 parameters"):
            attempt()
    assert list(tmp_path.iterdir()) == []


def test_activations() -> None:
    # Of an input, a relu, and twice an output of 4 numbers in each of 3 steps.
    fits = flatten(graph("relu", 4))
    require_activations(graph("relu", 4), fits, 32, MOST_ACTIVATIONS // 32, 3)
    with pytest.raises(ModelspecError, match=f"at most {MOST_ACTIVATIONS:,} are run; use a smaller `--batch`"):
        require_activations(graph("relu", 4), fits, 32, MOST_ACTIVATIONS // 32 + 1, 3)


def test_verify_counts_activations(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*_: object) -> None:
        raise AssertionError("verify goes on")

    monkeypatch.setattr("modelspec.verify.draw_weights", drawn)
    with pytest.raises(ModelspecError, match=r"m has [0-9,]+ numbers in its layers' outputs and data, 9 examples"):
        verify(graph("relu", 100_000_000), batch=9)
    with pytest.raises(ModelspecError, match="1000000000 steps; at most"):
        verify(graph("relu, dense: 1", 3), steps=10**9)
