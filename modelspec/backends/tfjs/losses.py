"""Losses as TensorFlow.js expressions: those of keras.losses, number by number, over outputs with their channels last.
TensorFlow.js's own are taken where they are Keras's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelspec.backends.code import (
    Assign,
    Attribute,
    Code,
    Comment,
    Literal,
    Name,
    Operation,
    Plain,
    Return,
    Statement,
    call,
    method,
)
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
SHAPE = Attribute(OUTPUTS, "shape")
CLASSES = method(SHAPE, "at", -1)
SUM = Name("tf.Reduction.SUM")
EPSILON = 1e-7
Body = tuple[Statement, ...]


def loss_body(loss: Loss, shape: Shape) -> Body:
    """The lines of a function of `outputs` (of the given shape, without the batch) and `targets`."""
    return BODIES[type(loss)](loss, shape)


def fitted(shape: Shape, targets: Code, outputs: Code) -> Code:
    """Targets in the outputs' shape. Beside outputs whose last axis is 1, Keras takes targets without it."""
    return targets if shape and shape[-1] != 1 else call("tf.reshape", targets, Attribute(outputs, "shape"))


def _elementwise(shape: Shape) -> tuple[list[Statement], Code]:
    found = fitted(shape, TARGETS, OUTPUTS)
    if found is TARGETS:
        return [], TARGETS
    wanted = Name("wanted")
    return [Comment("The targets' last axis, of size 1, may be missing."), Assign(wanted, found)], wanted


def _squared(loss: MeanSquaredError, shape: Shape) -> Body:
    lines, targets = _elementwise(shape)
    return (*lines, Return(call("tf.losses.meanSquaredError", targets, OUTPUTS)))


def _absolute(loss: MeanAbsoluteError, shape: Shape) -> Body:
    lines, targets = _elementwise(shape)
    error = Name("error")
    lines += [
        Assign(error, call("tf.sub", OUTPUTS, targets)),
        Comment("Not tf.abs, whose gradient at 0 is -1."),
    ]
    return (*lines, Return(_mean(call("tf.mul", error, call("tf.sign", error)))))


def _huber(loss: Huber, shape: Shape) -> Body:
    lines, targets = _elementwise(shape)
    delta: tuple[Plain, ...] = () if loss.delta == 1 else (None, loss.delta)
    return (*lines, Return(call("tf.losses.huberLoss", targets, OUTPUTS, *delta)))


def _binary(loss: BinaryCrossentropy, shape: Shape) -> Body:
    lines, targets = _elementwise(shape)
    if loss.from_logits:
        smoothing: tuple[Plain, ...] = (None, loss.label_smoothing) if loss.label_smoothing else ()
        return (*lines, Return(call("tf.losses.sigmoidCrossEntropy", targets, OUTPUTS, *smoothing)))
    targets = _smoothed(lines, targets, loss.label_smoothing, Literal(2))
    return (*lines, Return(_mean(call("tf.metrics.binaryCrossentropy", targets, OUTPUTS))))


def _categorical(loss: CategoricalCrossentropy, shape: Shape) -> Body:
    lines: list[Statement] = []
    if loss.from_logits and loss.label_smoothing and len(shape) == 1:
        return (Return(call("tf.losses.softmaxCrossEntropy", TARGETS, OUTPUTS, None, loss.label_smoothing)),)
    targets = _smoothed(lines, TARGETS, loss.label_smoothing, CLASSES)
    if loss.from_logits:
        return (*lines, Return(call("tf.losses.softmaxCrossEntropy", targets, OUTPUTS)))
    return (*lines, Return(_mean(call("tf.metrics.categoricalCrossentropy", targets, OUTPUTS))))


def _sparse(loss: SparseCategoricalCrossentropy, shape: Shape) -> Body:
    lines: list[Statement] = []
    logits: Code = OUTPUTS
    if not loss.from_logits:
        # Softmax of log p is p for p that sum to 1, and divides others by their sum, as Keras does.
        logits = Name("logits")
        clipped = call("tf.clipByValue", OUTPUTS, EPSILON, Operation("-", Literal(1), Literal(EPSILON)))
        lines += [
            Comment("Like Keras, keep probabilities off 0 and 1."),
            Assign(logits, call("tf.log", clipped)),
        ]
    if loss.ignore_class is None:
        one_hot = Name("oneHot")
        lines.append(Assign(one_hot, _one_hot(TARGETS)))
        return (*lines, Return(call("tf.losses.softmaxCrossEntropy", call("tf.reshape", one_hot, SHAPE), logits)))
    classes, kept, total = map(Name, ("classes", "kept", "total"))
    different = call("tf.notEqual", classes, loss.ignore_class)
    lines += [
        Assign(classes, call("tf.reshape", TARGETS, method(SHAPE, "slice", 0, -1))),
        Assign(kept, call("tf.cast", different, "float32")),
        Assign(total, call("tf.losses.softmaxCrossEntropy", _one_hot(classes), logits, kept, 0, SUM)),
    ]
    return (*lines, Return(call("tf.div", total, call("tf.maximum", call("tf.sum", kept), 1))))


def _one_hot(classes: Code) -> Code:
    return call("tf.oneHot", call("tf.cast", classes, "int32"), CLASSES)


def _smoothed(lines: list[Statement], targets: Code, smoothing: float, classes: Code) -> Code:
    """The targets to take; the line that smooths them is added."""
    if not smoothing:
        return targets
    kept = call("tf.mul", targets, Operation("-", Literal(1), Literal(smoothing)))
    smoothed = Name("smoothed")
    lines.append(Assign(smoothed, call("tf.add", kept, Operation("/", Literal(smoothing), classes))))
    return smoothed


def _mean(value: Code) -> Code:
    return call("tf.mean", value)


BODIES: dict[type[Loss], Callable[[Any, Shape], Body]] = {
    MeanSquaredError: _squared,
    MeanAbsoluteError: _absolute,
    Huber: _huber,
    BinaryCrossentropy: _binary,
    CategoricalCrossentropy: _categorical,
    SparseCategoricalCrossentropy: _sparse,
}
METRICS = {
    "binary_accuracy": "tf.metrics.binaryAccuracy",
    "categorical_accuracy": "tf.metrics.categoricalAccuracy",
    "sparse_categorical_accuracy": "tf.metrics.sparseCategoricalAccuracy",
}


def share_of_right_answers(metric: str, shape: Shape, outputs: Code, targets: Code) -> Code:
    """A metric of one output."""
    wanted = fitted(shape, targets, outputs) if metric == "binary_accuracy" else targets
    return _mean(call(METRICS[metric], wanted, outputs))
