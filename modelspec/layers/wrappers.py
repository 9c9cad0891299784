"""Layers around a layer. The field `layer` holds the inner one, checked before by its own class."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, InstanceOf, WithJsonSchema

from modelspec.ir import Shape
from modelspec.layers.base import DeclaredActivity, DeclaredWeight, Layer, ShapeError, show
from modelspec.layers.fields import problem
from modelspec.layers.recurrent import Recurrent
from modelspec.record import replace

CALL = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1, "maxProperties": 1}]})
DIRECTIONS = ("forward", "backward")
NOT_PER_STEP = {
    "batch_normalization": (
        "Keras normalizes each step by itself and moves the statistics once a step; PyTorch has no such layer. "
        "`- batch_normalization` on the whole sequence normalizes over all steps"
    ),
    "embedding": "`- embedding` takes ids of any shape as it is",
}


def _one_way(layer: Any) -> Any:
    if not isinstance(layer, Recurrent):
        raise problem("E114", f"`bidirectional` wraps `lstm`, `gru` or `simple_rnn`, not `{layer.kind}`")
    if layer.go_backwards:
        raise problem("E114", "`go_backwards` is set by `bidirectional` itself", "leave it out of the inner layer")
    return layer


def _merge_mode(value: Any) -> Any:
    if value is None:
        raise problem("E107", "must be a way to merge: without one there would be two outputs", "e.g. `concat`")
    return value


def _per_step(layer: Any) -> Any:
    if layer.kind in NOT_PER_STEP:
        raise problem("E114", f"`time_distributed` does not wrap `{layer.kind}`", NOT_PER_STEP[layer.kind])
    if layer.arity != (1, 1):
        raise problem("E114", f"`time_distributed` wraps a layer of one input, `{layer.kind}` takes several")
    return layer


class Bidirectional(Layer):
    """A recurrent layer and its twin that reads backwards; their outputs are merged, the twin's sequence turned round
    again before that."""

    kind: ClassVar[str] = "bidirectional"
    main: ClassVar[str | None] = "layer"
    wraps: ClassVar[bool] = True
    refused: ClassVar[dict[str, str]] = {
        "weights": "weights are given with `modelspec weights`, not in the spec",
        "backward_layer": "both directions are of one kind and size",
    }

    layer: Annotated[InstanceOf[Layer], AfterValidator(_one_way), CALL]
    merge_mode: Annotated[Literal["concat", "sum", "mul", "ave"], BeforeValidator(_merge_mode)] = "concat"

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        shape = _inner_shape(self.layer, inputs[0])
        width = shape[-1]
        assert width is not None  # A recurrent layer's width is its units.
        return (*shape[:-1], 2 * width) if self.merge_mode == "concat" else shape

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        inner = self.layer.weights(inputs)
        return tuple(replace(weight, name=f"{direction}.{weight.name}") for direction in DIRECTIONS for weight in inner)

    def activities(self) -> tuple[DeclaredActivity, ...]:
        inner = [replace(place, name=direction) for direction in DIRECTIONS for place in self.layer.activities()]
        return (*inner, *super().activities())

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return 2 * self.layer.multiply_adds(inputs, self.layer.shape(inputs))


class TimeDistributed(Layer):
    """One layer, applied to every step of [length, ...] with the same weights. A penalty on the inner output is the
    sum over all steps, divided by the batch size."""

    kind: ClassVar[str] = "time_distributed"
    main: ClassVar[str | None] = "layer"
    wraps: ClassVar[bool] = True

    layer: Annotated[InstanceOf[Layer], AfterValidator(_per_step), CALL]

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) < 2:
            raise ShapeError(f"`time_distributed` takes an input of shape [length, ...], got {show(inputs[0])}")
        return (inputs[0][0], *_inner_shape(self.layer, inputs[0][1:]))

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        inner = self.layer.weights((inputs[0][1:],))
        return tuple(replace(weight, name=f"layer.{weight.name}") for weight in inner)

    def activities(self) -> tuple[DeclaredActivity, ...]:
        inner = [replace(place, name=f"layer.{place.name}".rstrip(".")) for place in self.layer.activities()]
        return (*inner, *super().activities())

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return (inputs[0][0] or 1) * self.layer.multiply_adds((inputs[0][1:],), output[1:])


def _inner_shape(layer: Layer, shape: Shape) -> Shape:
    """The inner layer's output shape; its ShapeError is put down to the argument `layer`."""
    try:
        return layer.shape((shape,))
    except ShapeError as error:
        raise ShapeError(error.message, error.help, "layer") from None


LAYERS: tuple[type[Layer], ...] = (Bidirectional, TimeDistributed)
