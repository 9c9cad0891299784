"""What the spellings share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from modelspec.backends.code import Code, Plain
from modelspec.backends.torch.site import Site, Value, dims

Spelling = Callable[[Site, Sequence[Value]], Value]


def result(site: Site, code: Code, first: bool = False) -> Value:
    """The node's output."""
    return Value(code, site.node.output.shape, first)


def torch_axis(axis: int, value: Value) -> int:
    """Where Keras's `axis` (the batch is 0, the channels are -1) stands in the tensor as it is laid out."""
    if not value.first:
        return axis
    index = axis % value.rank
    return 1 if index == value.rank - 1 else index + 1 if index else 0


def option(site: Site, keyword: str, field_name: str, default: Any) -> dict[str, Plain]:
    """The field as a keyword argument, unless it has torch's default and the author gave it no variable. Sizes that
    are equal along all axes are one number."""
    value = getattr(site.node.layer, field_name)
    if isinstance(value, tuple):
        value = dims(value)
    if value == default and field_name not in site.node.written:
        return {}
    return {keyword: site.literal(value, field_name)}


def size_literal(site: Site, field_name: str) -> Plain:
    """A field of one size for each axis, as torch takes it."""
    return site.literal(dims(getattr(site.node.layer, field_name)), field_name)
