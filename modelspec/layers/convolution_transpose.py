"""Transposed convolutions."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import ValidationInfo, field_validator

from modelspec.ir import Shape
from modelspec.layers.activation_field import Activation
from modelspec.layers.base import DeclaredWeight, Layer, ShapeError, size
from modelspec.layers.convolution_rules import TRANSPOSE_REFUSED, cells, one_of_strides_and_dilation
from modelspec.layers.fields import (
    GLOROT_UNIFORM,
    ZEROS,
    Count,
    Extra1,
    Extra2,
    Extra3,
    InitializerField,
    Regularizer,
    Size1,
    Size2,
    Size3,
    problem,
)
from modelspec.layers.spatial import AXES, Padding, Spatial


class ConvTranspose(Spatial):
    """The gradient of a convolution by its input, as a layer. Without `output_padding` a `same` output is `strides`
    times as long as its input."""

    main: ClassVar[str | None] = "filters"
    slots: ClassVar[tuple[str, ...]] = ("kernel", "bias", "activity")
    refused: ClassVar[dict[str, str]] = TRANSPOSE_REFUSED

    filters: Count
    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: Padding = "valid"
    output_padding: tuple[int, ...] | None = None
    dilation_rate: tuple[int, ...]
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: InitializerField = GLOROT_UNIFORM
    bias_initializer: InitializerField = ZEROS
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None

    @field_validator("dilation_rate")
    @classmethod
    def _not_with_strides(cls, value: Any, info: ValidationInfo) -> Any:
        return one_of_strides_and_dilation(value, info)

    @field_validator("output_padding")
    @classmethod
    def _below_strides(cls, value: Any, info: ValidationInfo) -> Any:
        for extra, stride in zip(value or (), info.data.get("strides", ()), strict=False):
            if extra >= stride:
                raise problem("E107", f"must be less than `strides`, got {extra} where the stride is {stride}")
        return value

    @property
    def spans(self) -> tuple[int, ...]:
        """How far the kernel reaches along each axis."""
        return tuple((k - 1) * rate + 1 for k, rate in zip(self.kernel_size, self.dilation_rate, strict=True))

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        self.channels(inputs)
        return (*(self._length(axis, length) for axis, length in enumerate(self.lengths(inputs))), self.filters)

    def _length(self, axis: int, length: int | None) -> int | None:
        span, stride = self.spans[axis], self.strides[axis]
        extra = None if self.output_padding is None else self.output_padding[axis]
        if self.padding == "same" and extra == 0 and span % 2 == 0:
            # The convolution that this one transposes would give one cell less than the input has.
            raise ShapeError(
                f"`{self.kind}` cannot have `output_padding: 0` along the {AXES[self.rank][axis]}: with "
                f"`padding: same` a kernel of even length, here {span}, needs at least 1",
                "leave `output_padding` out",
                "output_padding",
            )
        if length is None:
            return None
        if self.padding == "same":
            return length * stride if extra is None else (length - 1) * stride + span % 2 + extra
        return (length - 1) * stride + (max(span, stride) if extra is None else span + extra)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        kernel = self.weight("kernel", (*self.kernel_size, self.filters, self.channels(inputs)))
        return (kernel, self.weight("bias", (self.filters,))) if self.use_bias else (kernel,)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(inputs[0]) * cells(self.kernel_size) * self.filters


class Conv1DTranspose(ConvTranspose):
    """A transposed convolution over a sequence."""

    kind: ClassVar[str] = "conv1d_transpose"
    rank: ClassVar[int] = 1

    kernel_size: Size1
    strides: Size1 = (1,)
    output_padding: Extra1 | None = None
    dilation_rate: Size1 = (1,)


class Conv2DTranspose(ConvTranspose):
    """A transposed convolution over an image."""

    kind: ClassVar[str] = "conv2d_transpose"
    rank: ClassVar[int] = 2

    kernel_size: Size2
    strides: Size2 = (1, 1)
    output_padding: Extra2 | None = None
    dilation_rate: Size2 = (1, 1)


class Conv3DTranspose(ConvTranspose):
    """A transposed convolution over a volume."""

    kind: ClassVar[str] = "conv3d_transpose"
    rank: ClassVar[int] = 3

    kernel_size: Size3
    strides: Size3 = (1, 1, 1)
    output_padding: Extra3 | None = None
    dilation_rate: Size3 = (1, 1, 1)


LAYERS: tuple[type[Layer], ...] = (Conv1DTranspose, Conv2DTranspose, Conv3DTranspose)
