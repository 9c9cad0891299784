"""Pooling: the largest or the mean entry of each window, channel by channel. They have no weights."""

from collections.abc import Sequence
from typing import ClassVar

from modelspec.ir import Shape
from modelspec.layers.base import Layer
from modelspec.layers.fields import Size1, Size2, Size3
from modelspec.layers.spatial import Padding, Spatial, windows


class Pooling(Spatial):
    """What all pooling by windows shares. Keras gives only the largest entry's a default `pool_size`."""

    main: ClassVar[str | None] = "pool_size"

    pool_size: tuple[int, ...]
    strides: tuple[int, ...] | None = None
    padding: Padding = "valid"

    @property
    def steps(self) -> tuple[int, ...]:
        """From one window to the next: `strides`, or the windows' own size."""
        return self.pool_size if self.strides is None else self.strides

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        return (*windows(self, inputs, "pool_size", strides=self.steps, padding=self.padding), inputs[0][-1])


class Pooling1D(Pooling):
    """Pooling along a sequence."""

    rank: ClassVar[int] = 1

    pool_size: Size1
    strides: Size1 | None = None


class Pooling2D(Pooling):
    """Pooling over an image."""

    rank: ClassVar[int] = 2

    pool_size: Size2
    strides: Size2 | None = None


class Pooling3D(Pooling):
    """Pooling over a volume."""

    rank: ClassVar[int] = 3

    pool_size: Size3
    strides: Size3 | None = None


class MaxPooling1D(Pooling1D):
    """The largest entry of each window of a sequence."""

    kind: ClassVar[str] = "max_pooling1d"

    pool_size: Size1 = (2,)


class MaxPooling2D(Pooling2D):
    """The largest entry of each window of an image."""

    kind: ClassVar[str] = "max_pooling2d"

    pool_size: Size2 = (2, 2)


class MaxPooling3D(Pooling3D):
    """The largest entry of each window of a volume."""

    kind: ClassVar[str] = "max_pooling3d"

    pool_size: Size3 = (2, 2, 2)


class AveragePooling1D(Pooling1D):
    """The mean of each window of a sequence; cells outside do not count."""

    kind: ClassVar[str] = "average_pooling1d"


class AveragePooling2D(Pooling2D):
    """The mean of each window of an image; cells outside do not count."""

    kind: ClassVar[str] = "average_pooling2d"


class AveragePooling3D(Pooling3D):
    """The mean of each window of a volume; cells outside do not count."""

    kind: ClassVar[str] = "average_pooling3d"


class GlobalPooling(Spatial):
    """One entry a channel, of the whole space; `keepdims` keeps its axes with length 1."""

    keepdims: bool = False

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        axes = len(self.lengths(inputs))
        return (*(1,) * axes, inputs[0][-1]) if self.keepdims else inputs[0][-1:]


class GlobalMaxPooling1D(GlobalPooling):
    """The largest entry of each channel of a sequence."""

    kind: ClassVar[str] = "global_max_pooling1d"
    rank: ClassVar[int] = 1


class GlobalMaxPooling2D(GlobalPooling):
    """The largest entry of each channel of an image."""

    kind: ClassVar[str] = "global_max_pooling2d"
    rank: ClassVar[int] = 2


class GlobalMaxPooling3D(GlobalPooling):
    """The largest entry of each channel of a volume."""

    kind: ClassVar[str] = "global_max_pooling3d"
    rank: ClassVar[int] = 3


class GlobalAveragePooling1D(GlobalPooling):
    """The mean of each channel of a sequence."""

    kind: ClassVar[str] = "global_average_pooling1d"
    rank: ClassVar[int] = 1


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of each channel of an image."""

    kind: ClassVar[str] = "global_average_pooling2d"
    rank: ClassVar[int] = 2


class GlobalAveragePooling3D(GlobalPooling):
    """The mean of each channel of a volume."""

    kind: ClassVar[str] = "global_average_pooling3d"
    rank: ClassVar[int] = 3


LAYERS: tuple[type[Layer], ...] = (
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
)
