"""Cells added around the axes of space, or cut off from them."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, WithJsonSchema

from modelspec.ir import Shape
from modelspec.layers.base import ShapeError, show
from modelspec.layers.fields import LARGEST, VARIABLE, problem
from modelspec.layers.spatial import AXES, CHANNELS_LAST, Spatial
from modelspec.words import show as show_value

Border = tuple[int, int]
"""Cells before the first and behind the last of an axis."""


def _count(value: Any, wanted: str, at: tuple[str | int, ...]) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise problem("E107", f"must be {wanted}, got {show_value(value)}", at=at)
    if not 0 <= value <= LARGEST:
        raise problem("E107", f"must be a whole number from 0 to {LARGEST}, got {show_value(value)}", at=at)
    return value


def _border(value: Any, wanted: str, at: tuple[str | int, ...] = ()) -> Border:
    if not isinstance(value, list | tuple):
        count = _count(value, wanted, at)
        return count, count
    if len(value) != 2:
        raise problem("E112", f"must be {wanted}, got a list of {len(value)}", at=at)
    before, after = (_count(entry, wanted, (*at, place)) for place, entry in enumerate(value))
    return before, after


def _one_border(value: Any) -> Border:
    return _border(value, "one whole number or a list of two")


def _borders(axes: int) -> Callable[[Any], tuple[Border, ...]]:
    wanted = f"one whole number, or a list of {axes} numbers or pairs of them"

    def spread(value: Any) -> tuple[Border, ...]:
        if not isinstance(value, list | tuple):
            return (_border(value, wanted),) * axes
        if len(value) != axes:
            raise problem("E112", f"must be {wanted}, got a list of {len(value)}")
        return tuple(_border(entry, wanted, (place,)) for place, entry in enumerate(value))

    return spread


_number: list[dict[str, Any]] = [{"type": "integer", "minimum": 0}, VARIABLE]
_pair = {"type": "array", "items": {"anyOf": _number}, "minItems": 2, "maxItems": 2}


def _schema(axes: int) -> WithJsonSchema:
    several = {"type": "array", "items": {"anyOf": [*_number, _pair]}, "minItems": axes, "maxItems": axes}
    return WithJsonSchema({"anyOf": [*_number, several]})


Border1 = Annotated[Border, BeforeValidator(_one_border), WithJsonSchema({"anyOf": [*_number, _pair]})]
Border2 = Annotated[tuple[Border, Border], BeforeValidator(_borders(2)), _schema(2)]
Border3 = Annotated[tuple[Border, Border, Border], BeforeValidator(_borders(3)), _schema(3)]
"""`1`, or for each axis one number or a pair; always pairs after checking."""


class ZeroPadding(Spatial):
    """What zero padding shares, whatever the number of axes."""

    main: ClassVar[str | None] = "padding"

    @property
    def borders(self) -> tuple[Border, ...]:
        """The zeros around each axis of space."""
        raise NotImplementedError(self.kind)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        pairs = zip(self.lengths(inputs), self.borders, strict=True)
        padded = (None if length is None else length + sum(border) for length, border in pairs)
        return (*padded, inputs[0][-1])


class ZeroPadding1D(ZeroPadding):
    """Zeros around a sequence."""

    kind: ClassVar[str] = "zero_padding1d"
    rank: ClassVar[int] = 1

    padding: Border1 = (1, 1)

    @property
    def borders(self) -> tuple[Border, ...]:
        return (self.padding,)


class ZeroPadding2D(ZeroPadding):
    """Zeros around an image."""

    kind: ClassVar[str] = "zero_padding2d"
    rank: ClassVar[int] = 2

    padding: Border2 = ((1, 1), (1, 1))

    @property
    def borders(self) -> tuple[Border, ...]:
        return self.padding


class ZeroPadding3D(ZeroPadding):
    """Zeros around a volume."""

    kind: ClassVar[str] = "zero_padding3d"
    rank: ClassVar[int] = 3

    padding: Border3 = ((1, 1), (1, 1), (1, 1))

    @property
    def borders(self) -> tuple[Border, ...]:
        return self.padding


class Cropping(Spatial):
    """What cropping shares, whatever the number of axes."""

    main: ClassVar[str | None] = "cropping"

    @property
    def borders(self) -> tuple[Border, ...]:
        """The cells cut off from each axis of space."""
        raise NotImplementedError(self.kind)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        left: list[int | None] = []
        for axis, (length, border) in enumerate(zip(self.lengths(inputs), self.borders, strict=True)):
            if length is not None and sum(border) >= length:
                raise ShapeError(
                    f"`{self.kind}` cuts {sum(border)} cells off the {AXES[self.rank][axis]}, and its input "
                    f"{show(inputs[0])} has {length}",
                    f"cut at most {length - 1} there",
                    "cropping",
                )
            left.append(None if length is None else length - sum(border))
        return (*left, inputs[0][-1])


class Cropping1D(Cropping):
    """A sequence without its ends."""

    kind: ClassVar[str] = "cropping1d"
    rank: ClassVar[int] = 1
    refused: ClassVar[dict[str, str]] = {}

    cropping: Border1 = (1, 1)

    @property
    def borders(self) -> tuple[Border, ...]:
        return (self.cropping,)


class Cropping2D(Cropping):
    """An image without its edges."""

    kind: ClassVar[str] = "cropping2d"
    rank: ClassVar[int] = 2
    refused: ClassVar[dict[str, str]] = CHANNELS_LAST

    cropping: Border2 = ((0, 0), (0, 0))

    @property
    def borders(self) -> tuple[Border, ...]:
        return self.cropping


class Cropping3D(Cropping):
    """A volume without its faces."""

    kind: ClassVar[str] = "cropping3d"
    rank: ClassVar[int] = 3
    refused: ClassVar[dict[str, str]] = CHANNELS_LAST

    cropping: Border3 = ((1, 1), (1, 1), (1, 1))

    @property
    def borders(self) -> tuple[Border, ...]:
        return self.cropping
