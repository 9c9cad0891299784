"""The same entries in another shape or order, and linear rescaling."""

import math
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, WithJsonSchema

from modelspec.ir import Shape
from modelspec.layers.base import Layer, ShapeError, require_rank, show
from modelspec.layers.borders import Cropping1D, Cropping2D, Cropping3D, ZeroPadding1D, ZeroPadding2D, ZeroPadding3D
from modelspec.layers.fields import LARGEST, NUMBER, VARIABLE, Count, problem
from modelspec.layers.spatial import CHANNELS_LAST
from modelspec.layers.up_sampling import UpSampling1D, UpSampling2D, UpSampling3D
from modelspec.words import show as show_value


def _integers(value: Any, what: str) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        mend = f"write `[{value}]`" if isinstance(value, int) and not isinstance(value, bool) else None
        raise problem("E107", f"must be a list of {what}, got {show_value(value)}", mend)
    for place, entry in enumerate(value):
        if isinstance(entry, bool) or not isinstance(entry, int):
            raise problem("E107", f"must be a list of {what}, and holds {show_value(entry)}", at=(place,))
    return tuple(value)


def _target_shape(value: Any) -> tuple[int, ...]:
    lengths = _integers(value, "lengths")
    for place, length in enumerate(lengths):
        if length != -1 and not 1 <= length <= LARGEST:
            raise problem("E107", f"must hold lengths from 1, or -1 for what is left over, got `{length}`", at=(place,))
    if lengths.count(-1) > 1:
        raise problem("E107", f"must have one -1 at most, got {show_value(value)}")
    return lengths


def _dims(value: Any) -> tuple[int, ...]:
    dims = _integers(value, "axes")
    if sorted(dims) != list(range(1, len(dims) + 1)):
        raise problem("E107", f"must name each axis from 1 to {len(dims)} once, got {show_value(value)}",
                      "the batch axis is not counted")  # fmt: skip
    return dims


def _factors(value: Any) -> Any:
    entries = value if isinstance(value, list | tuple) else [value]
    if not entries or any(isinstance(entry, bool) or not isinstance(entry, int | float) for entry in entries):
        raise problem("E107", f"must be a number or a list of one number a channel, got {show_value(value)}")
    if not all(math.isfinite(entry) for entry in entries):
        raise problem("E107", f"must be finite, got {show_value(value)}")
    return tuple(map(float, value)) if isinstance(value, list | tuple) else float(value)


def _list_schema(least: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "array", "items": {"anyOf": [{"type": "integer", "minimum": least}, VARIABLE]}})


TargetShape = Annotated[tuple[int, ...], BeforeValidator(_target_shape), _list_schema(-1)]
Dims = Annotated[tuple[int, ...], BeforeValidator(_dims), _list_schema(1)]
Factors = Annotated[
    float | tuple[float, ...],
    BeforeValidator(_factors),
    WithJsonSchema(
        {"anyOf": [NUMBER, VARIABLE, {"type": "array", "items": {"anyOf": [NUMBER, VARIABLE]}, "minItems": 1}]}
    ),
]
"""One number, or one for each channel."""


class Flatten(Layer):
    """All entries in one axis; the channels change fastest."""

    kind: ClassVar[str] = "flatten"
    refused: ClassVar[dict[str, str]] = CHANNELS_LAST

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        known = [length for length in inputs[0] if length is not None]
        return (math.prod(known) if len(known) == len(inputs[0]) else None,)


class Reshape(Layer):
    """The entries in another shape; -1 stands for the length that is left over."""

    kind: ClassVar[str] = "reshape"
    main: ClassVar[str | None] = "target_shape"

    target_shape: TargetShape

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        (source,) = inputs
        unknown = None in source
        given = math.prod(length for length in source if length is not None)
        wanted = math.prod(length for length in self.target_shape if length != -1)
        rest = -1 in self.target_shape
        # Of an input with a null only this is known: it holds a multiple of its known lengths' product.
        fits = (rest or wanted % given == 0) if unknown else (given % wanted == 0 if rest else given == wanted)
        if not fits:
            raise ShapeError(
                f"`reshape` cannot make {show(self.target_shape)} of {show(source)}: "
                f"{'a multiple of ' * unknown}{given} entries do not fill {'a multiple of ' * rest}{wanted}",
                "the number of entries stays as it is",
                "target_shape",
            )
        left = None if unknown else given // wanted
        return tuple(left if length == -1 else length for length in self.target_shape)


class Permute(Layer):
    """The axes in another order, counted from 1 without the batch axis."""

    kind: ClassVar[str] = "permute"
    main: ClassVar[str | None] = "dims"

    dims: Dims

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(self.dims) != len(inputs[0]):
            raise ShapeError(
                f"`permute` orders {len(self.dims)} axes, and its input {show(inputs[0])} has {len(inputs[0])}",
                "the batch axis is not counted",
                "dims",
            )
        return tuple(inputs[0][axis - 1] for axis in self.dims)


class RepeatVector(Layer):
    """A sequence of `n` times the same vector."""

    kind: ClassVar[str] = "repeat_vector"
    main: ClassVar[str | None] = "n"

    n: Count

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        require_rank(inputs[0], 1, self.kind, "[width]")
        return (self.n, *inputs[0])


class Rescaling(Layer):
    """x * scale + offset; a list holds one number for each channel."""

    kind: ClassVar[str] = "rescaling"
    main: ClassVar[str | None] = "scale"

    scale: Factors
    offset: Factors = 0.0

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        for argument, factors in (("scale", self.scale), ("offset", self.offset)):
            if not isinstance(factors, tuple):
                continue
            channels = inputs[0][-1] if inputs[0] else 0
            if len(factors) not in (1, channels) and channels is not None:
                raise ShapeError(
                    f"`{argument}` of `rescaling` has {len(factors)} numbers, and its input {show(inputs[0])} has "
                    f"{channels} channels",
                    "write one number, or one for each entry of the last axis",
                    argument,
                )
        return inputs[0]


LAYERS: tuple[type[Layer], ...] = (
    Flatten,
    Reshape,
    Permute,
    RepeatVector,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
    Cropping1D,
    Cropping2D,
    Cropping3D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    Rescaling,
)
