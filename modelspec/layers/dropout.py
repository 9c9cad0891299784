"""Random noise in training, and the activity penalty as a layer. Outside training each of them gives its input back."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, field_validator

from modelspec.ir import Shape
from modelspec.layers.base import DeclaredActivity, Layer, ShapeError, require_rank, show
from modelspec.layers.fields import Count, NotNegative, Rate, problem
from modelspec.layers.spatial import CHANNELS_LAST, space
from modelspec.penalty import parse_regularizer

SEED = {"seed": "random bits cannot agree across frameworks"}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


NoiseShape = Annotated[tuple[Count | None, ...], BeforeValidator(_tuple)] | None
"""The shape of the random mask with the batch axis first, as in Keras; null stands for the input's length."""
RateBelow1 = Annotated[float, Field(ge=0, lt=1)]
"""At 1 the noise would have infinite variance."""


class Noise(Layer):
    """A layer that keeps its input's shape and has no weights."""

    refused: ClassVar[dict[str, str]] = SEED
    randomness: ClassVar[tuple[str, ...]] = ("rate",)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]


class NoActivityPenalty(Noise):
    """A layer whose Keras constructor takes no activity regularizer."""

    @field_validator("activity_regularizer", mode="before")
    @classmethod
    def _refuse(cls, value: Any) -> Any:
        if value not in (None, "none"):
            reason = cls.refused["activity_regularizer"]
            raise problem("E108", f"`{cls.kind}` does not carry `activity_regularizer`", reason)
        return value

    def activities(self) -> tuple[DeclaredActivity, ...]:
        return ()


class Dropout(Noise):
    """Sets a random share of the entries to 0 and scales the others by 1 / (1 - rate)."""

    kind: ClassVar[str] = "dropout"
    main: ClassVar[str | None] = "rate"

    rate: Rate
    noise_shape: NoiseShape = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        _check_noise(self.noise_shape, inputs[0], self.kind)
        return inputs[0]


class SpatialDropout(NoActivityPenalty):
    """Drops whole channels."""

    main: ClassVar[str | None] = "rate"
    refused: ClassVar[dict[str, str]] = {
        **SEED,
        "activity_regularizer": "in Keras it takes none; give the penalty to the layer before it",
        **CHANNELS_LAST,
    }
    rank: ClassVar[int]

    rate: Rate

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        require_rank(inputs[0], self.rank + 1, self.kind, space(self.rank))
        return inputs[0]


class SpatialDropout1D(SpatialDropout):
    """Drops whole channels of a sequence."""

    kind: ClassVar[str] = "spatial_dropout1d"
    rank: ClassVar[int] = 1
    refused: ClassVar[dict[str, str]] = {k: v for k, v in SpatialDropout.refused.items() if k not in CHANNELS_LAST}


class SpatialDropout2D(SpatialDropout):
    """Drops whole channels of an image."""

    kind: ClassVar[str] = "spatial_dropout2d"
    rank: ClassVar[int] = 2


class SpatialDropout3D(SpatialDropout):
    """Drops whole channels of a volume."""

    kind: ClassVar[str] = "spatial_dropout3d"
    rank: ClassVar[int] = 3


class GaussianDropout(Noise):
    """Multiplies by noise of mean 1 and standard deviation sqrt(rate / (1 - rate))."""

    kind: ClassVar[str] = "gaussian_dropout"
    main: ClassVar[str | None] = "rate"

    rate: RateBelow1


class GaussianNoise(Noise):
    """Adds noise of mean 0 and standard deviation stddev."""

    kind: ClassVar[str] = "gaussian_noise"
    main: ClassVar[str | None] = "stddev"
    randomness: ClassVar[tuple[str, ...]] = ("stddev",)

    stddev: NotNegative


class AlphaDropout(Noise):
    """Dropout that keeps mean and variance behind selu."""

    kind: ClassVar[str] = "alpha_dropout"
    main: ClassVar[str | None] = "rate"

    rate: RateBelow1
    noise_shape: NoiseShape = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        _check_noise(self.noise_shape, inputs[0], self.kind)
        return inputs[0]


class ActivityRegularization(NoActivityPenalty):
    """Gives its input back and adds l1 * sum|x| + l2 * sum x^2, divided by the batch size, to the loss. The two numbers
    are under the convention in force, like those of every penalty."""

    kind: ClassVar[str] = "activity_regularization"
    refused: ClassVar[dict[str, str]] = {"activity_regularizer": "its penalty is `l1` and `l2`"}
    randomness: ClassVar[tuple[str, ...]] = ()

    l1: NotNegative = 0.0
    l2: NotNegative = 0.0

    def activities(self) -> tuple[DeclaredActivity, ...]:
        return (DeclaredActivity("", parse_regularizer({"l1": self.l1, "l2": self.l2})),)


def _check_noise(noise_shape: tuple[int | None, ...] | None, shape: Shape, kind: str) -> None:
    if noise_shape is None:
        return
    if len(noise_shape) != len(shape) + 1:
        raise ShapeError(
            f"`noise_shape` of `{kind}` needs {len(shape) + 1} entries, batch axis first, for the input {show(shape)}",
            "write null for the batch and for every axis whose entries are dropped one by one",
            "noise_shape",
        )
    for length, noise in zip((None, *shape), noise_shape, strict=True):
        if noise not in (None, 1, length):
            wanted = "null or 1" if length is None else f"null, 1 or {length}"
            raise ShapeError(f"`noise_shape` of `{kind}` has {noise} where it must have {wanted}", None, "noise_shape")


LAYERS: tuple[type[Layer], ...] = (
    Dropout,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
    GaussianDropout,
    GaussianNoise,
    AlphaDropout,
    ActivityRegularization,
)
