"""Layers that make one tensor of several."""

from __future__ import annotations

from modelspec.backends.base import Unspellable
from modelspec.backends.code import Literal, Plain
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.axes import axis_index
from modelspec.layers.merging import Concatenate, Dot

EXTREMES = {"maximum": "BroadcastMaximum", "minimum": "BroadcastMinimum"}
MOST_AXES = 2
"""Besides the batch axis, that `tf.layers.dot` takes."""


def _extreme(node: Node) -> Spelling:
    same = len({tensor.shape for tensor in node.inputs}) == 1
    return Spelling(f"tf.layers.{node.kind}" if same else EXTREMES[node.kind])


def _concatenate(node: Node) -> Spelling:
    """A negative axis is the last one in TensorFlow.js, whichever it is."""
    layer = node.layer
    assert isinstance(layer, Concatenate)
    at = axis_index(layer.axis, node.inputs[0].shape, node.kind)
    if len({(*tensor.shape[:at], *tensor.shape[at + 1 :]) for tensor in node.inputs}) > 1:
        raise Unspellable(
            node, "TensorFlow.js does not concatenate a length that is known with one that is not", "give both lengths"
        )
    if layer.axis == -1:
        return Spelling("tf.layers.concatenate")
    return Spelling("tf.layers.concatenate", names={"axis": None}, options={"axis": Literal(at + 1, "axis")})


def _dot(node: Node) -> Spelling:
    layer = node.layer
    assert isinstance(layer, Dot)
    shapes = [tensor.shape for tensor in node.inputs]
    axes = tuple(position + 1 for position in layer.positions(shapes))
    native = not layer.normalize and all(len(shape) <= MOST_AXES for shape in shapes)
    options: dict[str, Plain] = {"axes": Literal(axes, "axes")}
    return Spelling("tf.layers.dot" if native else "BatchDot", names={"axes": None}, options=options)


SPELLINGS: dict[str, Entry] = {
    "concatenate": _concatenate,
    "add": Spelling("tf.layers.add"),
    "subtract": Spelling("Subtract"),
    "multiply": Spelling("tf.layers.multiply"),
    "average": Spelling("tf.layers.average"),
    "maximum": _extreme,
    "minimum": _extreme,
    "dot": _dot,
}
