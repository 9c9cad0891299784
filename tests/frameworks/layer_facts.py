"""What a real Keras layer says of itself, in the words of modelspec's layer facts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any

import keras

from modelspec.initializers import Initializer
from modelspec.ir import Shape
from modelspec.layers import LAYERS, find
from modelspec.layers.activation_functions import ActivationLayer
from modelspec.layers.base import DeclaredWeight, Layer

COMMON = {"self", "kwargs", "name", "dtype", "trainable"}
KERAS_CLASSES = {
    re.sub("([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)).lower(): cls
    for name, cls in inspect.getmembers(keras.layers, inspect.isclass)
    if cls.__name__ == name
}
"""Keras's layers by their automatic names."""
FIELD_NAMES = {("activation", "activation"): "function"}
"""Arguments that have another name here."""
MERGES = {KERAS_CLASSES[kind] for kind in LAYERS["merging"]}


def make(kind: str, arguments: dict[str, Any]) -> Layer:
    """The facts of one layer; a wrapped layer is given as {kind: arguments}."""
    if "layer" in arguments:
        ((inner, given),) = arguments["layer"].items()
        arguments = {**arguments, "layer": make(inner, given)}
    return find(kind).model_validate(arguments)


def make_keras(kind: str, arguments: dict[str, Any]) -> Any:
    """The same layer of Keras."""
    arguments = {key: value for key, value in arguments.items() if key != "use_causal_mask"}
    if "layer" in arguments:
        ((inner, given),) = arguments["layer"].items()
        arguments["layer"] = make_keras(inner, given)
    return KERAS_CLASSES[kind](**arguments)


def build_keras(kind: str, arguments: dict[str, Any], shapes: Sequence[Shape]) -> tuple[Any, Shape]:
    """The built layer and its output's shape without the batch axis."""
    layer = make_keras(kind, arguments)
    return layer, tuple(call(layer, [keras.Input(shape) for shape in shapes]).shape[1:])


def call(layer: Any, inputs: list[Any], **options: Any) -> Any:
    """What the Keras layer makes of its inputs: merges take a list, self-attention the same one twice."""
    if isinstance(layer, keras.layers.MultiHeadAttention):
        return layer(*(inputs * 2 if len(inputs) == 1 else inputs), **options)
    return layer(inputs if type(layer) in MERGES else inputs[0], **options)


def weight_names(layer: Any) -> list[str]:
    """The names of a Keras layer's weights, in its order, as modelspec writes them."""
    names = []
    for weight in layer.weights:
        parts = [part for part in weight.path.split("/") if not part.endswith("_cell")]
        if isinstance(layer, keras.layers.Bidirectional):
            direction = next(part for part in parts if part.startswith(("forward_", "backward_")))
            names.append(f"{direction.split('_')[0]}.{parts[-1]}")
        elif isinstance(layer, keras.layers.MultiHeadAttention):
            names.append(".".join(parts[-2:]))
        elif isinstance(layer, keras.layers.TimeDistributed):
            names.append(f"layer.{parts[-1]}")
        else:
            names.append(parts[-1])
    return names


def declared(layer: Layer, shapes: Sequence[Shape]) -> list[tuple[str, tuple[int, ...], bool]]:
    return [(weight.name, weight.shape, weight.trainable) for weight in layer.weights(shapes)]


def of_keras(layer: Any) -> list[tuple[str, tuple[int, ...], bool]]:
    names = weight_names(layer)
    return [(name, tuple(w.shape), w.trainable) for name, w in zip(names, layer.weights, strict=True)]


def slot_names(weights: Sequence[DeclaredWeight], slot: str) -> list[str]:
    return [weight.name for weight in weights if weight.slot == slot]


def plain(value: Any) -> Any:
    """A default of ours or Keras's, comparable: `(1, 1)` and `((1, 1), (1, 1))` are 1."""
    if isinstance(value, Initializer | ActivationLayer):
        return value.kind
    if isinstance(value, tuple) and len({plain(entry) for entry in value}) == 1:
        return plain(value[0])
    return value.lower() if isinstance(value, str) else value


def check_arguments(kind: str) -> None:
    """The fields are Keras's arguments with its defaults in its order; what is left out is refused by name; the slots
    are the regularizer arguments."""
    cls = find(kind)
    theirs = {
        FIELD_NAMES.get((kind, name), name): parameter.default
        for name, parameter in inspect.signature(KERAS_CLASSES[kind]).parameters.items()
        if name not in COMMON
    }
    fields = {name: field for name, field in cls.model_fields.items() if name != "activity_regularizer"}
    carried = [name for name in theirs if name in fields]
    assert set(theirs) - set(carried) - {"activity_regularizer"} <= set(cls.refused), kind
    assert set(fields) - set(theirs) <= {"use_causal_mask"}, kind
    assert [name for name in fields if name in theirs] == carried, f"{kind}: another order than Keras's"
    for name in carried:
        if theirs[name] is inspect.Parameter.empty:
            assert fields[name].is_required(), (kind, name)
        else:
            assert plain(fields[name].default) == plain(theirs[name]), (kind, name)
    assert not set(fields) & set(cls.refused), kind
    slots = {name.removesuffix("_regularizer") for name in theirs if name.endswith("_regularizer")}
    assert set(cls.slots) == slots, kind


def check_shape_and_weights(kind: str, arguments: dict[str, Any], shapes: Sequence[Shape]) -> None:
    """Keras's output shape, and its weights in its order."""
    layer = make(kind, arguments)
    theirs, output = build_keras(kind, arguments, shapes)
    assert layer.shape(shapes) == output, kind
    assert declared(layer, shapes) == of_keras(theirs), kind


def check_slots(kind: str, arguments: dict[str, Any], shapes: Sequence[Shape]) -> None:
    """Each slot is on the weights on which Keras puts the regularizer."""
    layer = make(kind, arguments)
    for slot in layer.slots:
        if slot != "activity":
            theirs, _ = build_keras(kind, {**arguments, f"{slot}_regularizer": "l2"}, shapes)
            names = [
                name for (name, *_), weight in zip(of_keras(theirs), theirs.weights, strict=True) if weight.regularizer
            ]
            assert slot_names(layer.weights(shapes), slot) == names, (kind, slot)
