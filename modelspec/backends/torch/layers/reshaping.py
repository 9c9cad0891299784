"""The same entries in another shape or order, and linear rescaling."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Code, Index, Operation, Plain, Slice, Unary, call, method
from modelspec.backends.torch.layers.common import Spelling, result, torch_axis
from modelspec.backends.torch.layers.padding import flat
from modelspec.backends.torch.site import Site, Value, dims
from modelspec.layers.borders import Cropping, ZeroPadding
from modelspec.layers.reshaping import Permute, RepeatVector, Rescaling, Reshape
from modelspec.layers.up_sampling import UpSampling

EXACT_UP_TO = 40
"""nn.Upsample counts cells in float32, and from a factor of 41 on repeats some of them too often."""


def _flatten(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    if value.rank == 1:
        return result(site, method(value.code, "unsqueeze", 1))
    if value.rank == 2:
        return value
    return result(site, method(site.last(value), "flatten", 1))


def _reshape(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Reshape)
    lengths = [site.size(length or 0, "target_shape") for length in site.node.output.shape]
    batch: Plain = -1
    if None in site.node.output.shape:
        # torch works one length out, as Keras does.
        batch = method(value.code, "size", 0)
        lengths = [site.size(length, "target_shape") for length in layer.target_shape]
    return result(site, method(site.last(value), "reshape", batch, *lengths))


def _permute(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Permute)
    axes = [torch_axis(axis, value) for axis in layer.dims]
    if axes == sorted(axes):
        return result(site, value.code)  # torch's layout of the input is already what is asked for.
    return result(site, method(value.code, "permute", 0, *axes))


def _repeat_vector(site: Site, inputs: Sequence[Value]) -> Value:
    layer = site.node.layer
    assert isinstance(layer, RepeatVector)
    vector = method(inputs[0].code, "unsqueeze", 1)
    return result(site, method(vector, "expand", -1, site.argument("n"), -1))


def _zero_padding(site: Site, inputs: Sequence[Value]) -> Value:
    layer = site.node.layer
    assert isinstance(layer, ZeroPadding)
    padding = site.size(dims(flat(layer.borders)), "padding")
    owner = site.module(call(f"nn.ZeroPad{layer.rank}d", padding))
    return result(site, call(owner, site.first(inputs[0])), True)


def _cropping(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Cropping)
    slices = [Slice()] * (2 if value.first else 1)
    for before, after in layer.borders:
        start = site.size(before, "cropping") if before else None
        stop = Unary("-", site.size(after, "cropping")) if after else None
        slices.append(Slice(start, stop))
    if all(part == Slice() for part in slices):
        return value
    return result(site, Index(value.code, tuple(slices)), value.first)


def _up_sampling(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, UpSampling)
    blend: dict[str, Plain] = {}
    if getattr(layer, "interpolation", "nearest") == "bilinear":
        blend = {"mode": "bilinear", "align_corners": False}
    elif max(layer.factors) > EXACT_UP_TO:
        return result(site, _repeated(site, value, layer), value.first)
    factor = site.literal(dims(layer.factors), "size")
    owner = site.module(call("nn.Upsample", scale_factor=factor, **blend))
    return result(site, call(owner, site.first(value)), True)


def _repeated(site: Site, value: Value, layer: UpSampling) -> Code:
    x = value.code
    for axis, factor in enumerate(layer.factors, 2 if value.first else 1):
        x = method(x, "repeat_interleave", site.size(factor, "size"), axis)
    return x


def _rescaling(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Rescaling)
    by_channel = isinstance(layer.scale, tuple) or isinstance(layer.offset, tuple)
    x = site.last(value) if by_channel else value.code
    y = x
    if layer.scale != 1 or "scale" in site.node.written:
        y = Operation("*", y, _factor(site, "scale", value))
    if layer.offset != 0 or "offset" in site.node.written:
        y = Operation("+", y, _factor(site, "offset", value))
    return result(site, y, value.first and not by_channel)


def _factor(site: Site, field_name: str, value: Value) -> Code:
    factor = site.argument(field_name)
    return method(value.code, "new_tensor", factor) if isinstance(factor.value, tuple) else factor


SPELLINGS: dict[str, Spelling] = {
    "flatten": _flatten,
    "reshape": _reshape,
    "permute": _permute,
    "repeat_vector": _repeat_vector,
    "zero_padding1d": _zero_padding,
    "zero_padding2d": _zero_padding,
    "zero_padding3d": _zero_padding,
    "cropping1d": _cropping,
    "cropping2d": _cropping,
    "cropping3d": _cropping,
    "up_sampling1d": _up_sampling,
    "up_sampling2d": _up_sampling,
    "up_sampling3d": _up_sampling,
    "rescaling": _rescaling,
}
