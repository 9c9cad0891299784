"""The `axis` arguments: as Keras counts them, and as positions in a shape without its batch axis."""

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from modelspec.ir import Shape
from modelspec.layers.base import ShapeError, show
from modelspec.layers.fields import problem
from modelspec.words import show as show_value


def _axes(value: Any) -> Any:
    entries = value if isinstance(value, list | tuple) else [value]
    if not entries or any(isinstance(entry, bool) or not isinstance(entry, int) for entry in entries):
        raise problem("E107", f"must be a whole number or a list of them, got {show_value(value)}")
    return tuple(value) if isinstance(value, list) else value


Axes = Annotated[
    int | tuple[int, ...],
    BeforeValidator(_axes),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}, "minItems": 1}]}),
]
"""One axis or several, counted as Keras counts: the batch axis is 0, the last one -1."""


def axis_index(axis: int, shape: Shape, kind: str, argument: str = "axis") -> int:
    """Where Keras's `axis` stands in a shape without the batch axis. Raises ShapeError."""
    rank = len(shape) + 1
    index = axis + rank if axis < 0 else axis
    if index == 0:
        raise ShapeError(
            f"`{argument}: {axis}` of `{kind}` is the batch axis", "the first axis of an example is 1", argument
        )
    if not 0 < index < rank:
        many = "no axis" if rank == 1 else f"the axes 1 to {rank - 1}"
        raise ShapeError(f"`{kind}` has no axis {axis}: its input {show(shape)} has {many}", None, argument)
    return index - 1


def axis_indices(axes: int | tuple[int, ...], shape: Shape, kind: str) -> tuple[int, ...]:
    """The positions of one or several axes, in the order of the shape. Raises ShapeError."""
    written = (axes,) if isinstance(axes, int) else axes
    indices = sorted(axis_index(axis, shape, kind) for axis in written)
    if len(set(indices)) < len(indices):
        raise ShapeError(f"`axis` of `{kind}` names an axis twice", None, "axis")
    if len({axis < 0 for axis in written}) > 1:
        # Keras sorts the numbers as they stand, and so takes [-1, 1] for the wrong order.
        raise ShapeError(
            f"`axis` of `{kind}` counts some axes from the front and some from the back",
            f"write {[index + 1 for index in indices]}",
            "axis",
        )
    return tuple(indices)
