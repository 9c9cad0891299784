"""Layers that make one tensor of several."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, WithJsonSchema

from modelspec.ir import Shape
from modelspec.layers.axes import axis_index
from modelspec.layers.base import Layer, ShapeError, show, size
from modelspec.layers.fields import problem
from modelspec.words import show as show_value

INTEGER = {"type": "integer"}


def _axes(value: Any) -> Any:
    entries = value if isinstance(value, list | tuple) else [value, value]
    if len(entries) != 2 or any(isinstance(entry, bool) or not isinstance(entry, int) for entry in entries):
        raise problem("E107", f"must be one axis, or a list of one axis for each input, got {show_value(value)}")
    return tuple(value) if isinstance(value, list) else value


AxisPair = Annotated[
    int | tuple[int, int],
    BeforeValidator(_axes),
    WithJsonSchema({"anyOf": [INTEGER, {"type": "array", "items": INTEGER, "minItems": 2, "maxItems": 2}]}),
]


class Merge(Layer):
    """What all merges share."""

    main: ClassVar[str | None] = "from"
    arity: ClassVar[tuple[int, int | None]] = (2, None)


class Elementwise(Merge):
    """Entry by entry. A length of 1 fits any other; a shape of fewer axes gets axes of length 1 in front."""

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        merged = inputs[0]
        for shape in inputs[1:]:
            merged = self._pair(merged, shape)
        return merged

    def _pair(self, one: Shape, other: Shape) -> Shape:
        longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
        front = len(longer) - len(shorter)
        lengths = []
        for axis, (a, b) in enumerate(zip(longer[front:], shorter, strict=True)):
            if a is not None and b is not None and a != b and 1 not in (a, b):
                raise ShapeError(
                    f"`{self.kind}` cannot combine {show(one)} with {show(other)}: axis {axis - len(shorter)} is {a} "
                    f"in one and {b} in the other",
                    "two lengths fit if they are equal or one is 1"
                    + "; a shorter shape is laid against the end" * bool(front),
                    "from",
                )
            # Keras takes a length that it does not know in one input for unknown in the output.
            lengths.append(None if a is None or b is None else b if a == 1 else a)
        return (*longer[:front], *lengths)


class Add(Elementwise):
    """The sum. Keras 3.15's own layer is wrong where an axis happens to be as long as the batch."""

    kind: ClassVar[str] = "add"


class Subtract(Elementwise):
    """The first input less the second."""

    kind: ClassVar[str] = "subtract"
    arity: ClassVar[tuple[int, int | None]] = (2, 2)


class Multiply(Elementwise):
    """The product, entry by entry."""

    kind: ClassVar[str] = "multiply"


class Average(Elementwise):
    """The mean."""

    kind: ClassVar[str] = "average"


class Maximum(Elementwise):
    """The larger entry; at a tie the earlier input gets the gradient."""

    kind: ClassVar[str] = "maximum"


class Minimum(Elementwise):
    """The smaller entry; at a tie the earlier input gets the gradient."""

    kind: ClassVar[str] = "minimum"


class Concatenate(Merge):
    """One input behind the other along `axis`."""

    kind: ClassVar[str] = "concatenate"

    axis: int = -1

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        first = inputs[0]
        at = axis_index(self.axis, first, self.kind)
        for other in inputs[1:]:
            self._fits(first, other, at)
        lengths = [shape[at] for shape in inputs]
        known = [length for length in lengths if length is not None]
        return (*first[:at], sum(known) if len(known) == len(lengths) else None, *first[at + 1 :])

    def _fits(self, first: Shape, other: Shape, at: int) -> None:
        if len(first) != len(other):
            raise ShapeError(
                f"`concatenate` takes inputs with the same number of axes, got {show(first)} and {show(other)}",
                None,
                "from",
            )
        for axis, (a, b) in enumerate(zip(first, other, strict=True)):
            if axis != at and a is not None and b is not None and a != b:
                raise ShapeError(
                    f"`concatenate` along axis {self.axis} cannot join {show(first)} and {show(other)}: axis "
                    f"{axis + 1} is {a} in one and {b} in the other",
                    "all other axes must be equal",
                    "from",
                )


class Dot(Merge):
    """The sum of products along an axis of either input, the batch axis counted as 0; `normalize` divides both by their
    lengths before, for the cosine."""

    kind: ClassVar[str] = "dot"
    arity: ClassVar[tuple[int, int | None]] = (2, 2)

    axes: AxisPair
    normalize: bool = False

    def positions(self, inputs: Sequence[Shape]) -> tuple[int, int]:
        """Where the two axes stand in the inputs' shapes, which have no batch axis. Raises ShapeError."""
        first, second = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        return axis_index(first, inputs[0], self.kind, "axes"), axis_index(second, inputs[1], self.kind, "axes")

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        a, b = inputs
        i, j = self.positions(inputs)
        if a[i] != b[j]:
            raise ShapeError(
                f"`dot` multiplies axis {i + 1} of {show(a)} with axis {j + 1} of {show(b)}, and their lengths differ",
                None,
                "axes",
            )
        return (*a[:i], *a[i + 1 :], *b[:j], *b[j + 1 :]) or (1,)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output) * (inputs[0][self.positions(inputs)[0]] or 1)


LAYERS: tuple[type[Layer], ...] = (Concatenate, Add, Subtract, Multiply, Average, Maximum, Minimum, Dot)
