"""Recurrent layers over sequences [length, width]."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from modelspec.ir import Shape
from modelspec.layers.activation_field import Activation
from modelspec.layers.activation_functions import Sigmoid, Tanh
from modelspec.layers.base import DeclaredWeight, Layer, known, require_rank
from modelspec.layers.fields import GLOROT_UNIFORM, ORTHOGONAL, ZEROS, Count, InitializerField, Rate, Regularizer

REFUSED = {
    "kernel_constraint": "constraints are not part of the language",
    "recurrent_constraint": "constraints are not part of the language",
    "bias_constraint": "constraints are not part of the language",
    "seed": "random bits cannot agree across frameworks",
    "return_state": "a layer has one output",
    "stateful": "a state that outlives the batch is not part of the language",
    "unroll": "it does not change what is computed; set it in your own code if you need the speed",
    "zero_output_for_mask": "masks are not carried",
}
GATED = {
    **REFUSED,
    "use_cudnn": "it does not change what is computed; each framework chooses by itself",
    "implementation": "it does not change what is computed; each framework chooses by itself",
}


class Recurrent(Layer):
    """What all recurrent layers share. `gates` is the number of blocks of `units` columns in their kernels."""

    main: ClassVar[str | None] = "units"
    slots: ClassVar[tuple[str, ...]] = ("kernel", "recurrent", "bias", "activity")
    refused: ClassVar[dict[str, str]] = GATED
    randomness: ClassVar[tuple[str, ...]] = ("dropout", "recurrent_dropout")
    gates: ClassVar[int]

    if TYPE_CHECKING:  # Each kind declares these itself, so that its fields stand in Keras's order.
        units: Count
        use_bias: bool
        return_sequences: bool
        go_backwards: bool

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        require_rank(inputs[0], 2, self.kind, "[length, width]")
        length, width = inputs[0]
        known(width, "the width of its input", self.kind)
        return (length, self.units) if self.return_sequences else (self.units,)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        width, columns = known(inputs[0][1], "the width of its input", self.kind), self.gates * self.units
        kernels = (
            self.weight("kernel", (width, columns)),
            self.weight("recurrent_kernel", (self.units, columns), "recurrent"),
        )
        return (*kernels, self.weight("bias", self.bias_shape)) if self.use_bias else kernels

    @property
    def bias_shape(self) -> tuple[int, ...]:
        return (self.gates * self.units,)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        length, width = (known_length or 1 for known_length in inputs[0])
        return length * self.gates * self.units * (width + self.units)


class Lstm(Recurrent):
    """Long short-term memory; gates i, f, c, o. With `unit_forget_bias` the bias of f, entries units to 2 * units,
    starts at 1, and `bias_initializer` is for the other three."""

    kind: ClassVar[str] = "lstm"
    gates: ClassVar[int] = 4

    units: Count
    activation: Activation = Tanh()
    recurrent_activation: Activation = Sigmoid()
    use_bias: bool = True
    kernel_initializer: InitializerField = GLOROT_UNIFORM
    recurrent_initializer: InitializerField = ORTHOGONAL
    bias_initializer: InitializerField = ZEROS
    unit_forget_bias: bool = True
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    return_sequences: bool = False
    go_backwards: bool = False


class Gru(Recurrent):
    """Gated recurrent unit; gates z, r, h. With `reset_after` the bias has two rows: of the input, of the state."""

    kind: ClassVar[str] = "gru"
    gates: ClassVar[int] = 3

    units: Count
    activation: Activation = Tanh()
    recurrent_activation: Activation = Sigmoid()
    use_bias: bool = True
    kernel_initializer: InitializerField = GLOROT_UNIFORM
    recurrent_initializer: InitializerField = ORTHOGONAL
    bias_initializer: InitializerField = ZEROS
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    return_sequences: bool = False
    go_backwards: bool = False
    reset_after: bool = True

    @property
    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)


class SimpleRnn(Recurrent):
    """h = activation(x @ kernel + h_before @ recurrent_kernel + bias)."""

    kind: ClassVar[str] = "simple_rnn"
    refused: ClassVar[dict[str, str]] = REFUSED
    gates: ClassVar[int] = 1

    units: Count
    activation: Activation = Tanh()
    use_bias: bool = True
    kernel_initializer: InitializerField = GLOROT_UNIFORM
    recurrent_initializer: InitializerField = ORTHOGONAL
    bias_initializer: InitializerField = ZEROS
    kernel_regularizer: Regularizer = None
    recurrent_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    dropout: Rate = 0.0
    recurrent_dropout: Rate = 0.0
    return_sequences: bool = False
    go_backwards: bool = False


LAYERS: tuple[type[Layer], ...] = (Lstm, Gru, SimpleRnn)
