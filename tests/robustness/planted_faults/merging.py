"""Layers that make one tensor of several."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _of(layer: str, a: str = "[6]", b: str = "[6]") -> str:
    layers = (f"dense: {{name: {name}, from: {of}, units: 6}}" for name, of in (("one", "a"), ("other", "b")))
    return spec(f"a: {a}, b: {b}", *layers, layer, "dense: 3")


SUBTRACT = _of("subtract: {from: [one, other]}")
ADD, MULTIPLY = SUBTRACT.replace("subtract", "add"), SUBTRACT.replace("subtract", "multiply")
MAXIMUM, MINIMUM = SUBTRACT.replace("subtract", "maximum"), SUBTRACT.replace("subtract", "minimum")
THREE = spec("a: [6], b: [6], c: [6]", "average: {from: [a, b, c]}", "dense: 3")
WIDER = _of("add: {from: [one, other]}", "[4, 6]", "[1, 6]")
WIDER_AVERAGE = _of("average: {from: [one, other]}", "[4, 6]", "[1, 6]")
WIDER_MAXIMUM = _of("maximum: {from: [one, other]}", "[4, 6]", "[1, 6]")
WIDER_MINIMUM = _of("minimum: {from: [one, other]}", "[4, 6]", "[1, 6]")
FEWER_AXES = _of("multiply: {from: [one, other]}", "[6, 6]", "[6]")
JOINED = _of("concatenate: {from: [one, other]}", "[6, 6]", "[6, 6]")
JOINED_FIRST = _of("concatenate: {from: [one, other], axis: 1}", "[6, 6]", "[6, 6]")
JOINED_BACK = _of("concatenate: {from: [one, other], axis: -2}", "[6, 6]", "[6, 6]")
AFTER_IMAGE = spec(
    "x: [4, 4, 3]",
    "conv2d: {name: left, filters: 4, kernel_size: 1}",
    "conv2d: {name: right, from: x, filters: 4, kernel_size: 1}",
    "concatenate: {from: [left, right], axis: 1}",
)
DOT = _of("dot: {from: [one, other], axes: [1, 2]}", "[6, 6]", "[6, 6]")
COSINE = _of("dot: {from: [one, other], axes: 1, normalize: true}")
COSINES = _of("dot: {from: [one, other], axes: [1, 2], normalize: true}", "[6, 6]", "[6, 6]")
T, J, P, M = "torch/layers/merging.py", "tfjs/layers/merging.py", "torch/parts", "tfjs/parts"
K, CLASSES = "keras/layers.py", "keras/classes.py"
KEPT = 'if name in ("activity_regularizer",'

FAULTS = (
    Fault("subtract adds", T, '"subtract": "-"', '"subtract": "+"', SUBTRACT),
    Fault("multiply adds", T, '"multiply": "*"', '"multiply": "+"', MULTIPLY),
    Fault("add multiplies", T, '"add": "+"', '"add": "*"', ADD),
    Fault(
        "subtracted from the second",
        T,
        "operation(OPERATORS[site.node.kind], *operands)",
        "operation(OPERATORS[site.node.kind], *operands[::-1])",
        SUBTRACT,
    ),
    Fault("mean of two out of three", T, "Literal(len(operands))", "Literal(2)", THREE),
    Fault(
        "sum for average",
        T,
        'Operation("/", operation("+", *operands), Literal(len(operands)))',
        'operation("+", *operands)',
        THREE,
    ),
    Fault("minimum is maximum", T, "part = site.part(site.node.kind)", 'part = site.part("maximum")', MINIMUM),
    Fault("maximum of the first alone", T, "call(part, one, other)", "call(part, one, one)", MAXIMUM),
    Fault("joined in another order", T, "tuple(tensors), dim", "tuple(tensors[::-1]), dim", JOINED),
    Fault(
        "joined along the next axis",
        T,
        'dim=Literal(axis, "axis")',
        'dim=Literal(axis % 3 % 2 + 1, "axis")',
        JOINED_FIRST,
    ),
    Fault(
        "joined along the channels of an image",
        T,
        "Value(tensors[0], inputs[0].shape, first)",
        "Value(tensors[0], inputs[0].shape)",
        AFTER_IMAGE,
    ),
    Fault("new axes behind", T, 'method(x, "unsqueeze", 1)', 'method(x, "unsqueeze", -1)', FEWER_AXES),
    Fault("dot: axes swapped", T, "(one + 1, other + 1)", "(other + 1, one + 1)", DOT),
    Fault("dot: not normalized", T, 'option(site, "normalize", "normalize", False)', "{}", COSINE),
    Fault(
        "dot: the second not normalized", f"{P}/dot.py", "b = F.normalize(b, dim=axes[1], eps=1e-7)", "pass", COSINES
    ),
    Fault("dot: normalized along the other's axis", f"{P}/dot.py", "a, dim=axes[0]", "a, dim=axes[1]", COSINES),
    Fault("dot: rows for columns", f"{P}/dot.py", "b.movedim(axes[1], -1)", "b.movedim(axes[0], -1)", DOT),
    Fault("the smaller", f"{P}/maximum.py", "a >= b", "a <= b", MAXIMUM),
    Fault("the larger", f"{P}/minimum.py", "a <= b", "a >= b", MINIMUM),
    Fault("no gradient of the second", f"{P}/maximum.py", ", a, b)", ", a, b.detach())", MAXIMUM),
    # Keras
    Fault("subtract adds", CLASSES, '"layers.Subtract"', '"layers.Add"', SUBTRACT),
    Fault("average adds", CLASSES, '"layers.Average"', '"layers.Add"', THREE),
    Fault("maximum is minimum", CLASSES, '"layers.Maximum"', '"layers.Minimum"', MAXIMUM),
    Fault("multiply is average", CLASSES, '"layers.Multiply"', '"layers.Average"', MULTIPLY),
    Fault("axis left out", K, KEPT, f'{KEPT} "axis",', JOINED_FIRST),
    Fault("normalize left out", K, KEPT, f'{KEPT} "normalize",', COSINE),
    Fault("an input left out", "keras/parts/broadcast_add.py", "inputs[1:]", "inputs[2:]", WIDER),
    Fault("sum for average", "keras/parts/broadcast_average.py", "total / len(inputs)", "total", WIDER_AVERAGE),
    Fault(
        "inputs in another order",
        "functional/body.py",
        "inputs = [self.value(tensor) for tensor in step.inputs]\n",
        "inputs = [self.value(tensor) for tensor in step.inputs[::-1]]\n",
        SUBTRACT,
    ),
    # TensorFlow.js
    Fault("subtracted from the second", f"{M}/subtract.mjs", "tf.sub(a, b)", "tf.sub(b, a)", SUBTRACT),
    Fault("minimum is maximum", J, '"minimum": "BroadcastMinimum"', '"minimum": "BroadcastMaximum"', WIDER_MINIMUM),
    Fault(
        "TensorFlow.js's own, without a gradient",
        J,
        "same = len({tensor.shape for tensor in node.inputs}) == 1",
        "same = True",
        WIDER_MAXIMUM,
    ),
    Fault("average adds", J, '"tf.layers.average"', '"tf.layers.add"', THREE),
    Fault("joined along the axis before", J, 'Literal(at + 1, "axis")', 'Literal(at + 2, "axis")', JOINED_FIRST),
    Fault("any axis is the last", J, "layer.axis == -1", "True", JOINED_BACK),
    Fault(
        "dot: axes swapped",
        J,
        "for position in layer.positions(shapes)",
        "for position in layer.positions(shapes)[::-1]",
        DOT,
    ),
    Fault("the sum of both", f"{M}/broadcast_maximum.mjs", "tf.maximum(", "tf.add(", WIDER_MAXIMUM),
    Fault("the larger", f"{M}/broadcast_minimum.mjs", "tf.minimum(", "tf.maximum(", WIDER_MINIMUM),
    Fault("stretched by ones", f"{M}/stretch.mjs", "tf.zeros(shape)", "tf.ones(shape)", WIDER_MAXIMUM),
    Fault("the other input's axis", f"{M}/batch_dot.mjs", "this.axes[i]", "this.axes[1 - i]", COSINES),
    Fault(
        "length for its root",
        f"{M}/batch_dot.mjs",
        "tf.rsqrt(tf.maximum(squares, 1e-14))",
        "tf.reciprocal(tf.maximum(squares, 1e-14))",
        COSINE,
    ),
    Fault("not normalized", f"{M}/batch_dot.mjs", "!this.normalize", "true", COSINE),
)
