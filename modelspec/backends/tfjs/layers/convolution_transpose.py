"""Transposed convolutions."""

from __future__ import annotations

from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.convolution_transpose import ConvTranspose

KERNEL = ("kernel_initializer",)
NATIVE_RANK = 2


def _transpose(node: Node) -> Spelling:
    layer = node.layer
    assert isinstance(layer, ConvTranspose)
    native = layer.rank == NATIVE_RANK and max(layer.dilation_rate) == 1 and layer.output_padding is None
    return Spelling("tf.layers.conv2dTranspose" if native else "ConvTranspose", explicit=KERNEL)


SPELLINGS: dict[str, Entry] = dict.fromkeys(("conv1d_transpose", "conv2d_transpose", "conv3d_transpose"), _transpose)
