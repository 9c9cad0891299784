"""Attention over sequences [length, width]."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from modelspec.ir import Shape
from modelspec.layers.base import DeclaredActivity, DeclaredWeight, Layer, ShapeError, known, require_rank, show
from modelspec.layers.fields import GLOROT_UNIFORM, ZEROS, Count, Counts, InitializerField, Rate, Regularizer

PROJECTIONS = ("query", "key", "value", "attention_output")
MASKS = "masks are not carried; `use_causal_mask: true` is"


def _list_of_one(value: Any) -> Any:
    return [value] if isinstance(value, int) and not isinstance(value, bool) else value


class MultiHeadAttention(Layer):
    """softmax(Q K^T / sqrt(key_dim)) V in `num_heads` heads, between four linear projections. One input is
    self-attention; two are query and value; three are query, value and key, in Keras's order."""

    kind: ClassVar[str] = "multi_head_attention"
    arity: ClassVar[tuple[int, int | None]] = (1, 3)
    slots: ClassVar[tuple[str, ...]] = ("kernel", "bias", "activity")
    randomness: ClassVar[tuple[str, ...]] = ("dropout",)
    refused: ClassVar[dict[str, str]] = {
        "attention_axes": "inputs are [length, width], and attention goes along the length",
        "sliding_window": "it is not part of the language yet",
        "flash_attention": "it does not change what is computed; each framework chooses by itself",
        "kernel_constraint": "constraints are not part of the language",
        "bias_constraint": "constraints are not part of the language",
        "use_gate": "it is not part of the language yet",
        "seed": "random bits cannot agree across frameworks",
        "attention_mask": MASKS,
        "query_mask": MASKS,
        "value_mask": MASKS,
        "key_mask": MASKS,
        "return_attention_scores": "a layer has one output",
    }

    num_heads: Count
    key_dim: Count
    value_dim: Count | None = None
    dropout: Rate = 0.0
    use_bias: bool = True
    output_shape: Annotated[Counts, BeforeValidator(_list_of_one)] | None = None
    kernel_initializer: InitializerField = GLOROT_UNIFORM
    bias_initializer: InitializerField = ZEROS
    kernel_regularizer: Regularizer = None
    bias_regularizer: Regularizer = None
    use_causal_mask: bool = False
    """An argument of the call in Keras: no position looks at a later one."""

    @property
    def value_width(self) -> int:
        """The width of one head's values."""
        return self.key_dim if self.value_dim is None else self.value_dim

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        query, key, value = _roles(inputs)
        for shape in inputs:
            require_rank(shape, 2, self.kind, "[length, width]")
            known(shape[1], "the width of its inputs", self.kind)
        if key[0] != value[0] and None not in (key[0], value[0]):
            raise ShapeError(
                f"key and value of `{self.kind}` must be of one length, got {show(key)} and {show(value)}",
                "its inputs are query, value, key, in this order",
                "from",
            )
        return (query[0], *self._output_shape(query))

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        query, key, value = (known(shape[1], "the width of its inputs", self.kind) for shape in _roles(inputs))
        heads, output = self.num_heads, self._output_shape(inputs[0])
        kernels = {
            "query": (query, heads, self.key_dim),
            "key": (key, heads, self.key_dim),
            "value": (value, heads, self.value_width),
            "attention_output": (heads, self.value_width, *output),
        }
        weights = []
        for part in PROJECTIONS:
            kernel = kernels[part]
            weights.append(self.weight("kernel", kernel, prefix=f"{part}."))
            if self.use_bias:
                bias = output if part == "attention_output" else kernel[1:]
                weights.append(self.weight("bias", bias, prefix=f"{part}."))
        return tuple(weights)

    def activities(self) -> tuple[DeclaredActivity, ...]:
        # Keras hands the regularizer to each projection, and keeps none for the layer itself.
        return tuple(DeclaredActivity(part, self.activity_regularizer, own=True) for part in PROJECTIONS)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        query, key, value = ((length or 1, width or 1) for length, width in _roles(inputs))
        projected = (
            query[0] * query[1] * self.key_dim + key[0] * key[1] * self.key_dim + value[0] * value[1] * self.value_width
        )
        attended = query[0] * key[0] * (self.key_dim + self.value_width)
        merged = query[0] * self.value_width
        for length in self._output_shape(inputs[0]):
            merged *= length
        return self.num_heads * (projected + attended + merged)

    def _output_shape(self, query: Shape) -> tuple[int, ...]:
        return self.output_shape or (known(query[1], "the width of its query", self.kind),)


def _roles(inputs: Sequence[Shape]) -> tuple[Shape, Shape, Shape]:
    """The shapes of query, key and value; Keras's order of the inputs is query, value, key."""
    query = inputs[0]
    value = inputs[1] if len(inputs) > 1 else query
    return query, inputs[2] if len(inputs) > 2 else value, value


LAYERS: tuple[type[Layer], ...] = (MultiHeadAttention,)
