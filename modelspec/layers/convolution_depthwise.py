"""Depthwise convolutions, which keep the channels apart, and separable ones, which mix them afterwards."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import field_validator

from modelspec.ir import Shape
from modelspec.layers.activation_field import Activation
from modelspec.layers.base import DeclaredWeight, Layer, size
from modelspec.layers.convolution_rules import cells
from modelspec.layers.fields import GLOROT_UNIFORM, ZEROS, Count, InitializerField, Regularizer, Size1, Size2, problem
from modelspec.layers.spatial import CHANNELS_LAST, CONSTRAINT, Padding, Spatial, windows
from modelspec.words import show as show_value

REFUSED = {**CHANNELS_LAST, "depthwise_constraint": CONSTRAINT, "bias_constraint": CONSTRAINT}


def _one_stride(strides: Any) -> Any:
    if len(set(strides)) > 1:
        raise problem(
            "E107",
            f"must be the same along every axis, got {show_value(strides)}",
            "TensorFlow's depthwise convolution has one stride",
        )
    return strides


def _windows(layer: "DepthwiseConv | SeparableConv", inputs: Sequence[Shape]) -> Shape:
    return windows(
        layer,
        inputs,
        "kernel_size",
        strides=layer.strides,
        padding=layer.padding,
        dilation_rate=layer.dilation_rate,
    )


class DepthwiseConv(Spatial):
    """Convolves each channel by itself with `depth_multiplier` kernels. Output channel c * depth_multiplier + j is
    channel c's j-th."""

    main: ClassVar[str | None] = "kernel_size"
    slots: ClassVar[tuple[str, ...]] = ("depthwise", "bias", "activity")
    refused: ClassVar[dict[str, str]] = REFUSED

    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: Padding = "valid"
    depth_multiplier: Count = 1
    dilation_rate: tuple[int, ...]
    activation: Activation = None
    use_bias: bool = True
    depthwise_initializer: InitializerField = GLOROT_UNIFORM
    bias_initializer: InitializerField = ZEROS
    depthwise_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None

    @field_validator("strides")
    @classmethod
    def _equal(cls, value: Any) -> Any:
        return _one_stride(value)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        channels = self.channels(inputs) * self.depth_multiplier
        return (*_windows(self, inputs), channels)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        channels = self.channels(inputs)
        kernel = self.weight("kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise")
        return (kernel, self.weight("bias", (channels * self.depth_multiplier,))) if self.use_bias else (kernel,)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output) * cells(self.kernel_size)


class DepthwiseConv1D(DepthwiseConv):
    """A depthwise convolution over a sequence."""

    kind: ClassVar[str] = "depthwise_conv1d"
    rank: ClassVar[int] = 1

    kernel_size: Size1
    strides: Size1 = (1,)
    dilation_rate: Size1 = (1,)


class DepthwiseConv2D(DepthwiseConv):
    """A depthwise convolution over an image."""

    kind: ClassVar[str] = "depthwise_conv2d"
    rank: ClassVar[int] = 2

    kernel_size: Size2
    strides: Size2 = (1, 1)
    dilation_rate: Size2 = (1, 1)


class SeparableConv(Spatial):
    """A depthwise convolution and then a dense map of the channels at every place; the bias comes last."""

    main: ClassVar[str | None] = "filters"
    slots: ClassVar[tuple[str, ...]] = ("depthwise", "pointwise", "bias", "activity")
    refused: ClassVar[dict[str, str]] = {**REFUSED, "pointwise_constraint": CONSTRAINT}

    filters: Count
    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: Padding = "valid"
    dilation_rate: tuple[int, ...]
    depth_multiplier: Count = 1
    activation: Activation = None
    use_bias: bool = True
    depthwise_initializer: InitializerField = GLOROT_UNIFORM
    pointwise_initializer: InitializerField = GLOROT_UNIFORM
    bias_initializer: InitializerField = ZEROS
    depthwise_regularizer: Regularizer = None
    pointwise_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None

    @field_validator("strides")
    @classmethod
    def _equal(cls, value: Any) -> Any:
        return _one_stride(value)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        self.channels(inputs)
        return (*_windows(self, inputs), self.filters)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        channels = self.channels(inputs)
        between = channels * self.depth_multiplier
        kernels = (
            self.weight("depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise"),
            self.weight("pointwise_kernel", (*(1,) * self.rank, between, self.filters), "pointwise"),
        )
        return (*kernels, self.weight("bias", (self.filters,))) if self.use_bias else kernels

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        between = size(output[:-1]) * self.channels(inputs) * self.depth_multiplier
        return between * (cells(self.kernel_size) + self.filters)


class SeparableConv1D(SeparableConv):
    """A separable convolution over a sequence."""

    kind: ClassVar[str] = "separable_conv1d"
    rank: ClassVar[int] = 1

    kernel_size: Size1
    strides: Size1 = (1,)
    dilation_rate: Size1 = (1,)


class SeparableConv2D(SeparableConv):
    """A separable convolution over an image."""

    kind: ClassVar[str] = "separable_conv2d"
    rank: ClassVar[int] = 2

    kernel_size: Size2
    strides: Size2 = (1, 1)
    dilation_rate: Size2 = (1, 1)


LAYERS: tuple[type[Layer], ...] = (DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D)
