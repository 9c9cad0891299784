"""A source -> a graph: names, blocks, variables, penalties, bounds."""

import tracemalloc
from pathlib import Path

import pytest

from modelspec.errors import MOST_PROBLEMS, ModelspecError, SpecError
from modelspec.ir import Graph, Node, Reuse, Use
from modelspec.resolve import resolve
from modelspec.resolve.bounds import MOST_CALLS
from modelspec.source import parse, read
from tests.calls import count_calls

EXAMPLES = Path(__file__).parents[2] / "examples"
COUNTS = {1: 1_632, 2: 101_770, 3: 273_658, 4: 1_337_921, 5: 1_825_794, 6: 21_474, 7: 19_885, 8: 269_322, 9: 1_795,
          10: 1_632}  # fmt: skip
TOP = "modelspec: 1\nname: m\ninputs: {x: [8]}\n"


def graph(text: str, **overrides: str) -> Graph:
    return resolve(parse(text if text.startswith("modelspec") else TOP + text, "m.yaml"), overrides).graph


def layers(*items: str) -> Graph:
    return graph("layers:\n" + "".join(f"  - {item}\n" for item in items))


def full_names(text: str) -> list[str]:
    return [node.full_name for node in graph(text).nodes()]


def penalties(made: Graph) -> dict[str, tuple[float, float]]:
    return {term.term: (term.penalty.l1, term.penalty.l2) for term in made.penalties()}


def codes(text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        graph(text)
    return [found.code for found in caught.value.diagnostics]


@pytest.mark.parametrize("number", COUNTS)
def test_parameters_of_the_examples(number: int) -> None:
    (path,) = EXAMPLES.glob(f"{number}_*.yaml")
    found = resolve(read(path))
    assert sum(weight.size for _, weight in found.graph.weights()) == COUNTS[number]
    assert found.warnings == []


def test_automatic_names_step_aside_for_chosen_ones() -> None:
    made = layers("dense: 4", "dense: 4", "dense: {units: 4, name: dense_2}", "dense: 4")
    assert [step.name for step in made.body.steps] == ["dense", "dense_1", "dense_2", "dense_3"]


def test_repeat() -> None:
    made = layers(
        "dense: {units: 8, name: a, repeat: 2}",
        "dense: {units: 8, repeat: 2}",
        "dense: {units: 8, repeat: 1}",
        "dense: 8",
        "add: [a, a_1, dense_1, dense_3]",
    )
    steps = [step for step in made.body.steps if isinstance(step, Node)]
    repeats = [(step.name, step.repeat and (step.repeat.name, step.repeat.index, step.repeat.count)) for step in steps]
    assert repeats == [
        ("a_1", ("a", 1, 2)), ("a_2", ("a", 2, 2)), ("dense", ("dense", 1, 2)), ("dense_1", ("dense", 2, 2)),
        ("dense_2", ("dense_2", 1, 1)), ("dense_3", None), ("add", None),
    ]  # fmt: skip
    assert [step.repeat.named for step in steps if step.repeat] == [True, True, False, False, False]
    assert [tensor.name for tensor in steps[-1].inputs] == ["a_2", "a_1", "dense_1", "dense_3"]


BLOCKS = """\
vars: {width: 4}
blocks:
  inner: {params: {units: required, rate: $width / 8}, layers: [dense: {units: $units * 2, name: d}, dropout: $rate]}
  outer:
    params: {size: $width, half: $size // 2}
    layers:
      - inner: $half
      - inner: {name: second, units: $size + 1, repeat: 2}
      - add: [second_1.x, input]
"""


def test_blocks_in_blocks() -> None:
    text = BLOCKS.replace("add: [second_1.x, input]", "dense: {units: $size, name: last}")
    made = graph(text + "layers:\n  - outer: {name: o, size: 6}\n  - outer\n")
    assert full_names(text + "layers:\n  - outer: {name: o, size: 6}\n") == [
        "o.inner.d", "o.inner.dropout", "o.second_1.d", "o.second_1.dropout", "o.second_2.d", "o.second_2.dropout",
        "o.last",
    ]  # fmt: skip
    first, other = made.body.steps
    assert isinstance(first, Use)
    assert isinstance(other, Use)
    assert dict(first.arguments) == {"size": 6, "half": 3}
    assert dict(other.arguments) == {"size": 4, "half": 2}
    inner, second, _, last = first.body.steps
    assert isinstance(inner, Use)
    assert isinstance(second, Use)
    assert isinstance(last, Node)
    assert dict(inner.arguments) == {"units": 3, "rate": 0.5}
    assert dict(inner.written) == {"units": "half"}
    assert dict(second.written) == {"units": "size + 1"}
    assert dict(last.written) == {"units": "size"}
    dense, dropout = inner.body.steps
    assert isinstance(dense, Node)
    assert isinstance(dropout, Node)
    assert (dict(dense.written), dict(dropout.written)) == ({"units": "units * 2"}, {"rate": "rate"})
    assert made.blocks["inner"].parameters == {"units": None, "rate": "$width / 8"}


def test_what_is_inside_a_block_is_not_seen_from_outside() -> None:
    assert codes(BLOCKS + "layers: [outer]\n") == ["E404"]
    assert codes("blocks: {b: {layers: [dense: {units: 8, from: x}]}}\nlayers: [b]\n") == ["E407"]


SPLIT = """\
blocks:
  split:
    inputs: [a, b]
    layers:
      - dense: {name: left, units: 4, from: a}
      - dense: {name: right, units: 4, from: b}
    outputs: [left, right]
layers:
"""


def test_several_inputs_and_outputs() -> None:
    made = graph(SPLIT + "  - split: {name: s, from: [x, x], repeat: 2}\n  - add: [s.left, s.right]\n")
    use, again, add = made.body.steps
    assert [tensor.name for tensor in use.outputs] == ["s_1.left", "s_1.right"]
    assert [tensor.name for tensor in again.inputs] == ["s_1.left", "s_1.right"]
    assert [tensor.name for tensor in add.inputs] == ["s_2.left", "s_2.right"]
    assert graph(SPLIT + "  - split: {name: s, from: [x, x]}\n").output_names == ("s.left", "s.right")


def test_reuse() -> None:
    encoder = "dense: {units: 8, name: a, activity_regularizer: l2, kernel_regularizer: l2}"
    made = layers(encoder, "reuse: a", "reuse: {layer: a, name: c}")
    again = made.body.steps[1]
    assert isinstance(again, Reuse)
    assert again.target is made.body.steps[0]
    assert [step.name for step in made.body.steps] == ["a", "reuse", "c"]
    assert [name for name, _ in made.weights()] == ["a.kernel", "a.bias"]
    assert list(penalties(made)) == ["a.kernel", "a.activity"]


FROZEN = """\
regularization: {kernel: {l2: 0.5}, bias: {l1: 0.25}}
blocks: {b: {layers: [{dense: {units: 8, name: d, kernel_regularizer: {l1: 1}}}, {dense: {units: 8, name: e}}]}}
layers:
  - b: {name: cold, trainable: false}
  - b: {name: warm}
"""


def test_a_frozen_block() -> None:
    found = resolve(parse(TOP + FROZEN, "m.yaml"))
    trained = {name: weight.trainable for name, weight in found.graph.weights()}
    assert trained == {f"{use}.{weight}": use == "warm" for use in ("cold", "warm")
                       for weight in ("d.kernel", "d.bias", "e.kernel", "e.bias")}  # fmt: skip
    assert penalties(found.graph) == {
        "warm.d.kernel": (1.0, 0.0),
        "warm.d.bias": (0.25, 0.0),
        "warm.e.kernel": (0.0, 0.5),
        "warm.e.bias": (0.25, 0.0),
    }
    assert [warning.code for warning in found.warnings] == ["W301"]


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ("cold", ["last.kernel", "warm_1.d.kernel", "warm_2.d.kernel"]),
        ("warm", ["cold.d.kernel", "last.kernel"]),
        ("warm_1", ["cold.d.kernel", "last.kernel", "warm_2.d.kernel"]),
        ("cold.d", ["last.kernel", "warm_1.d.kernel", "warm_2.d.kernel"]),
        ("d", ["last.kernel"]),
        ("b", ["last.kernel"]),
        ("dense", []),
        ("cold, d", ["last.kernel"]),
    ],
)
def test_exclude(exclude: str, left: list[str]) -> None:
    made = graph(f"regularization: {{kernel: l2, exclude: [{exclude}]}}\n"
                 "blocks: {b: {layers: [{dense: {units: 8, name: d}}]}}\n"
                 "layers: [b: {name: cold}, b: {name: warm, repeat: 2}, dense: {units: 8, name: last}]\n")  # fmt: skip
    assert sorted(penalties(made)) == left


SECTION = """\
regularization: {convention: lambda/2m, examples: 10, kernel: {l2: 1, l1: 1}, gamma: none, all_trainable: {l2: 4}}
layers:
  - dense: 8
  - batch_normalization
  - dense: {units: 8, kernel_regularizer: {l2: 3, convention: lambda}}
  - dense: {units: 8, kernel_regularizer: none}
"""


def test_who_decides_on_a_penalty() -> None:
    made = graph(SECTION)
    assert penalties(made) == {
        "dense.kernel": (0.1, 0.05), "dense.bias": (0.0, 0.2), "batch_normalization.beta": (0.0, 0.2),
        "dense_1.kernel": (0.0, 3.0), "dense_1.bias": (0.0, 0.2), "dense_2.bias": (0.0, 0.2),
    }  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [("16", 16), ("1e1", 10.0)])
def test_overrides(text: str, value: float) -> None:
    made = graph(
        "vars: {width: 4, twice: $width * 2}\nlayers: [dropout: $width / 100, dropout: $twice / 100]\n", width=text
    )
    assert [node.layer.rate for node in made.nodes()] == [value / 100, value / 50]  # type: ignore[attr-defined]


def test_overrides_are_typed() -> None:
    text = (
        "vars: {width: 4, act: relu, sizes: [1, 2], deep: true}\nlayers: [dense: {units: $width, activation: $act}]\n"
    )
    assert graph(text, act="tanh", width="5", sizes="[3]", deep="false").source_hash != graph(text).source_hash
    for name, value in (
        ("width", "wide"),
        ("width", "true"),
        ("sizes", "3"),
        ("deep", "1"),
        ("widht", "3"),
        ("width", ".inf"),
    ):
        with pytest.raises(ModelspecError, match=f"variable `{name}`"):
            graph(text, **{name: value})


def test_free_keys_and_aliases() -> None:
    made = graph("x-shared: &layer {units: 4, kernel_regularizer: {l2: $width}}\nvars: {width: 4}\n"
                 "layers:\n  - dense: *layer\n  - dense: *layer\n")  # fmt: skip
    assert penalties(made) == {"dense.kernel": (0.0, 4.0), "dense_1.kernel": (0.0, 4.0)}


def test_dollars_for_people() -> None:
    made = graph("description: costs $5 or $width\nlayers: [dense: {units: 4, doc: a $sign}]\n")
    assert made.description == "costs $5 or $width"
    assert next(made.nodes()).doc == "a $sign"


def test_a_wrong_layer_makes_no_noise() -> None:
    wrong = "dense: {unit: 4, name: a}, dense: {units: 4, name: b}"
    assert codes(f"layers: [{wrong}, add: [a, b], conv2d: {{filters: 4, kernel_size: 3, from: a}}]\n") == ["E106"]
    split = SPLIT.replace("units: 4", "units: four", 1)
    assert codes(split + "  - split: {name: s, from: [x, x]}\n  - dense: {from: s.left, units: 4}\n") == ["E107"]


def flat(count: int) -> str:
    return TOP + "layers:\n" + "  - dense: {units: 8, activation: relu, kernel_regularizer: {l2: 1e-4}}\n" * count


def test_work_and_memory_grow_with_the_spec() -> None:
    graph(flat(10))
    peaks = []
    small, large = (count_calls(lambda n=n: graph(flat(n))) for n in (300, 3_000))
    assert large < 10.5 * small
    for count in (300, 3_000):
        tracemalloc.start()
        graph(flat(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 12 * peaks[0]


def test_bounds() -> None:
    assert len(codes(TOP + "layers:\n" + "  - dense: {unit: 8, from: nowhere}\n" * 10_000)) == MOST_PROBLEMS
    many = "blocks:\n  b0: {layers: [{linear: {repeat: 10}}]}\n"
    many += "".join(f"  b{i}: {{layers: [{{b{i - 1}: {{repeat: 10}}}}]}}\n" for i in range(1, 7))
    assert codes(f"{many}layers: [b6]\n") == ["E408"]
    doubling = "vars: {a0: [1, 1]" + "".join(f", a{i}: [$a{i - 1}, $a{i - 1}]" for i in range(1, 60)) + "}\n"
    assert codes(f"{doubling}layers: [flatten]\n") == ["E203"]
    assert MOST_CALLS == 10_000
