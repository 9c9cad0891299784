"""Attention over sequences."""

from __future__ import annotations

from modelspec.backends.base import Unspellable
from modelspec.backends.code import Literal
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.attention import MultiHeadAttention

KERNEL = ("kernel_initializer",)


def _attention(node: Node) -> Spelling:
    layer = node.layer
    assert isinstance(layer, MultiHeadAttention)
    if layer.dropout == 1:
        raise Unspellable(node, "TensorFlow.js's dropout takes rates below 1")
    if layer.output_shape is None:
        return Spelling("MultiHeadAttention", KERNEL)
    shape = Literal(list(layer.output_shape), "output_shape", node.written.get("output_shape"))
    return Spelling("MultiHeadAttention", KERNEL, {"output_shape": None}, {"outputShape": shape})


SPELLINGS: dict[str, Entry] = {"multi_head_attention": _attention}
