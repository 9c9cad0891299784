"""Convolutions."""

from __future__ import annotations

from modelspec.backends.tfjs.layers.windows import misplaced
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.convolution import Conv

KERNEL = ("kernel_initializer",)


def _conv(node: Node) -> Spelling:
    layer = node.layer
    assert isinstance(layer, Conv)
    plain = layer.padding != "causal" and layer.groups == 1 and max(layer.dilation_rate) == 1
    if plain and not (layer.padding == "same" and misplaced(node, layer.kernel_size, layer.strides)):
        return Spelling(f"tf.layers.conv{layer.rank}d", explicit=KERNEL, names={"groups": None})
    return Spelling("Convolution", explicit=KERNEL)


SPELLINGS: dict[str, Entry] = dict.fromkeys(("conv1d", "conv2d", "conv3d"), _conv)
