"""Losses: which, with what arguments, reduced how, weighted how."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec

NET = ("dense: {units: 5, activation: tanh}", "dense: 3")

FORGET = "reshape: [3]"
"""After it, Keras does not know any more which logits the probabilities were made of."""


def _by(loss: str, *last: str, inputs: str = "x: [6]") -> str:
    layers = (NET[0], *(last or NET[1:]))
    return spec(inputs, *layers, training=f"{{loss: {loss}, optimizer: {{sgd: {{learning_rate: 0.1}}}}}}")


SQUARED, ABSOLUTE = _by("mean_squared_error"), _by("mean_absolute_error")
HUBER, HUBER_1 = _by("{huber: {delta: 0.5}}"), _by("huber")
BINARY = _by("binary_crossentropy", "dense: {units: 3, activation: sigmoid}")
BINARY_SMOOTH = _by("{binary_crossentropy: {label_smoothing: 0.2}}", "dense: {units: 3, activation: sigmoid}")
BINARY_LOGITS = _by("{binary_crossentropy: {from_logits: true}}")
BINARY_LOGITS_SMOOTH = _by("{binary_crossentropy: {from_logits: true, label_smoothing: 0.2}}")
CLASSES = _by("categorical_crossentropy", "dense: {units: 3, activation: softmax}")
CLASSES_UNSUMMED = _by("categorical_crossentropy", "dense: {units: 3, activation: sigmoid}", FORGET)
CLASSES_SMOOTH = _by("{categorical_crossentropy: {label_smoothing: 0.2}}", "dense: {units: 3, activation: softmax}")
CLASSES_LOGITS = _by("{categorical_crossentropy: {from_logits: true}}")
CLASSES_LOGITS_SMOOTH = _by("{categorical_crossentropy: {from_logits: true, label_smoothing: 0.2}}")
CLASSES_STEPS = _by("{categorical_crossentropy: {from_logits: true}}", inputs="x: [4, 6]")
SPARSE = _by("sparse_categorical_crossentropy", "dense: {units: 3, activation: softmax}")
SPARSE_LOGITS = _by("{sparse_categorical_crossentropy: {from_logits: true}}")
SPARSE_STEPS = _by("{sparse_categorical_crossentropy: {from_logits: true}}", inputs="x: [4, 6]")
SPARSE_IGNORE = _by("{sparse_categorical_crossentropy: {from_logits: true, ignore_class: 1}}", inputs="x: [4, 6]")
CERTAIN = _by("binary_crossentropy", "dense: 3", "rescaling: 1000000.0", "sigmoid", FORGET)
CERTAIN_CLASSES = _by("categorical_crossentropy", "dense: 3", "rescaling: 200.0", "softmax", FORGET)
CERTAIN_SPARSE = _by("sparse_categorical_crossentropy", "dense: 3", "rescaling: 200.0", "softmax", FORGET)
TWO = spec(
    "x: [6]",
    "dense: {name: a, units: 3}",
    "dense: {name: b, from: x, units: 3}",
    outputs="[a, b]",
    training="{losses: {a: mean_squared_error, b: huber}, loss_weights: {a: 0.5, b: 2.0}, optimizer: sgd}",
)
WEIGHTED = spec(
    "x: [6]",
    "dense: {name: a, units: 3}",
    outputs="[a]",
    training="{losses: {a: mean_squared_error}, loss_weights: {a: 0.5}, optimizer: sgd}",
)

T, T_TRAINING = "torch/losses.py", "torch/training.py"
J, J_TRAINING = "tfjs/losses.py", "tfjs/training.py"
K = "keras/training.py"
T_MEAN = 'method(total, "mean")'

FAULTS = (
    Fault("sum of squares", T, '_native("mse_loss")', '_native("mse_loss", reduction=Literal("sum"))', SQUARED),
    Fault("squared for absolute", T, '_native("l1_loss")', '_native("mse_loss")', ABSOLUTE),
    Fault("smooth for absolute", T, '_native("l1_loss")', '_native("smooth_l1_loss")', ABSOLUTE),
    Fault("delta left out", T, '_native("huber_loss", delta=Literal(loss.delta))', '_native("huber_loss")', HUBER),
    Fault("smooth l1 for huber", T, '_native("huber_loss", delta=', '_native("smooth_l1_loss", beta=', HUBER),
    Fault(
        "binary: no smoothing",
        T,
        "    if loss.label_smoothing:\n        lines.append(_smoothed(loss.label_smoothing, Literal(2)))",
        "",
        BINARY_SMOOTH,
    ),
    Fault(
        "binary: smoothed by classes",
        T,
        "_smoothed(loss.label_smoothing, Literal(2))",
        "_smoothed(loss.label_smoothing, Literal(3))",
        BINARY_SMOOTH,
    ),
    Fault(
        "binary: probabilities for logits",
        T,
        '    if loss.from_logits:\n        return (*lines, Return(functional("binary',
        '    if False:\n        return (*lines, Return(functional("binary',
        BINARY_LOGITS,
    ),
    Fault(
        "binary: logits for probabilities",
        T,
        'functional("binary_cross_entropy", _clamped(OUTPUTS)',
        'functional("binary_cross_entropy_with_logits", OUTPUTS',
        BINARY,
    ),
    Fault(
        "binary: not clipped",
        T,
        'functional("binary_cross_entropy", _clamped(OUTPUTS), TARGETS)',
        'functional("binary_cross_entropy", OUTPUTS, TARGETS)',
        CERTAIN,
    ),
    Fault(
        "classes: no smoothing",
        T,
        'options = {"label_smoothing": Literal(loss.label_smoothing)} if',
        "options = {} if",
        CLASSES_LOGITS_SMOOTH,
    ),
    Fault(
        "classes: not made to sum to 1",
        T,
        'Operation("/", OUTPUTS, method(OUTPUTS, "sum", CLASSES, keepdim=True))',
        "OUTPUTS",
        CLASSES_UNSUMMED,
    ),
    Fault("classes: sum for mean", T, 'Unary("-", method(total, "mean"))', 'Unary("-", method(total, "sum"))', CLASSES),
    Fault(
        "classes: mean over classes", T, 'TARGETS, log), "sum", CLASSES)', 'TARGETS, log), "mean", CLASSES)', CLASSES
    ),
    Fault("classes: a sign", T, 'Unary("-", method(total, "mean"))', 'method(total, "mean")', CLASSES),
    Fault("classes: smoothed by 2", T, 'method(OUTPUTS, "size", CLASSES)))', "Literal(2)))", CLASSES_SMOOTH),
    Fault(
        "classes: not clipped",
        T,
        'log = method(_clamped(Name("probabilities")), "log")',
        'log = method(method("probabilities", "clamp", 1e-30), "log")',
        CERTAIN_CLASSES,
    ),
    Fault(
        "classes: steps for classes",
        T,
        'tensor if len(shape) == 1 else method(tensor, "flatten", 0, -2)',
        "tensor",
        _by("{categorical_crossentropy: {from_logits: true}}", "dense: 4", inputs="x: [4, 6]"),
    ),
    Fault("sparse: softmax twice", T, "if not loss.from_logits:", "if False:", SPARSE),
    Fault("sparse: logs for logits", T, "if not loss.from_logits:", "if True:", SPARSE_LOGITS),
    Fault("sparse: nothing ignored", T, "if loss.ignore_class is None:", "if True:", SPARSE_IGNORE),
    Fault(
        "sparse: the ignored are counted",
        T,
        'method(method(Operation("!=", TARGETS, ignored), "sum"), "clamp", min=1)',
        'method(TARGETS, "numel")',
        SPARSE_IGNORE,
    ),
    Fault(
        "sparse: smoothed",
        T,
        'return (*lines, Return(functional("cross_entropy", rows, targets)))',
        'return (*lines, Return(functional("cross_entropy", rows, targets, label_smoothing=0.1)))',
        SPARSE_LOGITS,
    ),
    Fault(
        "sparse: not clipped",
        T,
        'Assign(logits, method(_clamped(OUTPUTS), "log"))',
        'Assign(logits, method(method(OUTPUTS, "clamp", 1e-30), "log"))',
        CERTAIN_SPARSE,
    ),
    Fault("weights left out", T_TRAINING, "term if item.weight == 1 else", "term if True else", TWO),
    Fault(
        "the first output for both",
        T_TRAINING,
        "*(Index(word, (Literal(i),)) if others else word for word in (OUTPUTS, TARGETS))",
        "*(Index(word, (Literal(0),)) if others else word for word in (OUTPUTS, TARGETS))",
        TWO,
    ),
    Fault(
        "the weight of the only loss left out",
        T_TRAINING,
        "if not others and first.weight == 1:",
        "if not others:",
        WEIGHTED,
    ),
    # Keras
    Fault("absolute for squared", K, '"keras.losses.MeanSquaredError"', '"keras.losses.MeanAbsoluteError"', SQUARED),
    Fault("logarithmic for absolute", K, '"keras.losses.MeanAbsoluteError"', '"keras.losses.LogCosh"', ABSOLUTE),
    Fault(
        "binary for classes", K, '"keras.losses.CategoricalCrossentropy"', '"keras.losses.BinaryCrossentropy"', CLASSES
    ),
    Fault(
        "from_logits left out",
        K,
        "        for name, value in values.items()\n        if ",
        "        for name, value in values.items()\n        if name != 'from_logits' and ",
        BINARY_LOGITS,
    ),
    Fault(
        "label_smoothing left out",
        K,
        "        for name, value in values.items()\n        if ",
        "        for name, value in values.items()\n        if name != 'label_smoothing' and ",
        CLASSES_SMOOTH,
    ),
    Fault("weights left out", K, "if any(item.weight != 1 for item in training.losses):", "if False:", TWO),
    Fault(
        "the weight of the only loss left out",
        K,
        "if any(item.weight != 1 for item in training.losses):",
        "if several:",
        WEIGHTED,
    ),
    Fault(
        "the last loss for all",
        K,
        "losses = [(item.output, _made(LOSSES, item.loss)) for item in training.losses]",
        "losses = [(item.output, _made(LOSSES, training.losses[-1].loss)) for item in training.losses]",
        TWO,
    ),
    # TensorFlow.js
    Fault("absolute for squared", J, '"tf.losses.meanSquaredError"', '"tf.losses.absoluteDifference"', SQUARED),
    Fault(
        "error for absolute",
        J,
        '_mean(call("tf.mul", error, call("tf.sign", error)))',
        '_mean(call("tf.mul", error, error))',
        ABSOLUTE,
    ),
    Fault("delta left out", J, "() if loss.delta == 1 else (None, loss.delta)", "()", HUBER),
    Fault(
        "binary: smoothing left out",
        J,
        "(None, loss.label_smoothing) if loss.label_smoothing else ()",
        "()",
        BINARY_LOGITS_SMOOTH,
    ),
    Fault(
        "binary: smoothed by classes",
        J,
        "loss.label_smoothing, Literal(2))",
        "loss.label_smoothing, Literal(3))",
        BINARY_SMOOTH,
    ),
    Fault(
        "classes: smoothing left out",
        J,
        "targets = _smoothed(lines, TARGETS, loss.label_smoothing, CLASSES)",
        "targets = TARGETS",
        CLASSES_SMOOTH,
    ),
    Fault(
        "classes: logits for probabilities",
        J,
        '_mean(call("tf.metrics.categoricalCrossentropy", targets, OUTPUTS))',
        'call("tf.losses.softmaxCrossEntropy", targets, OUTPUTS)',
        CLASSES,
    ),
    Fault("classes: sum", J, 'return call("tf.mean", value)', 'return call("tf.sum", value)', CLASSES),
    Fault("sparse: softmax twice", J, "if not loss.from_logits:", "if False:", SPARSE),
    Fault(
        "sparse: not clipped",
        J,
        'call("tf.clipByValue", OUTPUTS, EPSILON, Operation("-", Literal(1), Literal(EPSILON)))',
        'call("tf.maximum", OUTPUTS, 1e-30)',
        CERTAIN_SPARSE,
    ),
    Fault("sparse: nothing ignored", J, "if loss.ignore_class is None:", "if True:", SPARSE_IGNORE),
    Fault(
        "sparse: the ignored are counted",
        J,
        'call("tf.maximum", call("tf.sum", kept), 1)',
        'Attribute(kept, "size")',
        SPARSE_IGNORE,
    ),
    Fault(
        "sparse: another class ignored",
        J,
        'call("tf.notEqual", classes, loss.ignore_class)',
        'call("tf.notEqual", classes, loss.ignore_class - 1)',
        SPARSE_IGNORE,
    ),
    Fault("weights left out", J_TRAINING, "term if item.weight == 1 else", "term if True else", TWO),
    Fault(
        "the first output for both",
        J_TRAINING,
        "*(Index(word, (Literal(i),)) if others else word for word in (OUTPUTS, TARGETS))",
        "*(Index(word, (Literal(0),)) if others else word for word in (OUTPUTS, TARGETS))",
        TWO,
    ),
    Fault(
        "the weight of the only loss left out",
        J_TRAINING,
        "if not others and first.weight == 1:",
        "if not others:",
        WEIGHTED,
    ),
    Fault(
        "mean of the losses",
        J_TRAINING,
        'call("tf.addN", ListOf(tuple(terms))) if',
        'call("tf.div", call("tf.addN", ListOf(tuple(terms))), len(terms)) if',
        TWO,
    ),
)
