"""Losses: keras.losses, each the mean over the batch of a mean or sum over the last axis."""

from typing import Annotated, ClassVar

from pydantic import Field

from modelspec.ir import Shape
from modelspec.training.base import Call

Smoothing = Annotated[float, Field(ge=0, lt=1)]
REDUCTION = "the loss is the mean over the batch (sum_over_batch_size), so that penalties keep their weight"
AXIS = "classes stand on the last axis"


class Loss(Call):
    """A loss. `target` is the shape of one example's target, for an output of the given shape."""

    refused: ClassVar[dict[str, str]] = {"reduction": REDUCTION, "axis": AXIS}

    def target(self, output: Shape) -> Shape:
        return output


class MeanSquaredError(Loss):
    """mean((y - p)^2)"""

    kind: ClassVar[str] = "mean_squared_error"


class MeanAbsoluteError(Loss):
    """mean(|y - p|)"""

    kind: ClassVar[str] = "mean_absolute_error"


class Huber(Loss):
    """mean of 0.5 e^2 where |e| <= delta, else delta |e| - 0.5 delta^2"""

    kind: ClassVar[str] = "huber"
    main: ClassVar[str | None] = "delta"

    delta: Annotated[float, Field(gt=0)] = 1.0


class BinaryCrossentropy(Loss):
    """mean of -(y log p + (1 - y) log(1 - p))"""

    kind: ClassVar[str] = "binary_crossentropy"

    from_logits: bool = False
    label_smoothing: Smoothing = 0.0


class CategoricalCrossentropy(Loss):
    """-sum(y log p); targets are one-hot or probabilities"""

    kind: ClassVar[str] = "categorical_crossentropy"

    from_logits: bool = False
    label_smoothing: Smoothing = 0.0


class SparseCategoricalCrossentropy(Loss):
    """-log p[y]; targets are whole numbers"""

    kind: ClassVar[str] = "sparse_categorical_crossentropy"
    refused: ClassVar[dict[str, str]] = {
        "reduction": REDUCTION,
        "axis": AXIS,
        "label_smoothing": "Keras has none for whole-number targets; use categorical_crossentropy",
    }

    from_logits: bool = False
    ignore_class: int | None = None

    def target(self, output: Shape) -> Shape:
        return output[:-1]


ALL = (
    MeanSquaredError,
    MeanAbsoluteError,
    Huber,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
LOSSES: dict[str, type[Loss]] = {loss.kind: loss for loss in ALL}
ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "l1": "mean_absolute_error",
    "bce": "binary_crossentropy",
    "cce": "categorical_crossentropy",
    "cross_entropy": "sparse_categorical_crossentropy",
    "crossentropy": "sparse_categorical_crossentropy",
    "CrossEntropyLoss": "sparse_categorical_crossentropy",
    "BCELoss": "binary_crossentropy",
    "BCEWithLogitsLoss": "binary_crossentropy",
    "MSELoss": "mean_squared_error",
    "L1Loss": "mean_absolute_error",
    "smooth_l1": "huber",
}
"""Other tools' words, for error messages only."""
