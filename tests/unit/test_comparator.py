"""The comparator must be able to fail: each wrong answer here is one that a careless comparison would let pass."""

import copy
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import modelspec
from modelspec.backends.job import TENFOLD, Answer
from modelspec.data import draw_weights
from modelspec.interrupts import Interrupts
from modelspec.resolve import resolve
from modelspec.source import parse
from modelspec.verify import _Check
from modelspec.verify.compare import blocks, compare
from modelspec.verify.evidence import Evidence
from modelspec.verify.failures import Failure
from modelspec.verify.limits import difference, floor_of
from modelspec.verify.prepare import Plan, plan
from modelspec.verify.processes import Runner
from modelspec.verify.report import Report
from modelspec.verify.rounding import jiggled, shaken, told_if_random, with_excuses, with_excuses_by_fewer
from modelspec.verify.rows import Row

SPEC = """
modelspec: 1
name: compared
inputs: {x: [6]}
layers:
  - dense: {name: hidden, units: 4, kernel_regularizer: {l2: 0.01}, bias_regularizer: {l1: 1e-9}}
  - dense: {name: out, units: 3, kernel_regularizer: l1, activity_regularizer: {l2: 0.1}}
"""
STEPS = 2
PRECISIONS = ("float32", "float64")
Change = Callable[[Answer], None]


@pytest.fixture(params=PRECISIONS)
def precision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(tmp_path: Path, precision: str) -> Plan:
    file = tmp_path / "compared.modelspec.yaml"
    file.write_text(SPEC)
    return plan(modelspec.load(file).graph, precision)


def right_answer(made: Plan, precision: str) -> Answer:
    """What a faithful backend would say: random outputs and gradients, and penalties that fit the weights."""
    random = np.random.default_rng(1)
    weights = {name: array.astype(precision) for name, array in draw_weights(made.graph, 0).items()}
    answer = Answer(total=sum(array.size for array in weights.values()))
    arrays = answer.arrays
    for name, array in weights.items():
        answer.shapes[name], answer.trainable[name] = list(array.shape), True
        arrays[f"gradient/{name}"] = random.normal(size=array.shape).astype(precision)
        arrays[f"after/{name}"] = array - arrays[f"gradient/{name}"] / 100
    arrays["watched/0"] = random.normal(size=(8, 3)).astype(precision)
    for mode in ("inference", "training"):
        arrays[f"{mode}/out"] = arrays["watched/0"] + (mode == "training")
    for term in made.graph.penalties():
        array = weights[term.term] if term.target == "weight" else arrays["watched/0"]
        value = term.penalty.value(array.astype(float))
        arrays[f"penalty/{term.term}"] = np.array(value if term.target == "weight" else value / 8)
    arrays["penalties"] = np.array(sum(float(arrays[f"penalty/{term.term}"]) for term in made.graph.penalties()))
    arrays["loss"] = np.array(2.5)
    arrays |= {f"step/{i + 1}": np.array(2.5 - i / 10) for i in range(STEPS)}
    for target, program in TENFOLD.items():
        grown = {term.term: term.penalty for term in made.tenfold[program].penalties()}
        once = {term.term: term.penalty for term in made.graph.penalties()}
        for name, array in weights.items():
            more = 0.5 if target == "activity" else 0.0
            if target == "weight" and name in grown:
                more = grown[name].gradient(array.astype(float)) - once[name].gradient(array.astype(float))
            arrays[f"{program}/gradient/{name}"] = (arrays[f"gradient/{name}"] + more).astype(precision)
            arrays[f"{program}/after/{name}"] = (array - arrays[f"gradient/{name}"] - more).astype(precision)
    return answer


def compared(made: Plan, precision: str, wrong: Change) -> list[Row]:
    answers = {"keras": right_answer(made, precision), "torch": right_answer(made, precision)}
    wrong(answers["torch"])
    weights = {name: array.astype(precision) for name, array in draw_weights(made.graph, 0).items()}
    return compare(Evidence(made, precision, STEPS, answers, weights))


def report(rows: list[Row], precision: str) -> Report:
    return Report("compared", precision, 0, 8, ("keras", "torch"), tuple(rows))


def test_right_answers_agree(made: Plan, precision: str) -> None:
    rows = compared(made, precision, lambda answer: None)
    assert [row for row in rows if row.disagrees] == []
    assert report(rows, precision).agree


def nothing(path: str) -> Change:
    def change(answer: Answer) -> None:
        del answer.arrays[path]

    return change


def times(path: str, factor: float) -> Change:
    def change(answer: Answer) -> None:
        answer.arrays[path] = answer.arrays[path] * factor

    return change


def one_entry(path: str, value: float) -> Change:
    def change(answer: Answer) -> None:
        answer.arrays[path] = answer.arrays[path].copy()
        answer.arrays[path].flat[0] = value

    return change


def reshaped(path: str) -> Change:
    def change(answer: Answer) -> None:
        answer.arrays[path] = answer.arrays[path].T.copy()

    return change


def swapped(first: str, second: str) -> Change:
    def change(answer: Answer) -> None:
        arrays = answer.arrays
        arrays[first], arrays[second] = arrays[second], arrays[first]

    return change


def dropped_term(name: str) -> Change:
    """The term is neither in the loss nor told."""

    def change(answer: Answer) -> None:
        answer.arrays["penalties"] = answer.arrays["penalties"] - answer.arrays.pop(f"penalty/{name}")

    return change


def hidden_term(answer: Answer) -> None:
    answer.arrays["penalties"] = answer.arrays["penalties"] + 0.01


def extra_term(answer: Answer) -> None:
    answer.arrays["penalty/out.bias"] = np.array(0.01)
    hidden_term(answer)


def untouched_step(program: str) -> Change:
    """A step that the penalties have no part in."""

    def change(answer: Answer) -> None:
        for path in [path for path in answer.arrays if path.startswith(f"{program}/after/")]:
            name = path.removeprefix(f"{program}/after/")
            weight, gradient = answer.arrays[f"after/{name}"], answer.arrays[f"gradient/{name}"]
            answer.arrays[path] = weight + gradient / 100 - gradient

    return change


def frozen(answer: Answer) -> None:
    answer.trainable["hidden.bias"] = False


def other_shape(answer: Answer) -> None:
    answer.shapes["out.kernel"] = [3, 4]


def second_bias(answer: Answer) -> None:
    answer.total += 4


def no_weight(answer: Answer) -> None:
    del answer.shapes["out.bias"]


WRONG: dict[str, tuple[Change, str, str]] = {
    "one weight": (one_entry("after/hidden.kernel", 9.0), "weight", "hidden.kernel"),
    "one weight is missing": (nothing("after/out.bias"), "weight", "out.bias"),
    "a weight is not a number": (one_entry("after/out.bias", math.nan), "weight", "out.bias"),
    "a gradient is None": (nothing("gradient/out.kernel"), "gradient", "out.kernel"),
    "a gradient is infinite": (one_entry("gradient/out.kernel", math.inf), "gradient", "out.kernel"),
    "the sign of a gradient": (times("gradient/out.kernel", -1), "gradient", "out.kernel"),
    "a gradient by half": (times("gradient/hidden.bias", 0.5), "gradient", "hidden.bias"),
    "a transposed gradient": (reshaped("gradient/hidden.kernel"), "gradient", "hidden.kernel"),
    "two gradients swapped": (swapped("gradient/hidden.bias", "after/hidden.bias"), "gradient", "hidden.bias"),
    "an output is NaN": (one_entry("inference/out", math.nan), "output", "out"),
    "an output": (one_entry("inference/out", 0.1), "output", "out"),
    "an output in training": (one_entry("training/out", 0.1), "output", "out (training)"),
    "an output is missing": (nothing("inference/out"), "output", "out"),
    "outputs of one example less": (
        lambda a: a.arrays.update({"inference/out": a.arrays["inference/out"][:-1]}),
        "output",
        "out",
    ),
    "a dropped penalty": (dropped_term("hidden.kernel"), "penalty", "hidden.kernel"),
    "a dropped penalty of 1e-9": (dropped_term("hidden.bias"), "penalty", "hidden.bias"),
    "a dropped activity penalty": (dropped_term("out.activity"), "penalty", "out.activity"),
    "half a penalty": (times("penalty/hidden.kernel", 0.5), "penalty", "hidden.kernel"),
    "half a penalty of 1e-9": (times("penalty/hidden.bias", 0.5), "penalty", "hidden.bias"),
    "two penalties swapped": (swapped("penalty/hidden.kernel", "penalty/out.kernel"), "penalty", "out.kernel"),
    "a penalty that nobody told": (hidden_term, "penalty sum", "torch"),
    "a penalty that the spec has not": (extra_term, "penalty", "out.bias"),
    "the loss": (times("loss", 1.01), "loss", "loss"),
    "the loss is missing": (nothing("loss"), "loss", "loss"),
    "a step's loss": (times("step/2", 1.01), "step", "2"),
    "a step is missing": (nothing("step/2"), "step", "2"),
    "the step's loss lacks the penalty": (times("step/1", 0.9), "step", "1 in torch, against its loss"),
    "the step lacks the penalties": (untouched_step(TENFOLD["weight"]), "penalty gradient", "hidden.kernel in torch"),
    "the step lacks the activities": (untouched_step(TENFOLD["activity"]), "penalty gradient", "activities in torch"),
    "a frozen weight": (frozen, "parameters", "hidden.bias"),
    "a weight's shape": (other_shape, "parameters", "out.kernel"),
    "a second bias": (second_bias, "parameters", "total"),
    "a weight is not there": (no_weight, "parameters", "out.bias"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_caught(made: Plan, precision: str, name: str) -> None:
    change, kind, where = WRONG[name]
    found = report(compared(made, precision, change), precision)
    assert not found.agree
    assert (kind, where) in [(row.kind, row.where) for row in found.rows if row.disagrees]
    assert found.problems()
    json.dumps(found.as_json(), allow_nan=False)
    assert "DISAGREE" in found.as_table()


def test_both_wrong_in_the_same_way_is_caught(made: Plan, precision: str) -> None:
    """The reference stands beside both."""
    answers = {"keras": right_answer(made, precision), "torch": right_answer(made, precision)}
    for answer in answers.values():
        times("penalty/hidden.kernel", 2)(answer)
    weights = {name: array.astype(precision) for name, array in draw_weights(made.graph, 0).items()}
    rows = compare(Evidence(made, precision, STEPS, answers, weights))
    assert any(row.kind == "penalty" and row.where == "hidden.kernel" and row.disagrees for row in rows)


def test_missing_on_both_sides_is_no_agreement(made: Plan, precision: str) -> None:
    answers = {"keras": right_answer(made, precision), "torch": right_answer(made, precision)}
    for answer in answers.values():
        del answer.arrays["gradient/out.kernel"]
        answer.arrays["inference/out"] = np.full((8, 3), math.nan)
    weights = {name: array.astype(precision) for name, array in draw_weights(made.graph, 0).items()}
    rows = compare(Evidence(made, precision, STEPS, answers, weights))
    wrong = {(row.kind, row.where) for row in rows if row.disagrees}
    assert {("gradient", "out.kernel"), ("output", "out")} <= wrong


def test_a_failure_or_nothing_at_all_is_no_agreement(made: Plan, precision: str) -> None:
    rows = tuple(compared(made, precision, lambda answer: None))
    assert not Report("m", precision, 0, 8, ("keras", "torch"), rows, {"torch": Failure("it crashed", ("why",))}).agree
    assert not Report("m", precision, 0, 8, ("keras", "torch"), rows, {}, {"keras: steps": "no kernel"}).agree
    assert not Report("m", precision, 0, 8, ("keras", "torch"), ()).agree


def test_the_difference_is_relative_to_the_tensor() -> None:
    assert difference([np.array([1.0, 2.0]), np.array([1.0, 2.5])]) == 0.2
    assert difference([np.array([1e-9]), np.array([0.0])]) == 1.0
    assert difference([np.array([1e-9]), np.array([0.0])], floor=1e-3) == pytest.approx(1e-6)
    assert difference([np.zeros(2), np.zeros(2)]) == 0.0
    assert floor_of([np.array([-5.0]), None, np.array([math.nan, 1.0])]) == 5e-3


@pytest.mark.parametrize("odd", [None, np.array([math.nan]), np.array([math.inf]), np.zeros((1, 1))])
def test_what_is_no_number_is_infinitely_far(odd: np.ndarray | None) -> None:
    assert difference([odd, np.zeros(1)]) == math.inf
    assert odd is None or odd.shape != (1,) or difference([odd, odd]) == math.inf


def test_rounding_excuses_only_what_it_moves_as_far(made: Plan) -> None:
    rows = [Row("gradient", "a", 1e-4, 1e-5, path="gradient/a"), Row("gradient", "b", 1e-4, 1e-5, path="gradient/b")]
    before = {"keras": Answer(arrays={"gradient/a": np.array([1.0]), "gradient/b": np.array([1.0])})}
    after = copy.deepcopy(before)
    after["keras"].arrays["gradient/a"] += 5e-5
    first, second = with_excuses(rows, before, after)
    assert not first.disagrees
    assert not first.agrees
    assert second.disagrees


def test_what_is_random_has_no_excuse() -> None:
    rows = [Row("output", name, 1e-2, 1e-5, path=f"inference/{name}") for name in "ab"]
    before = {name: Answer(arrays={row.path: np.ones(1) for row in rows}) for name in ("keras", "torch")}
    again = copy.deepcopy(before)
    again["torch"].arrays["inference/a"] += 1e-2
    noisy, steady = told_if_random(rows, before, again)
    assert noisy.problem == "torch gave other numbers the second time"
    assert steady.problem is None
    moved = {name: Answer(arrays={row.path: np.array([2.0]) for row in rows}) for name in before}
    assert [row.disagrees for row in with_excuses([noisy, steady], before, moved)] == [True, False]


def test_float64_excuses_more_of_what_it_agrees_on() -> None:
    rows = [Row("gradient", name, 1e-4, 1e-5, path=f"gradient/{name}") for name in "abc"]
    before = {name: Answer(arrays={row.path: np.ones(1) for row in rows}) for name in ("keras", "torch")}
    for row in rows:
        before["torch"].arrays[row.path] = np.array([1.0001])
    after, double = copy.deepcopy(before), copy.deepcopy(before)
    for row in rows[:2]:
        after["keras"].arrays[row.path] += 1e-6  # A changed bit moves the first two, less than ten times too little.
    double["torch"].arrays |= {"gradient/a": np.ones(1), "gradient/c": np.ones(1)}
    double_rows = [replace(row, difference=apart, limit=1e-10) for row, apart in zip(rows, (0, 1e-4, 0), strict=True)]
    excused, differs_in_float64, unmoved = with_excuses(rows, before, after, double, double_rows)
    assert not excused.disagrees
    assert not excused.agrees
    assert differs_in_float64.disagrees
    assert unmoved.disagrees


def test_fewer_examples_excuse_what_they_agree_on() -> None:
    paths = {"output": "training/y", "gradient": "gradient/w", "weight": "after/w", "step": "step/3"}
    rows = [Row(kind, path, 1e-2, 1e-5, path=path) for kind, path in paths.items()]  # type: ignore[arg-type]
    right = [replace(row, difference=0.0) for row in rows if row.kind != "step"]
    fewer = [*right, Row("step", "1", 0.0, 1e-4, path="step/1")]
    before = {name: Answer(arrays={path: np.ones(1) for path in paths.values()}) for name in ("keras", "torch")}
    leaping = copy.deepcopy(before)
    leaping["torch"].arrays = {path: array * 1.009 for path, array in before["torch"].arrays.items()}

    def excused(rows: list[Row], fewer: list[Row]) -> list[Row]:
        return with_excuses_by_fewer(rows, fewer, before, [before, leaping])

    output, *derived = excused(rows, fewer)
    assert output.disagrees  # No kink makes outputs leap.
    assert not any(row.disagrees or row.agrees for row in derived)
    faulty = [replace(row, difference=1e-2) for row in fewer]
    assert excused(rows, faulty) == rows
    late = [replace(row, difference=0.0) if row.kind == "gradient" else row for row in rows]
    assert excused(late, fewer) == late  # The first gradients agree: it is the optimizer's fault.
    wrong_after = [replace(row, difference=1e-2) if row.kind == "weight" else row for row in fewer]
    _, gradient, weight, step = excused(rows, wrong_after)
    assert not gradient.disagrees
    assert weight.disagrees
    assert step.disagrees


def test_fewer_examples_excuse_no_fault_for_rare_values() -> None:
    """Such a value may be missing among fewer examples; but numbers that are changed a little do not take it away."""
    rows = [Row("gradient", "w", 1e-2, 1e-5, path="gradient/w")]
    before = {name: Answer(arrays={"gradient/w": np.ones(1)}) for name in ("keras", "torch")}
    after = copy.deepcopy(before)
    after["torch"].arrays["gradient/w"] = np.array([1.0001])
    assert with_excuses_by_fewer(rows, [replace(rows[0], difference=0.0)], before, [after]) == rows


def test_every_number_is_shaken_a_little() -> None:
    data = {"w": np.linspace(-1, 1, 10, dtype="float32"), "ids": np.arange(3)}
    changed = shaken(data, 0)
    assert changed.keys() == {"w"}
    assert changed["w"].dtype == np.float32
    assert (changed["w"] != data["w"]).all()
    assert 5e-6 < difference([changed["w"], data["w"]]) < 2e-5


BLOCKS = """
modelspec: 1
name: opened
inputs: {x: [6]}
blocks:
  pair: {params: {slope: 0.1}, layers: [{dense: 6}, {leaky_re_lu: $slope}]}
layers: [{pair: {name: one}}, {pair: {name: out, slope: 0.4}}]
"""


def test_what_backends_make_of_blocks_is_held_against_the_model_without_them() -> None:
    made = plan(resolve(parse(BLOCKS, "opened.modelspec.yaml")).graph, "float32")
    assert made.opened is not None
    answers = {name: Answer(arrays={"inference/out": np.ones((8, 6))}) for name in ("keras", "torch")}
    for answer in answers.values():
        answer.arrays["opened/out"] = np.ones((8, 6))
    evidence = Evidence(made, "float32", 0, answers, {})
    assert [row.disagrees for row in blocks(evidence)] == [False, False]
    answers["torch"].arrays["opened/out"] = np.full((8, 6), 1.1)  # Both write the same wrong argument.
    assert [row.where for row in blocks(evidence) if row.disagrees] == ["out in torch, with its blocks opened"]
    del answers["keras"].arrays["opened/out"]
    assert all(row.disagrees for row in blocks(evidence))


def test_a_backend_of_float32_only_is_excused_by_what_rounding_does_to_the_others() -> None:
    rows = [Row("step", name, 1e-3, 1e-4, path=f"step/{name}") for name in "ab"]
    before = {name: Answer(arrays={row.path: np.ones(1) for row in rows}) for name in ("keras", "torch", "tfjs")}
    after = copy.deepcopy(before)
    double = {name: copy.deepcopy(before[name]) for name in ("keras", "torch")}
    for row in rows:
        before["tfjs"].arrays[row.path] = after["tfjs"].arrays[row.path] = np.array([1.001])
    # Rounding moves keras by a fifth of that; nothing but a fault of tfjs explains the second row.
    before["keras"].arrays["step/a"] = after["keras"].arrays["step/a"] = np.array([1.0002])
    excused, fault = with_excuses(rows, before, after, double, [replace(row, difference=0.0) for row in rows])
    assert not excused.disagrees
    assert "keras and torch" in str(excused.excuse)
    assert fault.disagrees


def test_what_one_backend_cannot_do_is_no_evidence_against_the_others(made: Plan, precision: str) -> None:
    check = _Check(made.graph, [], precision, STEPS, 0, 8, Runner(1, 1.0, Interrupts()))
    check.weights = {name: array.astype(precision) for name, array in draw_weights(made.graph, 0).items()}
    refused = Answer(unable={"model": "float32 only"})
    answers = {"keras": right_answer(made, precision), "torch": right_answer(made, precision), "tfjs": refused}
    rows = check.compare(answers)
    assert rows
    assert not any(row.disagrees or "tfjs" in str(row.excuse) for row in rows)
    found = Report("m", precision, 0, 8, tuple(answers), tuple(rows), {}, {"tfjs": "float32 only"})
    assert not found.agree
    assert f"m: keras and torch agree; tfjs cannot be compared ({precision}" in found.as_table()
    one_entry("inference/out", 0.1)(answers["torch"])
    assert any(row.disagrees for row in check.compare(answers))
    assert check.compare({"tfjs": refused}) == []


def test_an_empty_answer_is_no_refusal(made: Plan, precision: str) -> None:
    assert Answer(unable={"model": "float32 only"}).is_refusal
    assert not Answer().is_refusal


def test_three_backends_are_named_as_people_do(made: Plan, precision: str) -> None:
    rows = tuple(compared(made, precision, lambda answer: None))
    assert "keras, torch and tfjs agree" in Report("m", precision, 0, 8, ("keras", "torch", "tfjs"), rows).as_table()
    assert "keras agrees with the spec" in Report("m", precision, 0, 8, ("keras",), rows).as_table()


def test_the_last_bit_of_every_weight_is_changed() -> None:
    weights = {"w": np.linspace(-1, 1, 10, dtype="float32")}
    changed = jiggled(weights, 0)["w"]
    assert changed.dtype == np.float32
    assert (changed != weights["w"]).all()
    assert difference([changed, weights["w"]]) < 2e-7
