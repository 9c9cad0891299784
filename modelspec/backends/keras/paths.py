"""Where Keras keeps a weight: the path of its variable."""

from __future__ import annotations

from modelspec.ir import Node
from modelspec.layers.base import Layer
from modelspec.layers.recurrent import Recurrent
from modelspec.layers.wrappers import Bidirectional, TimeDistributed

INNER = "layer"
"""The name of the layer inside a time_distributed."""


def variable_path(node: Node, weight: str) -> str:
    """`stage1_1.conv2d/kernel`, `lstm/lstm_cell/bias`, `bidirectional/forward_lstm/lstm_cell/kernel`."""
    return _path(node.full_name, node.layer, weight)


def _path(name: str, layer: Layer, weight: str) -> str:
    if isinstance(layer, Bidirectional):
        direction, _, rest = weight.partition(".")
        return f"{name}/{_path(f'{direction}_{layer.layer.kind}', layer.layer, rest)}"
    if isinstance(layer, TimeDistributed):
        return f"{name}/{_path(INNER, layer.layer, weight.removeprefix('layer.'))}"
    if isinstance(layer, Recurrent):
        return f"{name}/{layer.kind}_cell/{weight}"
    return f"{name}/{weight.replace('.', '/')}"
