"""What layers over space share: the names of the axes, and how many windows fit along each of them."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from modelspec.ir import Shape
from modelspec.layers.base import Layer, ShapeError, known, require_rank, show
from modelspec.layers.fields import problem

AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
CHANNELS_LAST = {"data_format": "shapes are channels last"}
CONSTRAINT = "constraints are not part of the language"


def space(rank: int) -> str:
    """`[height, width, channels]`."""
    return f"[{', '.join(AXES[rank])}, channels]"


def _not_causal(value: Any) -> Any:
    if value == "causal":
        raise problem("E107", "must be `valid` or `same`, got `causal`", "only `conv1d` can be causal")
    return value


Padding = Annotated[Literal["valid", "same"], BeforeValidator(_not_causal)]


class Spatial(Layer):
    """A layer over `rank` axes of space and one of channels."""

    refused: ClassVar[dict[str, str]] = CHANNELS_LAST
    rank: ClassVar[int]

    def lengths(self, inputs: Sequence[Shape]) -> Shape:
        """The lengths of the axes of space. Raises ShapeError if there is another number of them."""
        require_rank(inputs[0], self.rank + 1, self.kind, space(self.rank))
        return inputs[0][:-1]

    def channels(self, inputs: Sequence[Shape]) -> int:
        """The channels, for a layer whose weights depend on them. Raises ShapeError if they are unknown."""
        self.lengths(inputs)
        return known(inputs[0][-1], "the number of channels of its input", self.kind)


def windows(
    layer: Spatial,
    inputs: Sequence[Shape],
    argument: str,
    *,
    strides: tuple[int, ...],
    padding: str,
    dilation_rate: tuple[int, ...] | None = None,
) -> Shape:
    """How many windows fit along each axis of space; `argument` is the field that holds their sizes. Raises ShapeError
    if not even one fits."""
    sizes: tuple[int, ...] = getattr(layer, argument)
    rates = dilation_rate or (1,) * len(sizes)
    counts: list[int | None] = []
    for axis, length in enumerate(layer.lengths(inputs)):
        span = (sizes[axis] - 1) * rates[axis] + 1
        if length is None:
            counts.append(None)
        elif padding != "valid":
            counts.append(-(-length // strides[axis]))
        elif span > length:
            raise ShapeError(
                f"`{layer.kind}` has a {'kernel' if argument == 'kernel_size' else 'window'} larger than its input: "
                f"it spans {span} along the {AXES[layer.rank][axis]}, and the input {show(inputs[0])} has {length}",
                f"set `{argument}` to at most {(length - 1) // rates[axis] + 1} there, or `padding: same`",
                argument,
            )
        else:
            counts.append((length - span) // strides[axis] + 1)
    return tuple(counts)
