"""Builds the generated Keras file of a spec and holds the model against the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest
import yaml

from modelspec.backends.keras import BACKEND
from modelspec.ir import Graph, Node, Shape, nodes
from modelspec.resolve import resolve
from modelspec.source import parse

Array = np.ndarray[Any, Any]
BATCH = 3


def graph_of(spec: dict[str, Any]) -> Graph:
    """The graph of a spec given as data."""
    text = yaml.safe_dump({"modelspec": 1, **spec}, sort_keys=False)
    return resolve(parse(text, f"{spec['name']}.modelspec.yaml")).graph


def layer_spec(kind: str, arguments: dict[str, Any], shapes: Sequence[Shape], **top: Any) -> dict[str, Any]:
    """A spec of one layer, named `it`."""
    dtype = "int32" if kind == "embedding" else "float"
    inputs = {f"in{i}": {"shape": list(shape), "dtype": dtype} for i, shape in enumerate(shapes)}
    call = {"name": "it", "from": list(inputs), **arguments}
    return {"name": f"one_{kind}", "inputs": inputs, **top, "layers": [{kind: call}]}


def module_of(text: str, name: str = "generated") -> ModuleType:
    """The generated file, run."""
    module = ModuleType(name)
    exec(compile(text, name, "exec"), module.__dict__)
    return module


def inputs_of(graph: Graph, dtype: str, seed: int = 0) -> list[Array]:
    """A batch for every input; an unknown length is 4."""
    random = np.random.default_rng(seed)
    arrays = []
    for tensor in graph.body.inputs:
        shape = (BATCH, *(length or 4 for length in tensor.shape))
        whole = tensor.dtype.startswith("int")
        arrays.append(random.integers(0, 3, shape, tensor.dtype) if whole else random.normal(size=shape).astype(dtype))
    return arrays


def build(graph: Graph) -> Any:
    """The model of the generated file."""
    return module_of(BACKEND.generate(graph).text).build_model()


def check(graph: Graph, dtype: str = "float32") -> float:
    """Builds the model and holds it against the graph. Returns the sum of its penalties."""
    model = build(graph)
    check_weights(graph, model)
    weights = fill(graph, model)
    inputs = inputs_of(graph, dtype)
    check_outputs(graph, model, inputs)
    return check_penalties(graph, model, inputs, weights, {"float32": 1e-5, "float64": 1e-12}[dtype])


def check_weights(graph: Graph, model: Any) -> None:
    """Paths, shapes, trainable flags and counts are the graph's."""
    targets = BACKEND.generate(graph).weights
    expected = {targets[name][0].key: (weight.shape, weight.trainable) for name, weight in graph.weights()}
    trained = {variable.path for variable in model.trainable_weights}
    found = {v.path: (tuple(v.shape), v.path in trained) for v in model.weights}
    assert found == expected
    assert len(model.weights) == len(expected)
    assert model.count_params() == sum(weight.size for _, weight in graph.weights())


def fill(graph: Graph, model: Any) -> dict[str, Array]:
    """Random numbers in every weight; by the spec's names."""
    random = np.random.default_rng(5)
    held = {variable.path: variable for variable in model.weights}
    targets = BACKEND.generate(graph).weights
    arrays = {}
    for name, weight in graph.weights():
        array = random.normal(0.02, 0.2, weight.shape)
        arrays[name] = np.abs(array) if weight.name.endswith("variance") else array
        held[targets[name][0].key].assign(arrays[name])
    return arrays


def check_outputs(graph: Graph, model: Any, inputs: list[Array]) -> None:
    """The outputs have the graph's shapes."""
    outputs = model(single(inputs))
    arrays = [np.asarray(output) for output in (outputs if isinstance(outputs, list | tuple) else [outputs])]
    for array, tensor in zip(arrays, graph.body.outputs, strict=True):
        assert len(array.shape) == len(tensor.shape) + 1
        for found, length in zip(array.shape, (BATCH, *tensor.shape), strict=True):
            assert length in (None, found)


def check_penalties(graph: Graph, model: Any, inputs: list[Array], weights: dict[str, Array], rel: float) -> float:
    """What Keras adds to the loss is what the graph says. Returns it."""
    named = list(graph.weights())
    expected = sum(float32(w.penalty).value(weights[name]) for name, w in named if w.penalty is not None)
    for node in nodes(graph.body):
        for activity in node.activities:
            for y in activity_arrays(model, node, activity.name, inputs):
                expected += float32(activity.penalty).value(y.astype("float64")) / BATCH
    model(single(inputs))
    found = float(sum(float(loss) for loss in model.losses))
    assert abs(found - expected) <= rel * max(abs(expected), 1e-30), (found, expected)
    return found


def float32(penalty: Any) -> Any:
    """Keras on TensorFlow rounds coefficients to float32."""
    return type(penalty)(float(np.float32(penalty.l1)), float(np.float32(penalty.l2)))


def activity_arrays(model: Any, node: Node, place: str, inputs: list[Array]) -> Iterator[Array]:
    """The penalized outputs of one place, one a call, by calling the layer's parts by hand."""
    for layer, arguments in _calls(model, node.full_name, inputs):
        yield np.asarray(_place(layer, node, place, arguments))


def _calls(model: Any, name: str, inputs: list[Array]) -> Iterator[tuple[Any, list[Array]]]:
    """Every call of a layer of this name, and what it was called with; also within the models of reused blocks."""
    for layer in model.layers:
        if layer.name != name and not isinstance(layer, keras.Model):
            continue
        for call in layer._inbound_nodes:
            found = keras.Model(single(model.inputs), list(call.input_tensors))(single(inputs))
            arguments = [np.asarray(array) for array in (found if isinstance(found, list) else [found])]
            if isinstance(layer, keras.Model):
                yield from _calls(layer, name, arguments)
            else:
                yield layer, arguments


def _place(layer: Any, node: Node, place: str, arguments: list[Array]) -> Any:
    if node.kind == "multi_head_attention":
        return _projection(layer, place, arguments, node.layer.use_causal_mask)
    if place in ("forward", "backward"):
        return getattr(layer, f"{place}_layer")(arguments[0])
    if place in ("layer.forward", "layer.backward"):
        direction = getattr(layer.layer, f"{place.partition('.')[2]}_layer")
        return np.stack([np.asarray(direction(arguments[0][:, i])) for i in range(arguments[0].shape[1])], 1)
    return layer(single(arguments))


def _projection(layer: Any, place: str, arguments: list[Array], causal: bool) -> Any:
    """The output of one of the four projections of an attention layer."""
    query, value, *key = arguments
    dense = getattr(layer, "_output_dense" if place == "attention_output" else f"_{place}_dense")
    kept: list[Any] = []
    recorded = type(dense).call

    def record(self: Any, *given: Any, **options: Any) -> Any:
        result = recorded(self, *given, **options)
        if self is dense:
            kept.append(result)
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(dense), "call", record)
        layer(query, value, **({"key": key[0]} if key else {}), use_causal_mask=causal)
    return kept[0]


def single(values: list[Any]) -> Any:
    """A model of one input is not given a list."""
    return values[0] if len(values) == 1 else values
