"""What the convolutions share: windows, the layout of kernels, what comes after. Channels stand at axis 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelspec.backends.arrays import Transpose
from modelspec.backends.code import Call, Code, Plain, call
from modelspec.backends.torch.layers.activations import activation
from modelspec.backends.torch.layers.common import option, result, size_literal
from modelspec.backends.torch.layers.padding import pad, pad_same, padding_option, same_borders, space, symmetric
from modelspec.backends.torch.site import Site, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelspec.layers.convolution import Conv
    from modelspec.layers.convolution_depthwise import DepthwiseConv, SeparableConv
    from modelspec.layers.convolution_transpose import ConvTranspose

    Windows = Conv | DepthwiseConv | SeparableConv


def windows(site: Site, value: Value, layer: Windows) -> tuple[Code, dict[str, Plain]]:
    """The input, padded if the module cannot do it, and what the module is told of its windows."""
    x = site.first(value)
    options: dict[str, Plain] = option(site, "stride", "strides", 1)
    if layer.padding == "causal":
        left = (layer.kernel_size[0] - 1) * layer.dilation_rate[0]
        x = call("F.pad", x, site.size((left, 0), "padding")) if left else x
    elif layer.padding == "same":
        x, padding = _same(site, x, value, layer)
        options |= padding
    return x, options | option(site, "dilation", "dilation_rate", 1)


def _same(site: Site, x: Code, value: Value, layer: Windows) -> tuple[Code, dict[str, Plain]]:
    windows = (layer.kernel_size, layer.strides, layer.dilation_rate)
    borders = same_borders(space(value), *windows)
    if borders is None:
        return pad_same(site, x, *windows), {}
    if not symmetric(borders):
        return pad(site, x, borders), {}
    if max(layer.strides) == 1:
        return x, {"padding": "same"}
    return x, padding_option(site, borders)


def module(site: Site, layer: Windows, sizes: Sequence[Code], options: dict[str, Plain]) -> Call:
    return call(f"nn.Conv{layer.rank}d", *sizes, size_literal(site, "kernel_size"), **options)


def channels_before_space(rank: int, *channels: int) -> Transpose:
    """From Keras's kernels, whose axes of space come first."""
    return Transpose((*channels, *range(rank)))


def channels_of(value: Value) -> int:
    channels = value.shape[-1]
    assert channels is not None  # The layers' shape rules need it.
    return channels


def finish(site: Site, layer: Windows | ConvTranspose, output: Code, value: Value, bias: str = "bias") -> Value:
    if layer.use_bias:
        site.weight("bias", bias)
    return result(site, activation(layer.activation, output, site, value.rank, True), True)
