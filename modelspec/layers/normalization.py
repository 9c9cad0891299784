"""Normalization layers. `axis` is counted as Keras counts it: the batch axis is 0, the last one -1."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, WithJsonSchema

from modelspec.ir import Shape
from modelspec.layers.axes import Axes, axis_index, axis_indices
from modelspec.layers.base import DeclaredWeight, Layer, ShapeError, known, size
from modelspec.layers.fields import LARGEST, ONES, ZEROS, InitializerField, NotNegative, Regularizer, problem

CONSTRAINTS = {
    "beta_constraint": "constraints are not part of the language",
    "gamma_constraint": "constraints are not part of the language",
}
RENORM = "batch renormalization is not carried: PyTorch has none"
Share = Annotated[float, Field(ge=0, le=1)]


def _groups(value: Any) -> Any:
    if value != -1 and value < 1:
        raise problem("E107", f"must be greater than 0, or -1 for one group a channel, got `{value}`")
    return value


Groups = Annotated[
    int,
    Field(le=LARGEST),
    AfterValidator(_groups),
    WithJsonSchema({"anyOf": [{"const": -1}, {"type": "integer", "minimum": 1}]}),
]


class BatchNormalization(Layer):
    """Normalizes each channel by the batch's statistics in training, else by the moving ones. The moving variance is
    the biased one, and `momentum` is the share of the old value."""

    kind: ClassVar[str] = "batch_normalization"
    slots: ClassVar[tuple[str, ...]] = ("beta", "gamma")
    refused: ClassVar[dict[str, str]] = {
        **CONSTRAINTS,
        "renorm": RENORM,
        "renorm_clipping": RENORM,
        "renorm_momentum": RENORM,
        "synchronized": "training on several devices is not part of the language",
    }

    axis: int = -1
    momentum: Share = 0.99
    epsilon: NotNegative = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: InitializerField = ZEROS
    gamma_initializer: InitializerField = ONES
    moving_mean_initializer: InitializerField = ZEROS
    moving_variance_initializer: InitializerField = ONES
    beta_regularizer: Regularizer = None
    gamma_regularizer: Regularizer = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        _lengths((axis_index(self.axis, inputs[0], self.kind),), inputs[0], self)
        return inputs[0]

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        shape = _lengths((axis_index(self.axis, inputs[0], self.kind),), inputs[0], self)
        return (
            *_gamma_and_beta(self, shape),
            DeclaredWeight("moving_mean", shape, self.moving_mean_initializer, trainable=False),
            DeclaredWeight("moving_variance", shape, self.moving_variance_initializer, trainable=False),
        )

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output) if self.scale else 0


class LayerNormalization(Layer):
    """Normalizes each example over one or several axes."""

    kind: ClassVar[str] = "layer_normalization"
    slots: ClassVar[tuple[str, ...]] = ("beta", "gamma")
    refused: ClassVar[dict[str, str]] = {
        **CONSTRAINTS,
        "rms_scaling": "Keras computes it with the variance and deprecates it; use `rms_normalization`",
    }

    axis: Axes = -1
    epsilon: NotNegative = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: InitializerField = ZEROS
    gamma_initializer: InitializerField = ONES
    beta_regularizer: Regularizer = None
    gamma_regularizer: Regularizer = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        _lengths(axis_indices(self.axis, inputs[0], self.kind), inputs[0], self)
        return inputs[0]

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        return _gamma_and_beta(self, _lengths(axis_indices(self.axis, inputs[0], self.kind), inputs[0], self))

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output) if self.scale else 0


class GroupNormalization(Layer):
    """Normalizes each example over the groups that its channels are split into; -1 groups: each channel by itself."""

    kind: ClassVar[str] = "group_normalization"
    main: ClassVar[str | None] = "groups"
    slots: ClassVar[tuple[str, ...]] = ("beta", "gamma")
    refused: ClassVar[dict[str, str]] = CONSTRAINTS

    groups: Groups = 32
    axis: int = -1
    epsilon: NotNegative = 0.001
    center: bool = True
    scale: bool = True
    beta_initializer: InitializerField = ZEROS
    gamma_initializer: InitializerField = ONES
    beta_regularizer: Regularizer = None
    gamma_regularizer: Regularizer = None

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        (channels,) = _lengths((axis_index(self.axis, inputs[0], self.kind),), inputs[0], self)
        if self.groups != -1 and channels % self.groups:
            fitting = [groups for groups in (32, 16, 8, 4, 2, 1) if channels % groups == 0]
            raise ShapeError(
                f"`group_normalization` cannot split {channels} channels into {self.groups} equal groups",
                f"set `groups` to a divisor of {channels}, e.g. {fitting[0]}",
                "groups",
            )
        return inputs[0]

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        return _gamma_and_beta(self, _lengths((axis_index(self.axis, inputs[0], self.kind),), inputs[0], self))

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output) if self.scale else 0


class RmsNormalization(Layer):
    """Divides each example by its root mean square over the last axis or axes, and scales it. No slot, as in Keras."""

    kind: ClassVar[str] = "rms_normalization"

    axis: Axes = -1
    epsilon: NotNegative = 1e-6

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        indices = axis_indices(self.axis, inputs[0], self.kind)
        if indices != tuple(range(len(inputs[0]) - len(indices), len(inputs[0]))):
            raise ShapeError(
                "`rms_normalization` works on the last axis or axes: Keras puts its scale on the last ones always",
                "move the axis to the end with `permute`",
                "axis",
            )
        _lengths(indices, inputs[0], self)
        return inputs[0]

    def weights(self, inputs: Sequence[Shape]) -> tuple[DeclaredWeight, ...]:
        shape = _lengths(axis_indices(self.axis, inputs[0], self.kind), inputs[0], self)
        return (DeclaredWeight("scale", shape, ONES),)

    def multiply_adds(self, inputs: Sequence[Shape], output: Shape) -> int:
        return size(output)


def _lengths(indices: tuple[int, ...], shape: Shape, layer: Layer) -> tuple[int, ...]:
    return tuple(known(shape[index], f"the length of axis {index + 1}", layer.kind) for index in indices)


def _gamma_and_beta(
    layer: BatchNormalization | LayerNormalization | GroupNormalization, shape: tuple[int, ...]
) -> tuple[DeclaredWeight, ...]:
    gamma = (layer.weight("gamma", shape),) if layer.scale else ()
    return (*gamma, layer.weight("beta", shape)) if layer.center else gamma


LAYERS: tuple[type[Layer], ...] = (BatchNormalization, LayerNormalization, GroupNormalization, RmsNormalization)
