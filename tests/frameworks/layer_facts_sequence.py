"""What a real Keras layer says of itself, in the words of modelspec's layer facts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any

import keras

from modelspec.initializers import Initializer
from modelspec.ir import Shape
from modelspec.layers import find
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
    inputs = [keras.Input(shape) for shape in shapes]
    if kind == "multi_head_attention" and len(inputs) == 1:
        inputs = inputs * 2
    return layer, tuple(layer(*inputs).shape[1:])


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
    """A default of ours or Keras's, comparable."""
    if isinstance(value, Initializer | ActivationLayer):
        return value.kind
    return value.lower() if isinstance(value, str) else value
