"""Losses as torch expressions: those of keras.losses, number by number, over outputs with their channels last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelspec.backends.code import (
    Assign,
    Attribute,
    Code,
    Comment,
    Index,
    Literal,
    Name,
    Operation,
    Return,
    Slice,
    Statement,
    Unary,
    method,
)
from modelspec.backends.torch.site import functional
from modelspec.ir import Shape
from modelspec.training.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Huber,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)

OUTPUTS, TARGETS = Name("outputs"), Name("targets")
CLASSES = Literal(-1)
EPSILON = 1e-7
CLIPPED = Comment("Like Keras, keep probabilities off 0 and 1.")


def loss_body(loss: Loss, shape: Shape) -> tuple[Statement, ...]:
    """The lines of a function of `outputs` (of the given shape, without the batch) and `targets`."""
    return BODIES[type(loss)](loss, shape)


def elementwise(shape: Shape) -> list[Statement]:
    """Targets as numbers of the outputs' kind. Beside outputs whose last axis is 1, Keras takes targets without it."""
    if shape and shape[-1] != 1:
        return [Assign(TARGETS, method(TARGETS, "to", OUTPUTS))]
    fitted = method(method(TARGETS, "to", OUTPUTS), "reshape_as", OUTPUTS)
    return [Comment("The targets' last axis, of size 1, may be missing."), Assign(TARGETS, fitted)]


def _native(name: str, **options: Code) -> Callable[[Any, Shape], tuple[Statement, ...]]:
    def body(loss: Loss, shape: Shape) -> tuple[Statement, ...]:
        return (*elementwise(shape), Return(functional(name, OUTPUTS, TARGETS, **options)))

    return body


def _huber(loss: Huber, shape: Shape) -> tuple[Statement, ...]:
    return _native("huber_loss", delta=Literal(loss.delta))(loss, shape)


def _binary(loss: BinaryCrossentropy, shape: Shape) -> tuple[Statement, ...]:
    lines = elementwise(shape)
    if loss.label_smoothing:
        lines.append(_smoothed(loss.label_smoothing, Literal(2)))
    if loss.from_logits:
        return (*lines, Return(functional("binary_cross_entropy_with_logits", OUTPUTS, TARGETS)))
    return (*lines, CLIPPED, Return(functional("binary_cross_entropy", _clamped(OUTPUTS), TARGETS)))


def _categorical(loss: CategoricalCrossentropy, shape: Shape) -> tuple[Statement, ...]:
    lines: list[Statement] = [Assign(TARGETS, method(TARGETS, "to", OUTPUTS))]
    if loss.from_logits:
        options = {"label_smoothing": Literal(loss.label_smoothing)} if loss.label_smoothing else {}
        rows = _rows(OUTPUTS, shape), _rows(TARGETS, shape)
        return (*lines, Return(functional("cross_entropy", *rows, **options)))
    if loss.label_smoothing:
        lines.append(_smoothed(loss.label_smoothing, method(OUTPUTS, "size", CLASSES)))
    probabilities = Operation("/", OUTPUTS, method(OUTPUTS, "sum", CLASSES, keepdim=True))
    lines += [Assign("probabilities", probabilities), CLIPPED]
    log = method(_clamped(Name("probabilities")), "log")
    total = method(Operation("*", TARGETS, log), "sum", CLASSES)
    return (*lines, Return(Unary("-", method(total, "mean"))))


def _sparse(loss: SparseCategoricalCrossentropy, shape: Shape) -> tuple[Statement, ...]:
    # cross_entropy of log p is -log p[target] for p that sum to 1, and divides others by their sum, as Keras does.
    lines: list[Statement] = []
    logits: Code = OUTPUTS
    if not loss.from_logits:
        logits = Name("logits")
        lines = [CLIPPED, Assign(logits, method(_clamped(OUTPUTS), "log"))]
    rows = _rows(logits, shape)
    targets = method(method(TARGETS, "long"), "flatten")
    if loss.ignore_class is None:
        return (*lines, Return(functional("cross_entropy", rows, targets)))
    ignored = Literal(loss.ignore_class)
    total = functional("cross_entropy", rows, TARGETS, ignore_index=ignored, reduction=Literal("sum"))
    kept = method(method(Operation("!=", TARGETS, ignored), "sum"), "clamp", min=1)
    return *lines, Assign(TARGETS, targets), Assign("total", total), Return(Operation("/", Name("total"), kept))


def _rows(tensor: Code, shape: Shape) -> Code:
    """One row of classes for each entry of all other axes: torch wants the classes at axis 1."""
    return tensor if len(shape) == 1 else method(tensor, "flatten", 0, -2)


def _clamped(tensor: Code) -> Code:
    return method(tensor, "clamp", EPSILON, Operation("-", Literal(1), Literal(EPSILON)))


def _smoothed(smoothing: float, classes: Code) -> Statement:
    kept = Operation("*", TARGETS, Operation("-", Literal(1), Literal(smoothing)))
    return Assign(TARGETS, Operation("+", kept, Operation("/", Literal(smoothing), classes)))


BODIES: dict[type[Loss], Callable[[Any, Shape], tuple[Statement, ...]]] = {
    MeanSquaredError: _native("mse_loss"),
    MeanAbsoluteError: _native("l1_loss"),
    Huber: _huber,
    BinaryCrossentropy: _binary,
    CategoricalCrossentropy: _categorical,
    SparseCategoricalCrossentropy: _sparse,
}


def right_answers(metric: str, shape: Shape, outputs: Code, targets: Code) -> Code:
    """Which answers are right; the metric is their share."""
    if metric == "binary_accuracy":
        wanted: Code = targets if shape and shape[-1] != 1 else method(targets, "reshape_as", outputs)
        return Operation("==", Operation(">", outputs, Literal(0.5)), wanted)
    answers = method(outputs, "argmax", CLASSES)
    if metric == "categorical_accuracy":
        return Operation("==", answers, method(targets, "argmax", CLASSES))
    return Operation(
        "==", answers, method(targets, "reshape", Index(Attribute(outputs, "shape"), (Slice(None, CLASSES),)))
    )
