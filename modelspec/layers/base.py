"""The questions that every layer answers: its fields, its output shape, its weights, its penalties, its cost."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from modelspec.initializers import Initializer
from modelspec.ir import Shape
from modelspec.layers.fields import Regularizer
from modelspec.penalty import Written
from modelspec.record import Record

MOST_SHOWN = 40
"""Axes in a message; no tensor has so many, but a wrong argument can."""


class ShapeError(Exception):
    """The inputs do not fit the layer. `argument` is the field to blame, if one is."""

    def __init__(self, message: str, help: str | None = None, argument: str | None = None) -> None:
        super().__init__(message)
        self.message, self.help, self.argument = message, help, argument


class DeclaredWeight(Record):
    """A weight as its layer declares it: Keras's name, shape (Keras's layout), the regularizer slot that it has and
    what the author wrote there (None: nothing, so that defaults may fill it)."""

    name: str
    shape: tuple[int, ...]
    initializer: Initializer
    slot: str | None = None
    regularizer: Written | None = None
    trainable: bool = True


class DeclaredActivity(Record):
    """A place where an activity penalty is taken. `own` places belong to a slot of the layer's constructor in Keras,
    and are what a model-wide `activity` default fills."""

    name: str
    regularizer: Written | None
    own: bool = False


class Layer(BaseModel):
    """A layer's facts, stated once. Fields are the Keras constructor's arguments, with Keras's defaults. Shapes are
    without the batch axis, channels last."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False, arbitrary_types_allowed=True
    )

    kind: ClassVar[str]
    """The YAML key: Keras's automatic layer name."""
    main: ClassVar[str | None] = None
    """The argument that the short form `- kind: value` sets; `from` for merges."""
    arity: ClassVar[tuple[int, int | None]] = (1, 1)
    """The least and the most inputs; None is any number."""
    slots: ClassVar[tuple[str, ...]] = ()
    """The regularizer slots of Keras's own constructor arguments: `kernel`, `bias`, `activity`, ..."""
    refused: ClassVar[dict[str, str]] = {}
    """Arguments that Keras has and this language leaves out, with the reason."""
    randomness: ClassVar[tuple[str, ...]] = ()
    """Fields that are rates or widths of random noise; at 0 the layer is deterministic."""
    integer_input: ClassVar[bool] = False
    """Takes whole numbers (ids) rather than real ones."""
    wraps: ClassVar[bool] = False
    """Has a field `layer` that holds another layer's call."""

    activity_regularizer: Regularizer = None

    @property
    def wrapped(self) -> "Layer | None":
        """The layer inside a wrapper; None for every other layer."""
        return getattr(self, "layer", None)

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        """The output's shape. Raises ShapeError."""
        raise NotImplementedError(self.kind)

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        """The weights, in Keras's order (`layer.weights`). Called after `shape` accepted the inputs."""
        return ()

    def activities(self) -> tuple[DeclaredActivity, ...]:
        """The places where activity penalties are taken."""
        return (DeclaredActivity("", self.activity_regularizer, own="activity" in self.slots),)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        """Multiply-adds of one example's forward pass through the weights; unknown lengths count as 1."""
        return 0

    def weight(self, name: str, shape: tuple[int, ...], slot: str | None = None, *, prefix: str = "") -> DeclaredWeight:
        """A trainable weight; its initializer and regularizer are in `<slot>_initializer` and `<slot>_regularizer`."""
        slot = slot or name
        return DeclaredWeight(
            prefix + name,
            shape,
            getattr(self, f"{slot}_initializer"),
            slot,
            getattr(self, f"{slot}_regularizer"),
        )


def nested(layer: Layer) -> Iterator[Layer]:
    """The layer, and those in its fields: activations, a wrapper's inner layer."""
    yield layer
    for name in type(layer).model_fields:
        value = getattr(layer, name)
        if isinstance(value, Layer):
            yield from nested(value)


def size(shape: Shape) -> int:
    """The number of entries of one example; unknown lengths count as 1."""
    count = 1
    for length in shape:
        count *= 1 if length is None else length
    return count


def known(length: int | None, what: str, kind: str) -> int:
    """The length of an axis that a weight's shape needs. Raises ShapeError if it is unknown."""
    if length is None:
        raise ShapeError(f"`{kind}` needs to know {what}, and it is null here", "give the input's shape a number there")
    return length


def require_rank(shape: Shape, rank: int, kind: str, axes: str) -> None:
    """Raises ShapeError unless the shape has `rank` axes besides the batch; `axes` names them."""
    if len(shape) != rank:
        raise ShapeError(f"`{kind}` takes an input of shape {axes}, got {show(shape)}")


def show(shape: Shape) -> str:
    """`[28, null, 3]`, as the author writes it."""
    lengths = ["null" if length is None else str(length) for length in shape[:MOST_SHOWN]]
    return f"[{', '.join(lengths)}{', ...' if len(shape) > MOST_SHOWN else ''}]"
