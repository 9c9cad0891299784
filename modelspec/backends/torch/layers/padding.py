"""Keras's `same` padding: ceil(length / stride) windows, and where the zeros are odd, one more at the end."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Code, Plain, call
from modelspec.backends.torch.site import Site, Value, dims

Border = tuple[int, int]


def same_borders(
    lengths: Sequence[int | None], sizes: Sequence[int], strides: Sequence[int], dilation: Sequence[int]
) -> tuple[Border, ...] | None:
    """The cells that `same` adds around each axis of space; None if they depend on a length that is unknown."""
    borders = []
    for length, size, stride, rate in zip(lengths, sizes, strides, dilation, strict=True):
        span = (size - 1) * rate + 1
        if stride == 1 or span == 1:
            total = span - 1
        elif length is None:
            return None
        else:
            total = max((-(-length // stride) - 1) * stride + span - length, 0)
        borders.append((total // 2, total - total // 2))
    return tuple(borders)


def symmetric(borders: Sequence[Border]) -> bool:
    """Whether a torch module can add the borders by itself."""
    return all(before == after for before, after in borders)


def flat(borders: Sequence[Border]) -> tuple[int, ...]:
    """As torch counts: the last axis first."""
    return tuple(cells for border in reversed(borders) for cells in border)


def padding_option(site: Site, borders: Sequence[Border]) -> dict[str, Plain]:
    """Symmetric borders as an argument of a module."""
    before = dims([border[0] for border in borders])
    return {"padding": site.size(before, "padding")} if before else {}


def pad(site: Site, x: Code, borders: Sequence[Border], **value: Code) -> Code:
    """Asymmetric borders around `x`, whose channels are at axis 1."""
    site.remark("Where `same` adds an odd number of cells, the last one goes to the end.")
    return call("F.pad", x, site.size(flat(borders), "padding"), **value)


def pad_same(
    site: Site, x: Code, sizes: Sequence[int], strides: Sequence[int], dilation: Sequence[int], **value: Code
) -> Code:
    """Borders that are known only when the code runs."""
    window = (("kernel_size", sizes), ("strides", strides), ("dilation_rate", dilation))
    arguments = [site.size(tuple(numbers), role) for role, numbers in window]
    return call(site.part("pad_same"), x, *arguments, **value)


def space(value: Value) -> tuple[int | None, ...]:
    """The lengths of the axes of space."""
    return value.shape[:-1]
