"""Convolutions."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from modelspec.ir import Shape
from modelspec.layers.activation_field import Activation
from modelspec.layers.base import DeclaredWeight, Layer, ShapeError, show, size
from modelspec.layers.convolution_rules import CONVOLUTION_REFUSED, cells, one_of_strides_and_dilation
from modelspec.layers.fields import (
    GLOROT_UNIFORM,
    ZEROS,
    Count,
    InitializerField,
    Regularizer,
    Size1,
    Size2,
    Size3,
    problem,
)
from modelspec.layers.spatial import Padding, Spatial, windows


class Conv(Spatial):
    """What all convolutions share. Each kind gives the sizes the number of its axes."""

    main: ClassVar[str | None] = "filters"
    slots: ClassVar[tuple[str, ...]] = ("kernel", "bias", "activity")
    refused: ClassVar[dict[str, str]] = CONVOLUTION_REFUSED

    filters: Count
    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: Literal["valid", "same", "causal"] = "valid"
    dilation_rate: tuple[int, ...]
    groups: Count = 1
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

    @field_validator("groups")
    @classmethod
    def _divides_filters(cls, value: Any, info: ValidationInfo) -> Any:
        filters = info.data.get("filters", value)
        if filters % value:
            raise problem("E107", f"must divide `filters`: {filters} make no {value} equal groups", _divisors(filters))
        return value

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        channels = self.channels(inputs)
        if channels % self.groups:
            raise ShapeError(
                f"`{self.kind}` cannot split the {channels} channels of its input {show(inputs[0])} into "
                f"{self.groups} equal groups",
                _divisors(channels, self.filters),
                "groups",
            )
        counts = windows(
            self,
            inputs,
            "kernel_size",
            strides=self.strides,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
        )
        return (*counts, self.filters)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        kernel = self.weight("kernel", (*self.kernel_size, self.channels(inputs) // self.groups, self.filters))
        return (kernel, self.weight("bias", (self.filters,))) if self.use_bias else (kernel,)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output) * cells(self.kernel_size) * (self.channels(inputs) // self.groups)


class Conv1D(Conv):
    """A convolution over a sequence; `padding: causal` looks at no later step."""

    kind: ClassVar[str] = "conv1d"
    rank: ClassVar[int] = 1

    kernel_size: Size1
    strides: Size1 = (1,)
    dilation_rate: Size1 = (1,)


class Conv2D(Conv):
    """A convolution over an image."""

    kind: ClassVar[str] = "conv2d"
    rank: ClassVar[int] = 2

    kernel_size: Size2
    strides: Size2 = (1, 1)
    padding: Padding = "valid"
    dilation_rate: Size2 = (1, 1)


class Conv3D(Conv):
    """A convolution over a volume."""

    kind: ClassVar[str] = "conv3d"
    rank: ClassVar[int] = 3

    kernel_size: Size3
    strides: Size3 = (1, 1, 1)
    padding: Padding = "valid"
    dilation_rate: Size3 = (1, 1, 1)


def _divisors(*numbers: int) -> str:
    fitting = [str(groups) for groups in range(1, 65) if not any(number % groups for number in numbers)]
    return f"`groups` may be {', '.join(fitting)}"


LAYERS: tuple[type[Layer], ...] = (Conv1D, Conv2D, Conv3D)
