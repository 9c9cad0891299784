"""Depthwise and separable convolutions."""

from __future__ import annotations

from modelspec.backends.base import Unspellable
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.convolution_depthwise import DepthwiseConv, SeparableConv

DEPTHWISE = ("depthwise_initializer",)
BOTH = (*DEPTHWISE, "pointwise_initializer")
NATIVE_RANK = 2


def _depthwise(node: Node) -> Spelling:
    """TensorFlow.js saves its own class's regularizer as a constraint, with which the file cannot be read."""
    layer = node.layer
    assert isinstance(layer, DepthwiseConv)
    penalized = any(weight.slot == "depthwise" and weight.penalty is not None for weight in node.weights)
    if _native(node, layer) and not penalized:
        return Spelling("tf.layers.depthwiseConv2d", explicit=DEPTHWISE)
    return Spelling("DepthwiseConv", explicit=DEPTHWISE)


def _separable(node: Node) -> Spelling:
    """TensorFlow.js's own class gives the pointwise kernel the depthwise kernel's initializer, and does not save its
    depth multiplier."""
    layer = node.layer
    assert isinstance(layer, SeparableConv)
    kept = layer.pointwise_initializer == layer.depthwise_initializer and layer.depth_multiplier == 1
    if _native(node, layer) and kept:
        return Spelling("tf.layers.separableConv2d")
    return Spelling("SeparableConv", explicit=BOTH)


def _native(node: Node, layer: DepthwiseConv | SeparableConv) -> bool:
    """Whether TensorFlow.js has such a convolution itself."""
    if max(layer.dilation_rate) == 1:
        return layer.rank == NATIVE_RANK
    if max(layer.strides) > 1:
        raise Unspellable(node, "TensorFlow.js has no convolution with both strides and dilation")
    return False


SPELLINGS: dict[str, Entry] = {
    "depthwise_conv1d": _depthwise,
    "depthwise_conv2d": _depthwise,
    "separable_conv1d": _separable,
    "separable_conv2d": _separable,
}
