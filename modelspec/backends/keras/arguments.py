"""Arguments of Keras constructors: initializers, regularizers, sizes."""

from __future__ import annotations

from typing import Any

from modelspec.backends.code import Code, Literal, call
from modelspec.backends.naming import camel_case
from modelspec.initializers import Initializer
from modelspec.penalty import Penalty

SIZES = frozenset({"kernel_size", "strides", "dilation_rate", "output_padding", "pool_size", "size", "output_shape"})
"""Fields with one number an axis, for which Keras takes one number for all."""
BORDERS = frozenset({"padding", "cropping"})
AXES = frozenset({"axis", "shared_axes"})
"""Fields that Keras documents as a list."""


def plain(field: str, value: Any) -> Any:
    """A field's value as it is written: `3` for (3, 3)."""
    if not isinstance(value, tuple):
        return value
    if field in SIZES:
        return value[0] if len(set(value)) == 1 else value
    if field in BORDERS:
        return _borders(value)
    return list(value) if field in AXES else value


def initializer(value: Initializer, role: str, written: str | None) -> Code:
    """`"he_normal"`, or `initializers.RandomNormal(stddev=0.02)`."""
    if not value.written:
        return Literal(value.kind, role, written)
    arguments = {key: Literal(item, key) for key, item in value.written.items()}  # type: ignore[arg-type]
    return call(f"initializers.{camel_case(value.kind)}", **arguments)


def regularizer(penalty: Penalty | None, slot: str) -> Code | None:
    """`regularizers.L2(0.01)`; None where nothing is added to the loss."""
    if penalty is None or penalty.is_zero:
        return None
    l1, l2 = Literal(penalty.l1, f"{slot}_l1"), Literal(penalty.l2, f"{slot}_l2")
    if penalty.l1 == 0:
        return call("regularizers.L2", l2)
    if penalty.l2 == 0:
        return call("regularizers.L1", l1)
    return call("regularizers.L1L2", l1=l1, l2=l2)


def _borders(value: tuple[Any, ...]) -> Any:
    """`1`, `(1, 2)` or `((0, 1), (2, 2))`; Keras reads a pair within a pair as before and after."""
    if all(isinstance(entry, int) for entry in value):
        return value[0] if len(set(value)) == 1 else value
    if any(len(set(pair)) > 1 for pair in value):
        return value
    counts = tuple(pair[0] for pair in value)
    return counts[0] if len(set(counts)) == 1 else counts
