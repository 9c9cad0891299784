"""Convolutions. They take and give their channels at axis 1."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.arrays import Reshape, Transpose
from modelspec.backends.code import Call, Code, Index, Plain, Slice, Unary, call, code
from modelspec.backends.torch.layers.activations import activation
from modelspec.backends.torch.layers.common import Spelling, option, result, size_literal
from modelspec.backends.torch.layers.padding import (
    Border,
    flat,
    pad,
    pad_same,
    padding_option,
    same_borders,
    space,
    symmetric,
)
from modelspec.backends.torch.site import Site, Value, dims
from modelspec.layers.convolution import Conv
from modelspec.layers.convolution_depthwise import DepthwiseConv, SeparableConv
from modelspec.layers.convolution_transpose import ConvTranspose

Windows = Conv | DepthwiseConv | SeparableConv


def _conv(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Conv)
    x, options = _windows(site, value, layer)
    sizes = (site.size(_channels(value), "in_channels"), site.argument("filters"))
    options |= option(site, "groups", "groups", 1) | option(site, "bias", "use_bias", True)
    owner = site.module(_module(site, layer, sizes, options))
    site.weight("kernel", "weight", _channels_before_space(layer.rank, layer.rank + 1, layer.rank))
    return _finish(site, layer, call(owner, x), value)


def _depthwise(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, DepthwiseConv)
    x, options = _windows(site, value, layer)
    owner = site.module(_depthwise_module(site, layer, value, options | option(site, "bias", "use_bias", True)))
    _depthwise_weight(site, layer, value, "kernel", "weight")
    return _finish(site, layer, call(owner, x), value)


def _separable(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, SeparableConv)
    x, options = _windows(site, value, layer)
    depthwise = _depthwise_module(site, layer, value, options | {"bias": False})
    between = site.size(_channels(value) * layer.depth_multiplier, "out_channels")
    bias = option(site, "bias", "use_bias", True)
    pointwise = call(f"nn.Conv{layer.rank}d", between, site.argument("filters"), 1, **bias)
    owner = site.module(call(site.part("SeparableConv"), depthwise, pointwise))
    _depthwise_weight(site, layer, value, "depthwise_kernel", "depthwise.weight")
    mix = _channels_before_space(layer.rank, layer.rank + 1, layer.rank)
    site.weight("pointwise_kernel", "pointwise.weight", mix)
    return _finish(site, layer, call(owner, x), value, bias="pointwise.bias")


def _transpose(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, ConvTranspose)
    borders = tuple(_cut(layer, axis) for axis in range(layer.rank))
    padding = tuple(before for before, _ in borders)
    extra = tuple(max(before - after, 0) for before, after in borders)
    options: dict[str, Plain] = {
        **option(site, "stride", "strides", 1),
        **({"padding": site.size(dims(padding), "padding")} if any(padding) else {}),
        **({"output_padding": site.size(dims(extra), "output_padding")} if any(extra) else {}),
        **option(site, "dilation", "dilation_rate", 1),
        **option(site, "bias", "use_bias", True),
    }
    sizes = (site.size(_channels(value), "in_channels"), site.argument("filters"), size_literal(site, "kernel_size"))
    owner = site.module(call(f"nn.ConvTranspose{layer.rank}d", *sizes, **options))
    site.weight("kernel", "weight", _channels_before_space(layer.rank, layer.rank + 1, layer.rank))
    y: Code = call(owner, site.first(value))
    if any(after > before for before, after in borders):
        # torch cuts as many cells off the end as off the start, Keras one more.
        ends = [Slice(None, Unary("-", code(1))) if after > before else Slice() for before, after in borders]
        y = Index(y, (Slice(), Slice(), *ends))
    return _finish(site, layer, y, value)


def _cut(layer: ConvTranspose, axis: int) -> Border:
    """The cells that fall off the start and the end of the full output, which is as long as all windows reach; a
    negative number of them is added."""
    span, stride = layer.spans[axis], layer.strides[axis]
    extra = None if layer.output_padding is None else layer.output_padding[axis]
    if layer.padding == "valid":
        return 0, span - max(span, stride) if extra is None else -extra
    total = span - stride if extra is None else span - span % 2 - extra
    before = max(total, 0) // 2
    return before, total - before


def _windows(site: Site, value: Value, layer: Windows) -> tuple[Code, dict[str, Plain]]:
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
    if flat(borders).count(0) < len(borders) * 2 and max(layer.strides) == 1:
        return x, {"padding": "same"}
    return x, padding_option(site, borders)


def _module(site: Site, layer: Windows, sizes: Sequence[Code], options: dict[str, Plain]) -> Call:
    return call(f"nn.Conv{layer.rank}d", *sizes, size_literal(site, "kernel_size"), **options)


def _depthwise_module(
    site: Site, layer: DepthwiseConv | SeparableConv, value: Value, options: dict[str, Plain]
) -> Call:
    channels = _channels(value)
    groups = site.size(channels, "in_channels")
    sizes = (groups, site.size(channels * layer.depth_multiplier, "out_channels"))
    bias = {"bias": options.pop("bias")} if "bias" in options else {}
    return _module(site, layer, sizes, {**options, "groups": groups, **bias})


def _depthwise_weight(site: Site, layer: DepthwiseConv | SeparableConv, value: Value, name: str, key: str) -> None:
    rows = _channels(value) * layer.depth_multiplier
    order = _channels_before_space(layer.rank, layer.rank, layer.rank + 1)
    site.weight(name, key, order, Reshape((rows, 1, *layer.kernel_size)))


def _channels_before_space(rank: int, *channels: int) -> Transpose:
    """From Keras's kernels, whose axes of space come first."""
    return Transpose((*channels, *range(rank)))


def _channels(value: Value) -> int:
    channels = value.shape[-1]
    assert channels is not None  # The layers' shape rules need it.
    return channels


def _finish(site: Site, layer: Windows | ConvTranspose, output: Code, value: Value, bias: str = "bias") -> Value:
    if layer.use_bias:
        site.weight("bias", bias)
    return result(site, activation(layer.activation, output, site, value.rank, True), True)


SPELLINGS: dict[str, Spelling] = {
    "conv1d": _conv,
    "conv2d": _conv,
    "conv3d": _conv,
    "depthwise_conv1d": _depthwise,
    "depthwise_conv2d": _depthwise,
    "separable_conv1d": _separable,
    "separable_conv2d": _separable,
    "conv1d_transpose": _transpose,
    "conv2d_transpose": _transpose,
    "conv3d_transpose": _transpose,
}
