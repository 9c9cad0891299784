"""Passes give new graphs that differ in one thing."""

from pathlib import Path

import numpy as np
import pytest

import modelspec
from modelspec.backends import backend
from modelspec.ir import Graph, Reuse
from modelspec.passes import flatten, opened, rounded, scaled, trained_by, watch, with_training, without_randomness
from modelspec.passes.flatten import shapes
from modelspec.passes.numbers import as_float32
from modelspec.training.optimizers import SGD

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.modelspec.yaml"))
SPEC = """
modelspec: 1
name: nested
inputs: {x: [null, 5], z: [null, 5]}
blocks:
  inner:
    params: {units: required, rate: 0.3}
    layers:
      - dense: {name: dense, units: $units, kernel_regularizer: {l2: 0.1}, activity_regularizer: {l1: 0.1}}
      - dropout: $rate
  outer:
    layers:
      - inner: {name: one, units: 5}
      - reuse: {name: two, layer: one}
layers:
  - outer: {name: a, from: x}
  - reuse: {name: b, layer: a, from: z}
  - add: {name: sum, from: [a, b]}
  - bidirectional: {name: rnn, layer: {lstm: {units: 3, dropout: 0.2, return_sequences: true}}}
  - leaky_relu: {name: leaky, negative_slope: 0.3}
"""


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    file = tmp_path / "nested.modelspec.yaml"
    file.write_text(SPEC)
    return modelspec.load(file).graph


def test_flatten_names_every_call_and_keeps_every_weight(graph: Graph) -> None:
    flat = flatten(graph)
    assert [call.name for call in flat.calls] == [
        "a.one.dense", "a.one.dropout", "a.two.dense", "a.two.dropout",
        "b.one.dense", "b.one.dropout", "b.two.dense", "b.two.dropout",
        "sum", "rnn", "leaky",
    ]  # fmt: skip
    assert {call.layer for call in flat.calls[:8]} == {"a.one.dense", "a.one.dropout"}
    assert sum(isinstance(step, Reuse) for step in flat.graph.body.steps) == 6
    assert set(flat.weights) == {name for name, _ in graph.weights()}
    assert set(flat.weights.values()) == {name for name, _ in flat.graph.weights()}
    assert flat.outputs == ("leaky",)
    assert list(flat.graph.penalties()) == []


def test_flatten_gives_what_backends_can_carry(graph: Graph) -> None:
    for name in ("keras", "torch"):
        made = backend(name).generate(flatten(graph).graph)
        compile(made.text, made.file_name, "exec")
        assert set(made.weights) == set(flatten(graph).weights.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_shapes_are_those_of_the_graph(example: Path) -> None:
    flat = flatten(modelspec.load(example).graph)
    known = shapes(flat, 32)
    assert all(known[step.outputs[0].name] == step.outputs[0].shape for step in flat.graph.body.steps)


def test_unknown_lengths_get_one(graph: Graph) -> None:
    assert shapes(flatten(graph), 32)["leaky"] == (32, 6)


def test_opened_gives_the_model_without_its_blocks(graph: Graph) -> None:
    flat = flatten(graph)
    found = opened(graph, flat)
    assert found is not None
    assert [tensor.shape for tensor in found.graph.body.outputs] == [tensor.shape for tensor in graph.body.outputs]
    assert found.graph.output_names == flat.outputs
    assert opened(flat.graph, flat) is None  # It has no blocks.


def test_watch_keeps_the_calls_of_a_layer_and_what_they_need(graph: Graph) -> None:
    seen = watch(flatten(graph), {"a.one.dense"})
    assert [call.name for call in seen.calls] == ["a.one.dense", "a.two.dense", "b.one.dense", "b.two.dense"]
    assert list(seen.weights) == ["a.one.dense.kernel", "a.one.dense.bias"]
    assert len(seen.graph.body.outputs) == 4


def test_without_randomness_reaches_blocks_and_wrappers(graph: Graph) -> None:
    still = without_randomness(graph)
    layers = {node.full_name: node.layer for node in still.nodes()}
    assert layers["a.one.dropout"].rate == 0
    assert layers["rnn"].layer.dropout == 0
    assert without_randomness(still) is still
    assert [node.full_name for node in still.nodes()] == [node.full_name for node in graph.nodes()]


def test_a_reuse_calls_the_changed_layer(graph: Graph) -> None:
    outer = without_randomness(graph).body.steps
    assert isinstance(outer[1], Reuse)
    assert outer[1].target is outer[0]


def test_scaled_changes_one_kind_of_penalty(graph: Graph) -> None:
    more = {term.term: term.penalty for term in scaled(graph, "weight", 10).penalties()}
    assert more["a.one.dense.kernel"].l2 == 1.0
    assert more["a.one.dense.activity"].l1 == 0.1


def test_rounded_numbers_are_float32s(graph: Graph) -> None:
    made = rounded(graph)
    terms = [term.penalty for term in made.penalties()]
    numbers = [term.l2 for term in terms] + [node.layer.negative_slope for node in made.nodes() if node.name == "leaky"]
    assert numbers
    assert all(number == float(np.float32(number)) for number in numbers)
    assert as_float32(0.1) == float(np.float32(0.1)) != 0.1
    assert as_float32(1e300) == 1e300


def test_a_model_without_a_training_section_gets_one(graph: Graph) -> None:
    made = with_training(graph)
    assert made.training is not None
    assert [loss.output for loss in made.training.losses] == ["leaky"]
    assert with_training(made) is made
    plain = trained_by(made, SGD(learning_rate=1.0))
    assert plain.training is not None
    assert plain.training.optimizer.learning_rate == 1.0
