"""Convolutions. They take and give their channels at axis 1."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import call
from modelspec.backends.torch.layers.common import Spelling, option
from modelspec.backends.torch.layers.windows import channels_before_space, channels_of, finish, module, windows
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.convolution import Conv


def _conv(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Conv)
    x, options = windows(site, value, layer)
    sizes = (site.size(channels_of(value), "in_channels"), site.argument("filters"))
    options |= option(site, "groups", "groups", 1) | option(site, "bias", "use_bias", True)
    owner = site.module(module(site, layer, sizes, options))
    site.weight("kernel", "weight", channels_before_space(layer.rank, layer.rank + 1, layer.rank))
    return finish(site, layer, call(owner, x), value)


SPELLINGS: dict[str, Spelling] = dict.fromkeys(("conv1d", "conv2d", "conv3d"), _conv)
