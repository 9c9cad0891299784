"""Right outputs with gradients that are wrong for few values, or few examples: the nearest to what rounding does."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _of(layer: str, scale: str) -> str:
    """Numbers of which one or two in a batch are beyond 1."""
    return spec("x: [6]", "dense: 5", f"rescaling: {scale}", layer, "dense: 3")


CUT = _of("hard_tanh", "0.5")
RELU = _of("re_lu: {threshold: 0.1, max_value: 1.0}", "0.5")
PLUS = _of("sparse_plus", "0.5")
SIGMOID = _of("sparse_sigmoid", "0.5")
SHRINK = _of("soft_shrink: {threshold: 1.0}", "0.5")
HARD_SHRINK = _of("hard_shrink: {threshold: 1.0}", "0.5")
SLOPES = spec("x: [6]", "dense: 5", "rescaling: {scale: 0.3, offset: 0.5}", "p_re_lu", "dense: 3")
IMAGE = spec("x: [6, 7, 3]", "conv2d: {filters: 4, kernel_size: 3}", "dense: 3")
TABLE = spec("ids: {shape: [7], dtype: int32}", "embedding: {input_dim: 9, output_dim: 4}", "dense: 3")
SMALL = spec(
    "x: [6]",
    "dense: {units: 5, activation: tanh, kernel_regularizer: {l2: 1e-4}}",
    "batch_normalization",
    "dense: {units: 3, bias_regularizer: {l1: 1e-4}}",
)
P, M = "torch/parts", "tfjs/parts"


def _straight(value: str) -> str:
    """JavaScript of a function whose gradient is taken for 1."""
    return f"tf.customGrad((x) => ({{ value: {value}, gradFunc: (dy) => dy }}))(x)"


FAULTS = (
    Fault("no gradient of 0 beyond 1", f"{P}/hard_tanh.py", "x.clamp(-1, 1)", "x + (x.clamp(-1, 1) - x).detach()", CUT),
    Fault(
        "half a gradient beyond 1",
        f"{P}/hard_tanh.py",
        "x.clamp(-1, 1)",
        "x.clamp(-1, 1) + 0.5 * ((x - x.clamp(-1, 1)) - (x - x.clamp(-1, 1)).detach())",
        CUT,
    ),
    Fault(
        "no gradient of 0 beyond the largest value",
        f"{P}/relu.py",
        "torch.where(x > threshold, x, 0.0).clamp(0, max_value)",
        "torch.where(x > threshold, x + (x.clamp(0, max_value) - x).detach(), 0.0)",
        RELU,
    ),
    Fault("the parabola's gradient beyond 1", f"{P}/sparse_plus.py", "x)\n", "x / 2 + x.detach() / 2)\n", PLUS),
    Fault(
        "the line's gradient beyond 1",
        f"{P}/sparse_sigmoid.py",
        "torch.where(x >= 1, 1.0, inside)",
        "inside + (torch.where(x >= 1, 1.0, inside) - inside).detach()",
        SIGMOID,
    ),
    Fault(
        "slopes without a gradient beyond -0.2",
        f"{P}/p_relu.py",
        "self.weight * F.relu(-x)",
        "torch.where(x < -0.2, self.weight.detach(), self.weight) * F.relu(-x)",
        SLOPES,
    ),
    Fault(
        "no gradient of 0 beyond 1",
        f"{M}/hard_tanh.mjs",
        "tf.minimum(tf.maximum(x, -1), 1)",
        _straight("tf.minimum(tf.maximum(x, -1), 1)"),
        CUT,
    ),
    Fault(
        "no gradient of 0 beyond the largest value",
        f"{M}/relu.mjs",
        "tf.minimum(positive, maxValue)",
        "tf.add(positive, tf.tensor(tf.sub(tf.minimum(positive, maxValue), positive).dataSync(), positive.shape))",
        RELU,
    ),
    Fault(
        "a gradient below the threshold",
        f"{M}/soft_shrink.mjs",
        "tf.sub(above, below)",
        _straight("tf.sub(tf.relu(tf.sub(x, threshold)), tf.relu(tf.sub(tf.neg(x), threshold)))").replace(
            "gradFunc: (dy) => dy", "gradFunc: (dy) => tf.mul(dy, tf.step(tf.sub(x, threshold)))"
        ),
        SHRINK,
    ),
    Fault(
        "no gradient below",
        f"{M}/hard_shrink.mjs",
        "tf.mul(x, tf.step(tf.sub(tf.abs(x), threshold)))",
        "tf.sub(tf.mul(tf.relu(x), tf.step(tf.sub(x, threshold))), "
        "tf.tensor(tf.mul(tf.relu(tf.neg(x)), tf.step(tf.sub(tf.neg(x), threshold))).dataSync(), x.shape))",
        HARD_SHRINK,
    ),
    Fault(
        "a kernel's gradient by five examples",
        "tfjs/kernels.mjs",
        "const outputs = info.batchSize *",
        "const outputs = Math.min(5, info.batchSize) *",
        IMAGE,
    ),
    Fault(
        "a table's gradient by five examples",
        "tfjs/kernels.mjs",
        "row < ids.length",
        "row < Math.min(35, ids.length)",
        TABLE,
    ),
    Fault(
        "a small penalty detached",
        "torch/training.py",
        'method(MODEL, "penalty")) if',
        'method(method(MODEL, "penalty"), "detach")) if',
        SMALL,
    ),
    Fault("a small penalty halved", "torch/terms.py", "Literal(penalty.l2,", "Literal(penalty.l2 / 2,", SMALL),
    Fault(
        "a small penalty of a bias left out",
        "keras/arguments.py",
        "penalty.is_zero:",
        'penalty.is_zero or slot == "bias":',
        SMALL,
    ),
)
