"""Where Keras keeps a weight: the path of its variable."""

from __future__ import annotations

from modelspec.backends.functional.inner import INNER
from modelspec.ir import Node
from modelspec.layers import LAYERS
from modelspec.layers.base import Layer


def variable_path(node: Node, weight: str) -> str:
    """`stage1_1.conv2d/kernel`, `lstm/lstm_cell/bias`, `bidirectional/forward_lstm/lstm_cell/kernel`."""
    return _path(node.full_name, node.layer, weight)


def _path(name: str, layer: Layer, weight: str) -> str:
    inner = layer.wrapped
    if inner is not None and layer.kind == "bidirectional":
        direction, _, rest = weight.partition(".")
        return f"{name}/{_path(f'{direction}_{inner.kind}', inner, rest)}"
    if inner is not None:
        return f"{name}/{_path(INNER, inner, weight.removeprefix('layer.'))}"
    if layer.kind in LAYERS["recurrent"]:
        return f"{name}/{layer.kind}_cell/{weight}"
    return f"{name}/{weight.replace('.', '/')}"
