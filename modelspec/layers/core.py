"""Dense and embedding layers."""

from collections.abc import Sequence
from typing import ClassVar

from modelspec.ir import Shape
from modelspec.layers.activation_field import Activation
from modelspec.layers.base import DeclaredWeight, Layer, ShapeError, known, show, size
from modelspec.layers.fields import (
    GLOROT_UNIFORM,
    UNIFORM_05,
    ZEROS,
    Count,
    InitializerField,
    Regularizer,
)


class Dense(Layer):
    """A linear map of the last axis, with bias and activation."""

    kind: ClassVar[str] = "dense"
    main: ClassVar[str | None] = "units"
    slots: ClassVar[tuple[str, ...]] = ("kernel", "bias", "activity")
    refused: ClassVar[dict[str, str]] = {
        "kernel_constraint": "constraints are not part of the language",
        "bias_constraint": "constraints are not part of the language",
        "lora_rank": "LoRA changes what is trained; it is not part of the language",
        "lora_alpha": "LoRA changes what is trained; it is not part of the language",
        "quantization_config": "quantization is not part of the language",
    }

    units: Count
    activation: Activation = None
    use_bias: bool = True
    kernel_initializer: InitializerField = GLOROT_UNIFORM
    bias_initializer: InitializerField = ZEROS
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        if not inputs[0]:
            raise ShapeError("`dense` takes an input with at least one axis, got []")
        known(inputs[0][-1], "the length of its input's last axis", self.kind)
        return (*inputs[0][:-1], self.units)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        kernel = self.weight("kernel", (known(inputs[0][-1], "the last axis", self.kind), self.units))
        return (kernel, self.weight("bias", (self.units,))) if self.use_bias else (kernel,)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(inputs[0]) * self.units


class Embedding(Layer):
    """A table of vectors, looked up by whole numbers."""

    kind: ClassVar[str] = "embedding"
    slots: ClassVar[tuple[str, ...]] = ("embeddings",)
    integer_input: ClassVar[bool] = True
    refused: ClassVar[dict[str, str]] = {
        "mask_zero": "masks would have to reach every later layer and the loss; they are not carried yet",
        "embeddings_constraint": "constraints are not part of the language",
        "weights": "weights are given with `modelspec weights`, not in the spec",
        "lora_rank": "LoRA changes what is trained; it is not part of the language",
        "lora_alpha": "LoRA changes what is trained; it is not part of the language",
        "quantization_config": "quantization is not part of the language",
    }

    input_dim: Count
    output_dim: Count
    embeddings_initializer: InitializerField = UNIFORM_05
    embeddings_regularizer: Regularizer = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        return (*inputs[0], self.output_dim)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        return (self.weight("embeddings", (self.input_dim, self.output_dim)),)


class PositionEmbedding(Layer):
    """A trainable table (length, width), broadcast to its input's shape. Keras itself has none; keras_hub does."""

    kind: ClassVar[str] = "position_embedding"
    main: ClassVar[str | None] = "length"
    slots: ClassVar[tuple[str, ...]] = ("embeddings",)

    length: Count
    embeddings_initializer: InitializerField = GLOROT_UNIFORM
    embeddings_regularizer: Regularizer = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) < 2:
            wanted = "[..., length, width]"
            raise ShapeError(f"`position_embedding` takes an input of shape {wanted}, got {show(inputs[0])}")
        length, width = inputs[0][-2:]
        known(width, "the width of its input", self.kind)
        if length is None or length > self.length:
            given = "null" if length is None else str(length)
            raise ShapeError(
                f"`position_embedding` has {self.length} positions, its input has {given}",
                f"set `length` to {given}" if length else "give the input a length",
                "length",
            )
        return inputs[0]

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        return (self.weight("embeddings", (self.length, known(inputs[0][-1], "the width", self.kind))),)


LAYERS = (Dense, Embedding, PositionEmbedding)
