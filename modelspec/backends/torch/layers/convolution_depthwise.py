"""Depthwise and separable convolutions. They take and give their channels at axis 1."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.arrays import Reshape
from modelspec.backends.code import Call, Plain, call
from modelspec.backends.torch.layers.common import Spelling, option
from modelspec.backends.torch.layers.windows import channels_before_space, channels_of, finish, module, windows
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.convolution_depthwise import DepthwiseConv, SeparableConv


def _depthwise(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, DepthwiseConv)
    x, options = windows(site, value, layer)
    owner = site.module(_depthwise_module(site, layer, value, options | option(site, "bias", "use_bias", True)))
    _depthwise_weight(site, layer, value, "kernel", "weight")
    return finish(site, layer, call(owner, x), value)


def _separable(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, SeparableConv)
    x, options = windows(site, value, layer)
    depthwise = _depthwise_module(site, layer, value, options | {"bias": False})
    between = site.size(channels_of(value) * layer.depth_multiplier, "out_channels")
    bias = option(site, "bias", "use_bias", True)
    pointwise = call(f"nn.Conv{layer.rank}d", between, site.argument("filters"), 1, **bias)
    owner = site.module(call(site.part("SeparableConv"), depthwise, pointwise))
    _depthwise_weight(site, layer, value, "depthwise_kernel", "depthwise.weight")
    mix = channels_before_space(layer.rank, layer.rank + 1, layer.rank)
    site.weight("pointwise_kernel", "pointwise.weight", mix)
    return finish(site, layer, call(owner, x), value, bias="pointwise.bias")


def _depthwise_module(
    site: Site, layer: DepthwiseConv | SeparableConv, value: Value, options: dict[str, Plain]
) -> Call:
    channels = channels_of(value)
    groups = site.size(channels, "in_channels")
    sizes = (groups, site.size(channels * layer.depth_multiplier, "out_channels"))
    bias = {"bias": options.pop("bias")} if "bias" in options else {}
    return module(site, layer, sizes, {**options, "groups": groups, **bias})


def _depthwise_weight(site: Site, layer: DepthwiseConv | SeparableConv, value: Value, name: str, key: str) -> None:
    rows = channels_of(value) * layer.depth_multiplier
    order = channels_before_space(layer.rank, layer.rank, layer.rank + 1)
    site.weight(name, key, order, Reshape((rows, 1, *layer.kernel_size)))


SPELLINGS: dict[str, Spelling] = {
    "depthwise_conv1d": _depthwise,
    "depthwise_conv2d": _depthwise,
    "separable_conv1d": _separable,
    "separable_conv2d": _separable,
}
