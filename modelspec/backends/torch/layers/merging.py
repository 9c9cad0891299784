"""Layers that make one tensor of several. Channels stay at axis 1 if one of the inputs has them there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from modelspec.backends.code import Code, Index, Literal, Operation, Slice, call, method, operation
from modelspec.backends.torch.layers.common import Spelling, option, result, torch_axis
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.merging import Concatenate, Dot

OPERATORS = {"add": "+", "subtract": "-", "multiply": "*"}


def _aligned(site: Site, inputs: Sequence[Value]) -> tuple[list[Code], bool]:
    """The inputs in one layout, and whether it is that with the channels at axis 1. Axes that a smaller one lacks come
    behind the batch axis, as Keras puts them."""
    rank = max(value.rank for value in inputs)
    if any(value.first for value in inputs) and all(value.rank == rank for value in inputs):
        return [site.first(value) for value in inputs], True
    return [_with_axes(site.last(value), rank - value.rank) for value in inputs], False


def _with_axes(x: Code, number: int) -> Code:
    if number == 0:
        return x
    if number == 1:
        return method(x, "unsqueeze", 1)
    return Index(x, (Slice(), *[Literal(None)] * number))


def _operator(site: Site, inputs: Sequence[Value]) -> Value:
    operands, first = _aligned(site, inputs)
    return result(site, operation(OPERATORS[site.node.kind], *operands), first)


def _average(site: Site, inputs: Sequence[Value]) -> Value:
    operands, first = _aligned(site, inputs)
    return result(site, Operation("/", operation("+", *operands), Literal(len(operands))), first)


def _extreme(site: Site, inputs: Sequence[Value]) -> Value:
    operands, first = _aligned(site, inputs)
    part = site.part(site.node.kind)
    return result(site, reduce(lambda one, other: call(part, one, other), operands), first)


def _concatenate(site: Site, inputs: Sequence[Value]) -> Value:
    layer = site.node.layer
    assert isinstance(layer, Concatenate)
    tensors, first = _aligned(site, inputs)
    axis = torch_axis(layer.axis, Value(tensors[0], inputs[0].shape, first))
    return result(site, call("torch.cat", tuple(tensors), dim=Literal(axis, "axis")), first)


def _dot(site: Site, inputs: Sequence[Value]) -> Value:
    layer = site.node.layer
    assert isinstance(layer, Dot)
    one, other = layer.positions([value.shape for value in inputs])
    axes = Literal((one + 1, other + 1), "axes")
    normalize = option(site, "normalize", "normalize", False)
    return result(site, call(site.part("dot"), *map(site.last, inputs), axes, **normalize))


SPELLINGS: dict[str, Spelling] = {
    "concatenate": _concatenate,
    "add": _operator,
    "subtract": _operator,
    "multiply": _operator,
    "average": _average,
    "maximum": _extreme,
    "minimum": _extreme,
    "dot": _dot,
}
