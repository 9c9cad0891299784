"""Pooling. It takes and gives its channels at axis 1."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Code, Name, Plain, Unary, call, method
from modelspec.backends.torch.layers.common import Spelling, option, result, size_literal
from modelspec.backends.torch.layers.padding import (
    Border,
    pad,
    pad_same,
    padding_option,
    same_borders,
    space,
    symmetric,
)
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.pooling import GlobalPooling, Pooling

NOTHING = Unary("-", Name("torch.inf"))
"""What a cell outside of the input counts as for the largest of a window."""


def _max(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = _pooling(site)
    x, options = site.first(value), _steps(site, layer)
    if layer.padding == "same":
        borders = _borders(layer, value)
        native = _native(site, layer, borders)
        if native is not None:
            options |= native
        elif borders is None:
            x = pad_same(site, x, *_windows(layer), value=NOTHING)
        else:
            x = pad(site, x, borders, value=NOTHING)
    return _pooled(site, layer, "Max", x, options)


def _average(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = _pooling(site)
    x, options = site.first(value), _steps(site, layer)
    if layer.padding == "same":
        native = _native(site, layer, _borders(layer, value))
        if native is None:
            sizes = (site.size(layer.pool_size, "pool_size"), site.size(layer.steps, "strides"))
            return result(site, call(site.part("average_pool_same"), x, *sizes), True)
        if "padding" in native:
            native["count_include_pad"] = False
        options |= native
    return _pooled(site, layer, "Avg", x, options)


def _pooled(site: Site, layer: Pooling, name: str, x: Code, options: dict[str, Plain]) -> Value:
    owner = site.module(call(f"nn.{name}Pool{layer.rank}d", size_literal(site, "pool_size"), **options))
    return result(site, call(owner, x), True)


def _pooling(site: Site) -> Pooling:
    layer = site.node.layer
    assert isinstance(layer, Pooling)
    return layer


def _steps(site: Site, layer: Pooling) -> dict[str, Plain]:
    return {} if layer.steps == layer.pool_size else option(site, "stride", "strides", None)


def _windows(layer: Pooling) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    return layer.pool_size, layer.steps, (1,) * layer.rank


def _borders(layer: Pooling, value: Value) -> tuple[Border, ...] | None:
    return same_borders(space(value), *_windows(layer))


def _native(site: Site, layer: Pooling, borders: tuple[Border, ...] | None) -> dict[str, Plain] | None:
    """How torch's module pads by itself as `same` does; None if it cannot."""
    if all(size <= 2 <= step for size, step in zip(layer.pool_size, layer.steps, strict=True)):
        # At most one cell is missing, and that at the end.
        return {"ceil_mode": True}
    return padding_option(site, borders) if borders is not None and symmetric(borders) else None


def _global_max(site: Site, inputs: Sequence[Value]) -> Value:
    return _global(site, inputs[0], "amax")


def _global_average(site: Site, inputs: Sequence[Value]) -> Value:
    return _global(site, inputs[0], "mean")


def _global(site: Site, value: Value, name: str) -> Value:
    layer = site.node.layer
    assert isinstance(layer, GlobalPooling)
    start = 2 if value.first else 1
    axes = tuple(range(start, start + layer.rank))
    keep = {"keepdim": True} if layer.keepdims else {}
    code = method(value.code, name, axes[0] if layer.rank == 1 else axes, **keep)
    return result(site, code, value.first and layer.keepdims)


SPELLINGS: dict[str, Spelling] = {
    "max_pooling1d": _max,
    "max_pooling2d": _max,
    "max_pooling3d": _max,
    "average_pooling1d": _average,
    "average_pooling2d": _average,
    "average_pooling3d": _average,
    "global_max_pooling1d": _global_max,
    "global_max_pooling2d": _global_max,
    "global_max_pooling3d": _global_max,
    "global_average_pooling1d": _global_average,
    "global_average_pooling2d": _global_average,
    "global_average_pooling3d": _global_average,
}
