"""Activations: as layers and as arguments."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _of(activation: str, shape: str = "[6]") -> str:
    return spec(f"x: {shape}", f"dense: {{units: 6, activation: {activation}}}", "dense: 3")


def _layer(layer: str, shape: str = "[6]") -> str:
    return spec(f"x: {shape}", "dense: 6", layer, "dense: 3")


def _large(layer: str) -> str:
    """Of numbers that reach 6."""
    return spec("x: [6]", "rescaling: 10.0", layer, "dense: 3")


PRELU = spec("x: [4, 4, 4]", "conv2d: {filters: 4, kernel_size: 1}", "p_re_lu", "dense: 3")
GLU = _layer("glu: {axis: -1}", "[6, 6]")
GLU_FIRST = _layer("glu: {axis: 1}", "[6, 6]")

T, K, J = "torch/layers/activations.py", "keras/functions.py", "tfjs/activation_names.py"
J_LAYERS, J_FUNCTIONS = "tfjs/layers/activations.py", "tfjs/functions.py"
P, M = "torch/parts", "tfjs/parts"

FAULTS = (
    Fault("relu6 without its 6", T, '"relu6": "F.relu6"', '"relu6": "F.relu"', _large("relu6")),
    Fault("silu is its gate", T, '"silu": "F.silu"', '"silu": "torch.sigmoid"', _of("silu")),
    Fault("swish is hard", T, '"swish": "F.silu"', '"swish": "F.hardswish"', _of("swish")),
    Fault("mish is silu", T, '"mish": "F.mish"', '"mish": "F.silu"', _of("mish")),
    Fault("sigmoid is hard", T, '"sigmoid": "torch.sigmoid"', '"sigmoid": "F.hardsigmoid"', _of("sigmoid")),
    Fault(
        "hard sigmoid is soft",
        T,
        '"hard_sigmoid": "F.hardsigmoid"',
        '"hard_sigmoid": "torch.sigmoid"',
        _of("hard_sigmoid"),
    ),
    Fault("hard silu is soft", T, '"hard_silu": "F.hardswish"', '"hard_silu": "F.silu"', _of("hard_silu")),
    Fault("tanh is softsign", T, '"tanh": "torch.tanh"', '"tanh": "F.softsign"', _of("tanh")),
    Fault("tanh_shrink is tanh", T, '"F.tanhshrink"', '"torch.tanh"', _of("tanh_shrink")),
    Fault("softsign is tanh", T, '"softsign": "F.softsign"', '"softsign": "torch.tanh"', _of("softsign")),
    Fault("log_sigmoid is softplus", T, '"F.logsigmoid"', '"F.softplus"', _of("log_sigmoid")),
    Fault("exponential less 1", T, '"torch.exp"', '"torch.expm1"', _layer("exponential")),
    Fault(
        "softmax along another axis", T, 'dim=Literal(axis, "axis")', 'dim=Literal(1, "axis")', _of("softmax", "[4, 6]")
    ),
    Fault(
        "softmax for log_softmax", T, '"log_softmax": "F.log_softmax"', '"log_softmax": "F.softmax"', _of("log_softmax")
    ),
    Fault("a relu without its slope", T, 'given["negative_slope"])', ")", _layer("re_lu: {negative_slope: 0.3}")),
    Fault(
        "relu6 for any largest value",
        T,
        'given == {"max_value": Literal(6.0, "max_value")}',
        'given.keys() == {"max_value"}',
        _layer("re_lu: {max_value: 1.0}"),
    ),
    Fault(
        "torch's slope of a leaky relu",
        T,
        'call("F.leaky_relu", x, numbers("negative_slope"))',
        'call("F.leaky_relu", x)',
        _layer("leaky_re_lu: 0.2"),
    ),
    Fault(
        "elu without alpha",
        T,
        'call("F.elu", x, **numbers.option("alpha", 1.0))',
        'call("F.elu", x)',
        _of("{elu: {alpha: 0.5}}"),
    ),
    Fault(
        "celu is elu", T, 'call(numbers.site.part("celu"), x, **', 'call("F.elu", x, **', _of("{celu: {alpha: 0.5}}")
    ),
    Fault(
        "gelu always by erf", T, 'approximate="tanh") if', 'approximate="none") if', _of("{gelu: {approximate: true}}")
    ),
    Fault(
        "gelu always by tanh", T, 'else call("F.gelu", x)', 'else call("F.gelu", x, approximate="tanh")', _of("gelu")
    ),
    Fault(
        "hard_shrink's threshold left out",
        T,
        'call("F.hardshrink", x, **numbers.option("threshold", 0.5, "lambd"))',
        'call("F.hardshrink", x)',
        _of("{hard_shrink: {threshold: 0.2}}"),
    ),
    Fault("soft_shrink is hard", T, '"F.softshrink"', '"F.hardshrink"', _of("soft_shrink")),
    Fault("softplus straight from 1 on", T, "EXACT_FROM = 36", "EXACT_FROM = 1", _of("softplus")),
    Fault(
        "threshold's numbers swapped",
        T,
        'numbers("threshold"), numbers("default_value")',
        'numbers("default_value"), numbers("threshold")',
        _of("{threshold: {threshold: 0.3, default_value: -0.2}}"),
    ),
    Fault("squareplus without b", T, 'x, **numbers.option("b", 4.0))', "x)", _of("{squareplus: {b: 1.0}}")),
    Fault("slopes laid out for channels last", T, "[Transpose(order)] if value.first", "[] if value.first", PRELU),
    Fault(
        "celu: slope of the exponent",
        f"{P}/celu.py",
        "torch.expm1(negative / alpha)",
        "torch.expm1(negative)",
        _of("{celu: {alpha: 0.5}}"),
    ),
    Fault("hard_tanh cut at 2", f"{P}/hard_tanh.py", "clamp(-1, 1)", "clamp(-2, 2)", _of("hard_tanh")),
    Fault("p_re_lu: the slope of the positive", f"{P}/p_relu.py", "F.relu(-x)", "F.relu(x)", PRELU),
    Fault("p_re_lu: sign of the slope", f"{P}/p_relu.py", "F.relu(x) - self", "F.relu(x) + self", PRELU),
    Fault(
        "relu: a slope from 0",
        f"{P}/relu.py",
        "F.relu(threshold - x)",
        "F.relu(-x)",
        _layer("re_lu: {negative_slope: 0.3, threshold: 0.5}"),
    ),
    Fault(
        "relu: moved by its threshold",
        f"{P}/relu.py",
        "torch.where(x > threshold, x, 0.0)",
        "F.relu(x - threshold)",
        _layer("re_lu: {threshold: 0.5, max_value: 2.0}"),
    ),
    Fault(
        "relu: no largest value",
        f"{P}/relu.py",
        ".clamp(0, max_value)",
        "",
        _layer("re_lu: {threshold: 0.1, max_value: 0.5}"),
    ),
    Fault("selu: another alpha", f"{P}/selu.py", "1.6732632423543772", "1.6", _of("selu")),
    Fault("selu: no scale", f"{P}/selu.py", "return scale *", "return", _of("selu")),
    Fault("sparse_plus from 0 on", f"{P}/sparse_plus.py", "min=-1", "min=0", _of("sparse_plus")),
    Fault(
        "sparse_sigmoid as steep as Keras 2's",
        f"{P}/sparse_sigmoid.py",
        "0.5 * (x + 1)",
        "0.2 * x + 0.5",
        _of("sparse_sigmoid"),
    ),
    Fault(
        "squareplus not halved",
        f"{P}/squareplus.py",
        "(x + torch.sqrt(x.square() + b)) / 2",
        "x + torch.sqrt(x.square() + b)",
        _of("squareplus"),
    ),
    # Keras
    Fault("arguments left out", K, 'Name("x"), **arguments(activation))', 'Name("x"))', _of("{elu: {alpha: 0.5}}")),
    Fault(
        "arguments of layers left out",
        "keras/layers.py",
        "yield from arguments(function, node.written).items()",
        "yield from ()",
        _layer("leaky_relu: 0.4"),
    ),
    Fault(
        "every function without its log",
        K,
        "Literal(activation.kind, role",
        'Literal(activation.kind.removeprefix("log_"), role',
        _of("log_softmax"),
    ),
    Fault(
        "soft for hard",
        K,
        "Literal(activation.kind, role",
        'Literal(activation.kind.removeprefix("hard_"), role',
        _of("hard_sigmoid"),
    ),
    Fault(
        "glu: halves swapped", "keras/parts/glu.py", "first * ops.sigmoid(second)", "second * ops.sigmoid(first)", GLU
    ),
    Fault("glu: the last axis", "keras/parts/glu.py", "axis=self.axis)", "axis=-1)", GLU_FIRST),
    Fault(
        "leaky layer without its slope",
        "keras/layers.py",
        'if name in ("activity_regularizer",',
        'if name in ("negative_slope", "activity_regularizer",',
        _layer("leaky_re_lu: 0.2"),
    ),
    # TensorFlow.js
    Fault("swish is relu", J, '"silu": "swish"', '"silu": "relu"', _of("silu")),
    Fault("gelu by tanh", J, '"gelu": "gelu"', '"gelu": "gelu_new"', _of("gelu")),
    Fault("relu6 is relu", J, 'return NATIVE["relu6"]', 'return NATIVE["relu"]', _large("relu: {max_value: 6.0}")),
    Fault("softplus is softsign", J, '"softplus": "softplus"', '"softplus": "softsign"', _of("softplus")),
    Fault("mish is swish", J, '"mish": "mish"', '"mish": "swish"', _of("mish")),
    Fault(
        "TensorFlow.js's hard sigmoid",
        J,
        '"linear": "linear",',
        '"linear": "linear",\n    "hard_sigmoid": "hardSigmoid",',
        _of("hard_sigmoid"),
    ),
    Fault("log_softmax is softmax", J, '"log_softmax": "logSoftmax"', '"log_softmax": "softmax"', _of("log_softmax")),
    Fault(
        "arguments left out of functions",
        J_FUNCTIONS,
        "call(name, x, *given.values())",
        "call(name, x)",
        _of("{leaky_relu: 0.05}"),
    ),
    Fault("exponential is elu", J_FUNCTIONS, '"tf.exp"', '"tf.elu"', _layer("exponential")),
    Fault(
        "TensorFlow.js's slope",
        J_LAYERS,
        'names={"negative_slope": "alpha"}',
        'names={"negative_slope": None}',
        _layer("leaky_re_lu: 0.1"),
    ),
    Fault(
        "no largest value",
        J_LAYERS,
        'names={"negative_slope": None, "threshold": None}',
        'names={"max_value": None, "negative_slope": None, "threshold": None}',
        _layer("re_lu: {max_value: 1.0}"),
    ),
    Fault(
        "elu without alpha",
        f"{M}/elu.mjs",
        "tf.mul(alpha, tf.expm1(tf.minimum(x, 0)))",
        "tf.expm1(tf.minimum(x, 0))",
        _of("{elu: {alpha: 0.5}}"),
    ),
    Fault("another cubic", f"{M}/approximate_gelu.mjs", "0.044715", "0.44715", _of("{gelu: {approximate: true}}")),
    Fault(
        "slope of the exponent",
        f"{M}/celu.mjs",
        "tf.div(tf.minimum(x, 0), alpha)",
        "tf.minimum(x, 0)",
        _of("{celu: {alpha: 0.5}}"),
    ),
    Fault("only the positive", f"{M}/hard_shrink.mjs", "tf.abs(x)", "x", _of("hard_shrink")),
    Fault("from -2.5 on", f"{M}/hard_sigmoid.mjs", "tf.add(x, 3)", "tf.add(x, 2.5)", _of("hard_sigmoid")),
    Fault("its gate alone", f"{M}/hard_silu.mjs", "tf.mul(x, hardSigmoid(x))", "hardSigmoid(x)", _of("hard_silu")),
    Fault("cut at 0", f"{M}/hard_tanh.mjs", "tf.maximum(x, -1)", "tf.maximum(x, 0)", _of("hard_tanh")),
    Fault(
        "slopes of both sides add up",
        f"{M}/leaky_relu.mjs",
        "1 - alpha",
        "1",
        _layer("leaky_re_lu: 0.2", "[2, 2, 2, 2, 6]")
        .replace("dense: 6\n", "rescaling: 2.0\n")
        .replace("  - dense: 3", "  - flatten\n  - dense: 3"),
    ),
    Fault(
        "softplus of x",
        f"{M}/log_sigmoid.mjs",
        "tf.neg(tf.softplus(tf.neg(x)))",
        "tf.neg(tf.softplus(x))",
        _of("log_sigmoid"),
    ),
    Fault(
        "along the last axis",
        f"{M}/log_softmax.mjs",
        "tf.logSumExp(x, axis, true)",
        "tf.logSumExp(x, -1, true)",
        _layer("log_softmax: {axis: 1}", "[4, 6]"),
    ),
    Fault(
        "along the last axis",
        f"{M}/softmax.mjs",
        "tf.logSumExp(x, axis, true)",
        "tf.logSumExp(x, -1, true)",
        _layer("softmax: {axis: 1}", "[4, 6]"),
    ),
    Fault(
        "a slope from 0",
        f"{M}/relu.mjs",
        "tf.relu(tf.sub(threshold, x))",
        "tf.relu(tf.neg(x))",
        _layer("re_lu: {negative_slope: 0.3, threshold: 0.5}"),
    ),
    Fault(
        "no largest value",
        f"{M}/relu.mjs",
        "maxValue === undefined",
        "true",
        _layer("re_lu: {threshold: 0.1, max_value: 0.5}"),
    ),
    Fault("another alpha", f"{M}/selu.mjs", "1.6732632423543772", "1.6", _of("selu")),
    Fault("below is above", f"{M}/soft_shrink.mjs", "tf.sub(above, below)", "tf.add(above, below)", _of("soft_shrink")),
    Fault("another parabola", f"{M}/sparse_plus.mjs", "tf.square(root), 4", "tf.square(root), 2", _of("sparse_plus")),
    Fault("from 0 on", f"{M}/sparse_sigmoid.mjs", "tf.add(x, 1)", "x", _of("sparse_sigmoid")),
    Fault("another b", f"{M}/squareplus.mjs", "tf.square(x), b", "tf.square(x), 1", _of("squareplus")),
    Fault("its tanh alone", f"{M}/tanh_shrink.mjs", "tf.sub(x, tf.tanh(x))", "tf.tanh(x)", _of("tanh_shrink")),
    Fault(
        "0 below",
        f"{M}/threshold.mjs",
        "tf.mul(value, tf.sub(1, above))",
        "tf.sub(1, above)",
        _of("{threshold: {threshold: 0.3, default_value: -0.2}}"),
    ),
    Fault("the slope of the positive", f"{M}/parametric_relu.mjs", "tf.relu(tf.neg(x))", "tf.relu(x)", PRELU),
    Fault("halves swapped", f"{M}/glu.mjs", "tf.mul(a, tf.sigmoid(b))", "tf.mul(b, tf.sigmoid(a))", GLU),
    Fault("the last axis", f"{M}/glu.mjs", "2, this.axis)", "2, -1)", GLU_FIRST),
    Fault(
        "every registered name is relu", f"{M}/register_activation.mjs", "activation(x)", "tf.relu(x)", _of("hard_tanh")
    ),
    Fault(
        "no activation after a part",
        f"{M}/apply_activation.mjs",
        ".call(x, {})",
        ".call(x, {}) && x",
        spec("x: [7, 4]", "conv1d: {filters: 4, kernel_size: 3, padding: causal, activation: tanh}"),
    ),
)
