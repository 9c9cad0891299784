"""The layer inside a wrapper, as a node of its own."""

from __future__ import annotations

from modelspec.ir import Activity, Node
from modelspec.layers.base import Layer
from modelspec.record import replace

INNER = "layer"
"""The name of the layer inside a time_distributed, and the field that holds the layer of any wrapper."""


def inner_node(node: Node, layer: Layer, activities: tuple[Activity, ...] = ()) -> Node:
    """A twin of two directions is told once."""
    prefix = "forward." if node.kind == "bidirectional" else f"{INNER}."
    weights = [
        replace(weight, name=weight.name.removeprefix(prefix))
        for weight in node.weights
        if weight.name.startswith(prefix)
    ]
    return replace(node, kind=layer.kind, layer=layer, weights=tuple(weights), activities=activities, written={})


def inner_name(node: Node, layer: Layer) -> str:
    """What the layer is called within the wrapper."""
    return INNER if node.kind == "time_distributed" else layer.kind
