"""The closed set of array operations between a weight's layout in the spec (Keras's) and a backend's own.

Each can be undone, and works on shapes as well as on arrays. They stand in the manifest as lists, e.g.
`["transpose", [1, 0]]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelspec.record import Record


class Transpose(Record):
    """The axes in another order, as numpy.transpose takes them."""

    axes: tuple[int, ...]

    def apply(self, array: Any) -> Any:
        return array.transpose(self.axes)

    def undo(self, array: Any, before: tuple[int, ...]) -> Any:
        return array.transpose([self.axes.index(axis) for axis in range(len(self.axes))])

    def shape(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(before[axis] for axis in self.axes)

    def as_list(self) -> list[Any]:
        return ["transpose", list(self.axes)]


class Reshape(Record):
    """The same entries, in C order, in another shape."""

    to: tuple[int, ...]

    def apply(self, array: Any) -> Any:
        return array.reshape(self.to)

    def undo(self, array: Any, before: tuple[int, ...]) -> Any:
        return array.reshape(before)

    def shape(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return self.to

    def as_list(self) -> list[Any]:
        return ["reshape", list(self.to)]


class Blocks(Record):
    """An axis cut into equal blocks, which are put in another order: block `order[i]` comes to place i (gates)."""

    axis: int
    order: tuple[int, ...]

    def apply(self, array: Any) -> Any:
        return array.take(self._indices(array.shape, self.order), axis=self.axis)

    def undo(self, array: Any, before: tuple[int, ...]) -> Any:
        back = [self.order.index(block) for block in range(len(self.order))]
        return array.take(self._indices(array.shape, back), axis=self.axis)

    def shape(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return before

    def as_list(self) -> list[Any]:
        return ["blocks", self.axis, list(self.order)]

    def _indices(self, shape: Sequence[int], order: Sequence[int]) -> list[int]:
        size = shape[self.axis] // len(self.order)
        return [block * size + i for block in order for i in range(size)]


class Row(Record):
    """One index of the first axis: for a weight that a backend keeps as several (the two biases of a GRU)."""

    index: int

    def apply(self, array: Any) -> Any:
        return array[self.index]

    def undo(self, array: Any, before: tuple[int, ...]) -> Any:
        return array

    def shape(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return before[1:]

    def as_list(self) -> list[Any]:
        return ["row", self.index]


ArrayOperation = Transpose | Reshape | Blocks | Row


class Target(Record):
    """Where a backend keeps a weight, or a row of it: its variable path or state_dict key, and the way there."""

    key: str
    operations: tuple[ArrayOperation, ...] = ()

    def shape(self, before: tuple[int, ...]) -> tuple[int, ...]:
        """The shape there of a weight of the spec's shape `before`."""
        for operation in self.operations:
            before = operation.shape(before)
        return before


def to_backend(array: Any, operations: Sequence[ArrayOperation]) -> Any:
    """An array of the spec's layout in the backend's."""
    for operation in operations:
        array = operation.apply(array)
    return array


def from_backend(array: Any, operations: Sequence[ArrayOperation], shape: tuple[int, ...]) -> Any:
    """An array of the backend's layout in the spec's; `shape` is the weight's (or the row's) before `operations`."""
    shapes = [shape]
    for operation in operations:
        shapes.append(operation.shape(shapes[-1]))
    for operation, before in zip(reversed(operations), reversed(shapes[:-1]), strict=True):
        array = operation.undo(array, before)
    return array


def parse(written: Sequence[Any]) -> ArrayOperation:
    """The operation of its form in the manifest."""
    match written:
        case ["transpose", axes]:
            return Transpose(tuple(axes))
        case ["reshape", shape]:
            return Reshape(tuple(shape))
        case ["blocks", axis, order]:
            return Blocks(axis, tuple(order))
        case ["row", index]:
            return Row(index)
    raise ValueError(f"{written!r} is no array operation")
