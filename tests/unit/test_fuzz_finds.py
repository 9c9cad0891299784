"""What the machines of `tests/robustness` found: each was a crash, a wrong place or a wrong spec."""

import pytest

from modelspec.errors import Diagnostic
from modelspec.model import model_from
from modelspec.resolved import as_yaml
from modelspec.source import parse
from modelspec.text import Text
from modelspec.words import nearest
from tests.robustness.judge import PROBLEMS, judge
from tests.robustness.mutations.machine import failure_of

HEAD = "modelspec: 1\nname: m\ninputs: {x: [8]}\n"


def first(spec: str) -> tuple[int, Diagnostic]:
    """The first error and its line."""
    found = next(each for each in judge(spec) if each.severity == "error")
    return found.range.start.line, found


def test_no_losses_for_any_output() -> None:
    line, found = first(f"{HEAD}layers: [dense: 4]\ntraining: {{losses: {{}}, optimizer: adam}}\n")
    assert (line, found.code) == (5, "E607")


def test_a_line_of_a_carriage_return_alone() -> None:
    judge("a: 1\n\r")
    assert Text("\r", "m").line(1) == "\r"


def test_a_place_between_carriage_return_and_line_feed() -> None:
    text = Text("a\r\nb\r\n", "m")
    assert [(at.line, at.column) for at in map(text.position, range(7))] == [
        (1, 1), (1, 2), (1, 2), (2, 1), (2, 2), (2, 2), (3, 1)
    ]  # fmt: skip
    judge("e: &e *\r\n")


@pytest.mark.parametrize("layer", ["spatial_dropout2d: 0.5", "activity_regularization: {l1: 0.1}"])
def test_what_show_prints_of_a_layer_that_refuses_an_argument(layer: str) -> None:
    spec = f"modelspec: 1\nname: m\ninputs: {{x: [4, 4, 2]}}\nlayers: [{layer}]\n"
    shown = as_yaml(model_from(parse(spec, "m.yaml"), {}).graph)
    assert "activity_regularizer" not in shown
    model_from(parse(shown, "m.yaml"), {})


def test_the_help_is_short() -> None:
    _, found = first(f"{HEAD}layers: ['dense 4{'9' * 5000}']\n")
    assert found.code == "E102"
    assert len(found.help or "") < 100


@pytest.mark.parametrize("end", ["", "\n", "\n# end"])
def test_the_search_below_the_last_line_ends(end: str) -> None:
    assert failure_of(f"- a:\nb: 1{end}".encode(), depth=PROBLEMS) is None


@pytest.mark.parametrize(
    ("item", "reference"),
    [
        ("dense: {nmae: hidden, units: 4}", "hidden"),
        ("dense: {name hidden, units: 4}", "hidden"),
        ("dense: {name: Hidden, units: 4}", "Hidden"),
        ("dense: {name: input, units: 4}", "input"),
        ("dense: {name: 42, units: 4}", "hidden"),
        ("dense: {name: hidden, units: 4, repeat: 2, from: nowhere}", "hidden_2"),
        ("danse: {name: hidden, units: 4, repeat: 2}", "hidden_2"),
    ],
)
def test_a_reference_to_a_call_without_its_name_is_not_to_blame(item: str, reference: str) -> None:
    line, _ = first(f"{HEAD}outputs: [{reference}]\nlayers:\n  - {item}\n")
    assert line == 6


def test_a_misspelt_from_is_no_missing_one() -> None:
    spec = "modelspec: 1\nname: m\ninputs: {x: [8], y: [8]}\nlayers:\n  - dense:\n      units: 4\n      frmo: x\n"
    line, found = first(spec)
    assert (line, found.code, found.help) == (7, "E106", "did you mean `from`?")


def test_a_block_may_have_a_parameter_that_looks_like_a_misspelt_from() -> None:
    judge(f"{HEAD}blocks:\n  b: {{params: {{form: 4}}, layers: [dense: $form]}}\nlayers: [b: {{form: 2}}]\n")


def test_two_letters_that_changed_places() -> None:
    assert nearest("erlu", ["elu", "relu", "gelu"]) == "relu"
    assert nearest("rel6u", ["relu", "relu6"]) == "relu6"


def test_an_optimizers_argument_beside_it() -> None:
    spec = f"{HEAD}layers: [dense: 4]\ntraining:\n  loss: huber\n  optimizer:\n    adam:\n    beta_1: 0.8\n"
    line, found = first(spec)
    assert (line, found.code) == (9, "E601")


def test_a_loss_beside_losses() -> None:
    spec = f"{HEAD}layers: [dense: {{name: y, units: 1}}, dense: {{name: z, units: 1, from: x}}]\noutputs: [y, z]\n"
    line, found = first(f"{spec}training:\n  optimizer: adam\n  losses:\n    y: huber\n  z: huber\n")
    assert (line, found.code) == (10, "E604")


def test_a_list_of_keys_without_their_colon() -> None:
    line, found = first("modelspec: 1\nname: m\ninputs:\n  x\n    - 6\n    - 3\n  y:\n    - 2\n")
    assert (line, found.message) == (4, "`x` has no colon behind it")


def test_a_remark_above_the_spec() -> None:
    assert first("a remark\n# more\nmodelspec: 1\n")[0] == 1
