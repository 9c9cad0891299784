"""Passes that change numbers: no randomness, λ times something, hyperparameters as float32 holds them.

A changed number is no longer the expression that the author wrote, so that `written` is dropped with it.
"""

from __future__ import annotations

import struct
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from modelspec.ir import Graph, Node
from modelspec.layers.base import Layer
from modelspec.passes.nodes import map_nodes
from modelspec.penalty import Penalty
from modelspec.record import replace
from modelspec.training import Training

Target = Literal["weight", "activity"]
Fields = TypeVar("Fields", bound=BaseModel)


def without_randomness(graph: Graph) -> Graph:
    """Every rate of dropout and width of noise at 0: what training computes is then a function of its inputs. The same
    object if nothing is random."""
    random = any(_still(node.layer) is not node.layer for node in graph.nodes())
    return map_nodes(graph, lambda node: _with_layer(node, _still(node.layer))) if random else graph


def scaled(graph: Graph, target: Target, factor: float) -> Graph:
    """Every penalty on a weight, or every one on an activity, times a factor."""

    def change(node: Node) -> Node:
        if target == "activity":
            activities = tuple(replace(a, penalty=_times(a.penalty, factor)) for a in node.activities)
            return replace(node, activities=activities, written={} if activities else node.written)
        weights = tuple(w if w.penalty is None else replace(w, penalty=_times(w.penalty, factor)) for w in node.weights)
        return replace(node, weights=weights)

    return map_nodes(graph, change)


def rounded(graph: Graph) -> Graph:
    """Every real hyperparameter as the nearest float32. In float64, Keras on TensorFlow rounds λ, the learning rate,
    the momentum and others to float32; rounded before, they are one number for every backend and the reference."""

    def change(node: Node) -> Node:
        weights = tuple(w if w.penalty is None else replace(w, penalty=_rounded(w.penalty)) for w in node.weights)
        activities = tuple(replace(a, penalty=_rounded(a.penalty)) for a in node.activities)
        return _with_layer(replace(node, weights=weights, activities=activities), round_fields(node.layer))

    graph = map_nodes(graph, change)
    return graph if graph.training is None else replace(graph, training=_rounded_training(graph.training))


def as_float32(number: float) -> float:
    """The nearest float32; a number beyond its range as it is."""
    try:
        nearest: float = struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        return number
    return nearest


def round_fields(fields: Fields) -> Fields:
    """The same fields, reals rounded; the same object if they were float32 numbers before."""
    changes = {}
    for name in type(fields).model_fields:
        before = getattr(fields, name)
        after = _round(before)
        if after is not before:
            changes[name] = after
    return fields.model_copy(update=changes) if changes else fields


def _round(value: Any) -> Any:
    if isinstance(value, float):
        nearest = as_float32(value)
        return value if nearest == value else nearest
    if isinstance(value, tuple):
        items = tuple(map(_round, value))
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return round_fields(value) if isinstance(value, BaseModel) else value


def _still(layer: Layer) -> Layer:
    """The layer without randomness; the same object if it has none."""
    changes: dict[str, Any] = {name: 0.0 for name in layer.randomness if getattr(layer, name)}
    if layer.wraps:
        inner = layer.layer  # type: ignore[attr-defined]
        if _still(inner) is not inner:
            changes["layer"] = _still(inner)
    return layer.model_copy(update=changes) if changes else layer


def _with_layer(node: Node, layer: Layer) -> Node:
    return node if layer is node.layer else replace(node, layer=layer, written={})


def _times(penalty: Penalty, factor: float) -> Penalty:
    return Penalty(penalty.l1 * factor, penalty.l2 * factor)


def _rounded(penalty: Penalty) -> Penalty:
    return Penalty(as_float32(penalty.l1), as_float32(penalty.l2))


def _rounded_training(training: Training) -> Training:
    losses = tuple(
        replace(loss, loss=round_fields(loss.loss), weight=as_float32(loss.weight)) for loss in training.losses
    )
    return replace(training, losses=losses, optimizer=round_fields(training.optimizer))
