"""Normalization layers."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Code, Literal, Plain, call, method
from modelspec.backends.torch.layers.common import Spelling, option, result
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.axes import axis_indices
from modelspec.layers.normalization import (
    BatchNormalization,
    GroupNormalization,
    LayerNormalization,
    RmsNormalization,
)

Affine = BatchNormalization | GroupNormalization | LayerNormalization


def _batch(site: Site, inputs: Sequence[Value]) -> Value:
    layer = site.node.layer
    assert isinstance(layer, BatchNormalization)
    options = {
        **option(site, "eps", "epsilon", 0.001),
        **option(site, "momentum", "momentum", 0.99),
        **_flags(site),
        **({} if site.node.trainable else {"frozen": True}),
    }
    features = site.size(_length(inputs[0], layer.axis), "num_features")
    owner = site.module(call(site.part("BatchNorm"), features, **options))
    _weights(site, layer)
    site.weight("moving_mean", "running_mean")
    site.weight("moving_variance", "running_var")
    return _at_axis_1(site, owner, inputs[0], layer.axis)


def _group(site: Site, inputs: Sequence[Value]) -> Value:
    layer = site.node.layer
    assert isinstance(layer, GroupNormalization)
    channels = site.size(_length(inputs[0], layer.axis), "num_channels")
    groups = channels if layer.groups == -1 else site.argument("groups")
    eps = {"eps": site.argument("epsilon")}
    if layer.center == layer.scale:
        module = call("nn.GroupNorm", groups, channels, **eps, **({} if layer.scale else {"affine": False}))
    else:
        module = call(site.part("GroupNorm"), groups, channels, **eps, **_flags(site))
    owner = site.module(module)
    _weights(site, layer)
    (value,) = inputs
    if layer.axis % value.rank < value.rank - 1 or value.rank == 2:
        return _at_axis_1(site, owner, value, layer.axis)
    site.remark("With other strides and no gradient of its input, torch's group_norm crashes.")
    return result(site, call(owner, method(site.first(value), "contiguous")), True)


def _layer(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, LayerNormalization)
    indices = axis_indices(layer.axis, value.shape, layer.kind)
    shape = _lengths(site, value, indices)
    eps = {"eps": site.argument("epsilon")}
    if indices[0] + len(indices) == len(value.shape) and (layer.scale or not layer.center):
        affine = {"elementwise_affine": False} if not layer.scale else {} if layer.center else {"bias": False}
        module = call("nn.LayerNorm", shape, **eps, **affine)
    else:
        axes = tuple(index + 1 for index in indices)
        several = _lengths(site, value, indices, always=True)
        module = call(site.part("LayerNorm"), Literal(axes, "axes"), several, **eps, **_flags(site))
    owner = site.module(module)
    _weights(site, layer)
    return result(site, call(owner, site.last(value)))


def _rms(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, RmsNormalization)
    shape = _lengths(site, value, axis_indices(layer.axis, value.shape, layer.kind))
    owner = site.module(call("nn.RMSNorm", shape, eps=site.argument("epsilon")))
    site.weight("scale", "weight")
    return result(site, call(owner, site.last(value)))


def _flags(site: Site) -> dict[str, Plain]:
    return option(site, "center", "center", True) | option(site, "scale", "scale", True)


def _weights(site: Site, layer: Affine) -> None:
    if layer.scale:
        site.weight("gamma", "weight")
    if layer.center:
        site.weight("beta", "bias")


def _length(value: Value, axis: int) -> int:
    length = value.shape[axis % value.rank - 1]
    assert length is not None  # The layers' shape rules need it.
    return length


def _lengths(site: Site, value: Value, indices: Sequence[int], always: bool = False) -> Literal:
    """The lengths of the normalized axes: one number of one axis, unless `always` a tuple."""
    lengths = tuple(_length(value, index + 1) for index in indices)
    return site.size(lengths if always or len(lengths) > 1 else lengths[0], "normalized_shape")


def _at_axis_1(site: Site, owner: Code, value: Value, axis: int) -> Value:
    """The call of a module that normalizes along axis 1."""
    index = axis % value.rank
    if index == value.rank - 1:
        return result(site, call(owner, site.first(value)), value.rank > 2)
    x = site.last(value)
    if index == 1:
        return result(site, call(owner, x))
    return result(site, method(call(owner, method(x, "movedim", index, 1)), "movedim", 1, index))


SPELLINGS: dict[str, Spelling] = {
    "batch_normalization": _batch,
    "group_normalization": _group,
    "layer_normalization": _layer,
    "rms_normalization": _rms,
}
