"""The functions of keras.activations, each one a layer kind with that function's arguments."""

from collections.abc import Sequence
from typing import ClassVar

from modelspec.ir import Shape
from modelspec.layers.axes import axis_index
from modelspec.layers.base import Layer, ShapeError, show
from modelspec.layers.fields import NotNegative, Positive


class ActivationLayer(Layer):
    """A function without weights that keeps its input's shape."""

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]


class AxisActivation(ActivationLayer):
    """A function that looks along one axis, counted as Keras counts (the batch axis is 0)."""

    main: ClassVar[str | None] = "axis"

    axis: int = -1

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        axis_index(self.axis, inputs[0], self.kind)
        return inputs[0]


class Linear(ActivationLayer):
    """x itself."""

    kind: ClassVar[str] = "linear"


class Relu(ActivationLayer):
    """x from `threshold` on, at most `max_value`; below it negative_slope * (x - threshold)."""

    kind: ClassVar[str] = "relu"

    negative_slope: float = 0.0
    max_value: NotNegative | None = None
    threshold: NotNegative = 0.0


class Relu6(ActivationLayer):
    """min(max(x, 0), 6)."""

    kind: ClassVar[str] = "relu6"


class LeakyRelu(ActivationLayer):
    """x, or negative_slope * x where x is negative."""

    kind: ClassVar[str] = "leaky_relu"
    main: ClassVar[str | None] = "negative_slope"

    negative_slope: float = 0.2


class Elu(ActivationLayer):
    """x, or alpha * (exp(x) - 1) where x is negative."""

    kind: ClassVar[str] = "elu"
    main: ClassVar[str | None] = "alpha"

    alpha: float = 1.0


class Selu(ActivationLayer):
    """1.0507 * elu(x, 1.6733): keeps mean 0 and variance 1."""

    kind: ClassVar[str] = "selu"


class Celu(ActivationLayer):
    """max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0)."""

    kind: ClassVar[str] = "celu"
    main: ClassVar[str | None] = "alpha"

    alpha: Positive = 1.0


class Gelu(ActivationLayer):
    """x * Phi(x), Phi the normal distribution function; `approximate` takes tanh for it."""

    kind: ClassVar[str] = "gelu"
    main: ClassVar[str | None] = "approximate"

    approximate: bool = False


class Silu(ActivationLayer):
    """x * sigmoid(x)."""

    kind: ClassVar[str] = "silu"


class Swish(Silu):
    """Keras's other name of silu."""

    kind: ClassVar[str] = "swish"


class Mish(ActivationLayer):
    """x * tanh(softplus(x))."""

    kind: ClassVar[str] = "mish"


class Sigmoid(ActivationLayer):
    """1 / (1 + exp(-x))."""

    kind: ClassVar[str] = "sigmoid"


class HardSigmoid(ActivationLayer):
    """relu6(x + 3) / 6. Keras 2 and TF.js mean clip(0.2 * x + 0.5) by this name."""

    kind: ClassVar[str] = "hard_sigmoid"


class HardSilu(ActivationLayer):
    """x * hard_sigmoid(x)."""

    kind: ClassVar[str] = "hard_silu"


class HardSwish(HardSilu):
    """Keras's other name of hard_silu."""

    kind: ClassVar[str] = "hard_swish"


class HardTanh(ActivationLayer):
    """x, cut at -1 and 1."""

    kind: ClassVar[str] = "hard_tanh"


class HardShrink(ActivationLayer):
    """x, or 0 where |x| <= threshold."""

    kind: ClassVar[str] = "hard_shrink"
    main: ClassVar[str | None] = "threshold"

    threshold: NotNegative = 0.5


class SoftShrink(ActivationLayer):
    """sign(x) * max(|x| - threshold, 0)."""

    kind: ClassVar[str] = "soft_shrink"
    main: ClassVar[str | None] = "threshold"

    threshold: NotNegative = 0.5


class Tanh(ActivationLayer):
    """The hyperbolic tangent."""

    kind: ClassVar[str] = "tanh"


class TanhShrink(ActivationLayer):
    """x - tanh(x)."""

    kind: ClassVar[str] = "tanh_shrink"


class Softplus(ActivationLayer):
    """log(exp(x) + 1)."""

    kind: ClassVar[str] = "softplus"


class Softsign(ActivationLayer):
    """x / (|x| + 1)."""

    kind: ClassVar[str] = "softsign"


class Softmax(AxisActivation):
    """exp(x) over its sum along the axis."""

    kind: ClassVar[str] = "softmax"


class LogSoftmax(AxisActivation):
    """The logarithm of softmax."""

    kind: ClassVar[str] = "log_softmax"


class LogSigmoid(ActivationLayer):
    """The logarithm of sigmoid."""

    kind: ClassVar[str] = "log_sigmoid"


class Exponential(ActivationLayer):
    """exp(x)."""

    kind: ClassVar[str] = "exponential"


class Glu(AxisActivation):
    """a * sigmoid(b), a and b the halves of x along the axis. The one function here that changes the shape."""

    kind: ClassVar[str] = "glu"

    def shape(self, inputs: Sequence[Shape]) -> Shape:
        index = axis_index(self.axis, inputs[0], self.kind)
        length = inputs[0][index]
        if length is not None and length % 2:
            raise ShapeError(f"`glu` halves axis {self.axis}, whose length is odd in {show(inputs[0])}", None, "axis")
        half = None if length is None else length // 2
        return (*inputs[0][:index], half, *inputs[0][index + 1 :])


class Threshold(ActivationLayer):
    """x where x > threshold, else default_value."""

    kind: ClassVar[str] = "threshold"

    threshold: float
    default_value: float


class Squareplus(ActivationLayer):
    """(x + sqrt(x^2 + b)) / 2."""

    kind: ClassVar[str] = "squareplus"
    main: ClassVar[str | None] = "b"

    b: NotNegative = 4


class SparsePlus(ActivationLayer):
    """0 up to -1, (x + 1)^2 / 4 up to 1, then x."""

    kind: ClassVar[str] = "sparse_plus"


class SparseSigmoid(ActivationLayer):
    """0 up to -1, (x + 1) / 2 up to 1, then 1."""

    kind: ClassVar[str] = "sparse_sigmoid"


FUNCTIONS: tuple[type[ActivationLayer], ...] = (
    Linear,
    Relu,
    Relu6,
    LeakyRelu,
    Elu,
    Selu,
    Celu,
    Gelu,
    Silu,
    Swish,
    Mish,
    Sigmoid,
    HardSigmoid,
    HardSilu,
    HardSwish,
    HardTanh,
    HardShrink,
    SoftShrink,
    Tanh,
    TanhShrink,
    Softplus,
    Softsign,
    Softmax,
    LogSoftmax,
    LogSigmoid,
    Exponential,
    Glu,
    Threshold,
    Squareplus,
    SparsePlus,
    SparseSigmoid,
)
"""In the order of the catalogue."""
