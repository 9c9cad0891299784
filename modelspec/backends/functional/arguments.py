"""Values of layer arguments as Keras, and TensorFlow.js after it, takes them: one number for all axes."""

from __future__ import annotations

from typing import Any

SIZES = frozenset({"kernel_size", "strides", "dilation_rate", "output_padding", "pool_size", "size"})
"""Fields with one number an axis, for which one number stands for all."""
BORDERS = frozenset({"padding", "cropping"})
AXES = frozenset({"axis", "shared_axes"})
"""Fields that are documented as a list."""


def plain(field: str, value: Any) -> Any:
    """A field's value as it is written: `3` for (3, 3)."""
    if not isinstance(value, tuple):
        return value
    if field == "output_shape":  # The attention's: the lengths of several axes, or of the last one.
        return value[0] if len(value) == 1 else value
    if field in SIZES:
        return value[0] if len(set(value)) == 1 else value
    if field in BORDERS:
        return _borders(value)
    return list(value) if field in AXES else value


def _borders(value: tuple[Any, ...]) -> Any:
    """`1`, `(1, 2)` or `((0, 1), (2, 2))`; a pair within a pair is read as before and after."""
    if all(isinstance(entry, int) for entry in value):
        return value[0] if len(set(value)) == 1 else value
    if any(len(set(pair)) > 1 for pair in value):
        return value
    counts = tuple(pair[0] for pair in value)
    return counts[0] if len(set(counts)) == 1 else counts
