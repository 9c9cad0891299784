"""Every cell of space, repeated or blended into several."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from modelspec.ir import Shape
from modelspec.layers.fields import Count, Size2, Size3, problem
from modelspec.layers.spatial import Spatial

UNEQUAL = {
    "bicubic": "TensorFlow takes its cubic weights from a table, so that a factor of 3 differs from PyTorch by 4e-4",
    "lanczos3": "PyTorch has no such interpolation",
    "lanczos5": "PyTorch has no such interpolation",
    "area": "Keras cannot train through it",
}


def _interpolation(value: Any) -> Any:
    if isinstance(value, str) and value in UNEQUAL:
        raise problem("E107", f"must be `nearest` or `bilinear`, got `{value}`", UNEQUAL[value])
    return value


Interpolation = Annotated[Literal["nearest", "bilinear"], BeforeValidator(_interpolation)]


class UpSampling(Spatial):
    """What up-sampling shares, whatever the number of axes."""

    main: ClassVar[str | None] = "size"

    @property
    def factors(self) -> tuple[int, ...]:
        """How many cells each cell becomes along each axis of space."""
        raise NotImplementedError(self.kind)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        pairs = zip(self.lengths(inputs), self.factors, strict=True)
        return (*(None if length is None else length * factor for length, factor in pairs), inputs[0][-1])


class UpSampling1D(UpSampling):
    """Repeats every step of a sequence."""

    kind: ClassVar[str] = "up_sampling1d"
    rank: ClassVar[int] = 1
    refused: ClassVar[dict[str, str]] = {}

    size: Count = 2

    @property
    def factors(self) -> tuple[int, ...]:
        return (self.size,)


class UpSampling2D(UpSampling):
    """Enlarges an image by whole factors."""

    kind: ClassVar[str] = "up_sampling2d"
    rank: ClassVar[int] = 2

    size: Size2 = (2, 2)
    interpolation: Interpolation = "nearest"

    @property
    def factors(self) -> tuple[int, ...]:
        return self.size


class UpSampling3D(UpSampling):
    """Repeats every cell of a volume along each of its axes."""

    kind: ClassVar[str] = "up_sampling3d"
    rank: ClassVar[int] = 3

    size: Size3 = (2, 2, 2)

    @property
    def factors(self) -> tuple[int, ...]:
        return self.size
