"""Where TensorFlow.js keeps a weight, and which penalties a layer counts when its options have regularizers."""

from __future__ import annotations

from modelspec.ir import Node
from modelspec.layers import LAYERS
from modelspec.layers.base import Layer

RENAMED = {kind: {"kernel": "depthwise_kernel"} for kind in ("depthwise_conv1d", "depthwise_conv2d")}
"""Weights that have another name than in Keras."""


def weight_key(node: Node, weight: str) -> str:
    """The weight's `originalName`: `dense/kernel`, `bidirectional/forward_lstm/bias`, `attention/query/kernel`."""
    return f"{node.full_name}/{_local(node.layer, weight)}"


def counted(node: Node) -> tuple[str, ...]:
    """The weights whose regularizers `layer.calculateLosses()` applies, in its order."""
    return tuple(weight.name for weight in node.weights if weight.trainable and _counts(node.layer))


def _local(layer: Layer, weight: str) -> str:
    inner = layer.wrapped
    if inner is not None and layer.kind == "bidirectional":
        direction, _, rest = weight.partition(".")
        return f"{direction}_{inner.kind}/{_local(inner, rest)}"
    if inner is not None:
        return _local(inner, weight.removeprefix("layer."))
    return RENAMED.get(layer.kind, {}).get(weight, weight).replace(".", "/")


def _counts(layer: Layer) -> bool:
    """A recurrent layer does not ask its cell for the cell's losses; a time_distributed layer asks its inner one."""
    if layer.kind == "bidirectional" or layer.kind in LAYERS["recurrent"]:
        return False
    return layer.wrapped is None or _counts(layer.wrapped)
