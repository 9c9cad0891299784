"""Normalization: axes, statistics, epsilon, scale and shift."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _norm(layer: str, shape: str = "[6]") -> str:
    return spec(f"x: {shape}", "dense: 6", layer, "dense: 3")


BATCH = _norm("batch_normalization: {momentum: 0.8, epsilon: 0.1}")
BATCH_IMAGE = spec("x: [4, 4, 3]", "conv2d: {filters: 4, kernel_size: 1}", "batch_normalization: {momentum: 0.8}")
BATCH_AXIS = _norm("batch_normalization: {axis: 1, momentum: 0.8}", "[6, 6]")
BATCH_MIDDLE = _norm("batch_normalization: {axis: 2, momentum: 0.8}", "[6, 6, 6]")
FROZEN = _norm("batch_normalization: {trainable: false}")
NO_SHIFT = _norm("batch_normalization: {center: false, momentum: 0.8, epsilon: 0.1}")
NO_SCALE = _norm("batch_normalization: {scale: false, momentum: 0.8}")
LAYER = _norm("layer_normalization: {epsilon: 0.1}", "[6, 6]")
LAYER_AXIS = _norm("layer_normalization: {axis: 1}", "[6, 6]")
LAYER_AXES = _norm("layer_normalization: {axis: [1, 2]}", "[5, 5]")
LAYER_NO_SHIFT = _norm("layer_normalization: {center: false}", "[6, 6]")
LAYER_NO_SCALE = _norm("layer_normalization: {scale: false}", "[6, 6]")
LAYER_TURNED = _norm("layer_normalization: {axis: [2, 1]}", "[5, 6]")
GROUP = _norm("group_normalization: {groups: 3, epsilon: 0.1}", "[5, 6]")
GROUP_AXIS = _norm("group_normalization: {groups: 3, axis: 1}", "[6, 6]")
GROUP_NO_SHIFT = _norm("group_normalization: {groups: 2, center: false}", "[5, 6]")
EACH_CHANNEL = _norm("group_normalization: {groups: -1}", "[5, 6]")
RMS = _norm("rms_normalization: {epsilon: 0.1}", "[5, 6]")
RMS_AXES = _norm("rms_normalization: {axis: [1, 2]}", "[6, 6]")

T, J, P, M = "torch/layers/normalization.py", "tfjs/layers/normalization.py", "torch/parts", "tfjs/parts"
K = "keras/layers.py"
KEPT = 'if name in ("activity_regularizer",'
BATCH_PART, LAYER_PART = f"{P}/batch_norm.py", f"{P}/layer_norm.py"
BATCH_MODULE, GROUP_MODULE = f"{M}/keras_batch_normalization.mjs", f"{M}/group_normalization.mjs"
LAYER_MODULE, RMS_MODULE = f"{M}/keras_layer_normalization.mjs", f"{M}/rms_normalization.mjs"

FAULTS = (
    Fault("batch: epsilon left out", T, '**option(site, "eps", "epsilon", 0.001),', "", BATCH),
    Fault("batch: momentum left out", T, '**option(site, "momentum", "momentum", 0.99),', "", BATCH),
    Fault("batch: frozen left out", T, "{} if site.node.trainable else", "{} if True else", FROZEN),
    Fault(
        "batch: mean and variance swapped",
        T,
        'site.weight("moving_mean", "running_mean")\n    site.weight("moving_variance", "running_var")',
        'site.weight("moving_mean", "running_var")\n    site.weight("moving_variance", "running_mean")',
        BATCH,
    ),
    Fault(
        "batch: gamma and beta swapped",
        T,
        '("gamma", "weight")\n    if layer.center:\n        site.weight("beta", "bias")',
        '("gamma", "bias")\n    if layer.center:\n        site.weight("beta", "weight")',
        BATCH,
    ),
    Fault("batch: a shift too many", T, 'option(site, "center", "center", True) |', "", NO_SHIFT),
    Fault(
        "batch: along the channels of an axis in front",
        T,
        "return result(site, call(owner, site.first(value)), value.rank > 2)",
        "return result(site, call(owner, site.last(value)), False)",
        BATCH_IMAGE.replace("[4, 4, 3]", "[4, 4, 4]"),
    ),
    Fault(
        "batch: not moved back",
        T,
        '"movedim", index, 1)), "movedim", 1, index)',
        '"movedim", index, 1)), "clone")',
        BATCH_MIDDLE,
    ),
    Fault("group: epsilon is torch's", T, 'eps = {"eps": site.argument("epsilon")}', "eps = {}", GROUP, at=0),
    Fault("group: one group", T, 'else site.argument("groups")', "else Literal(1)", GROUP),
    Fault(
        "group: one group for each channel",
        T,
        "channels if layer.groups == -1 else",
        "Literal(1) if layer.groups == -1 else",
        EACH_CHANNEL,
    ),
    Fault("layer: epsilon is torch's", T, 'eps = {"eps": site.argument("epsilon")}', "eps = {}", LAYER, at=1),
    Fault(
        "layer: the last axis alone",
        T,
        "shape = _lengths(site, value, indices)",
        "shape = _lengths(site, value, indices[-1:])",
        LAYER_AXES,
    ),
    Fault("layer: a shift too many", T, '{} if layer.center else {"bias": False}', "{}", LAYER_NO_SHIFT),
    Fault(
        "layer: the axis behind",
        T,
        "axes = tuple(index + 1 for index in indices)",
        "axes = tuple(index + 2 for index in indices)",
        LAYER_AXIS,
    ),
    Fault("rms: epsilon is torch's", T, ', eps=site.argument("epsilon")', "", RMS),
    Fault("batch: unbiased variance", BATCH_PART, "var * ((count - 1) / count)", "var", BATCH),
    Fault(
        "batch: momentum of the new", BATCH_PART, "lerp_(mean, 1 - self.momentum)", "lerp_(mean, self.momentum)", BATCH
    ),
    Fault(
        "batch: variance not followed",
        BATCH_PART,
        "self.running_var.lerp_(var * ((count - 1) / count), 1 - self.momentum)",
        "pass",
        BATCH,
    ),
    Fault("batch: frozen moves", BATCH_PART, "if self.frozen or not self.training:", "if not self.training:", FROZEN),
    Fault(
        "batch: statistics of the batch in inference",
        BATCH_PART,
        "if self.frozen or not self.training:",
        "if self.frozen:",
        BATCH,
    ),
    Fault(
        "batch: moving statistics in training", BATCH_PART, "if self.frozen or not self.training:", "if True:", BATCH
    ),
    Fault(
        "group: no shift",
        f"{P}/group_norm.py",
        "y = y + self.bias.view(shape)",
        "pass",
        GROUP_NO_SHIFT.replace("center", "scale"),
    ),
    Fault(
        "group: another epsilon",
        f"{P}/group_norm.py",
        "eps=self.eps",
        "eps=2 * self.eps",
        GROUP_NO_SHIFT.replace("2,", "2, epsilon: 0.1,"),
    ),
    Fault("layer: unbiased variance", LAYER_PART, "correction=0", "correction=1", LAYER_AXIS),
    Fault(
        "layer: epsilon outside the root",
        LAYER_PART,
        "torch.rsqrt(var + self.eps)",
        "1 / (var.sqrt() + self.eps)",
        LAYER_AXIS.replace("1}", "1, epsilon: 0.1}"),
    ),
    Fault("layer: the mean kept", LAYER_PART, "(x - mean)", "x", LAYER_AXIS),
    Fault("layer: scale along the last axis", LAYER_PART, "y * self.weight.view(shape)", "y * self.weight", LAYER_AXIS),
    # Keras
    Fault("epsilon left out", K, KEPT, f'{KEPT} "epsilon",', BATCH),
    Fault("momentum left out", K, KEPT, f'{KEPT} "momentum",', BATCH),
    Fault("axis left out", K, KEPT, f'{KEPT} "axis",', BATCH_AXIS),
    Fault("center left out", K, KEPT, f'{KEPT} "center",', NO_SHIFT),
    Fault("scale left out", K, KEPT, f'{KEPT} "scale",', NO_SCALE),
    Fault(
        "groups of two",
        K,
        "return Literal(plain(name, value), name, written)",
        'return Literal(2 if name == "groups" else plain(name, value), name, written)',
        GROUP,
    ),
    Fault(
        "layer normalization is RMS",
        "keras/classes.py",
        'Spelling("layers.LayerNormalization"',
        'Spelling("layers.RMSNormalization"',
        LAYER.replace("epsilon", "center: false, epsilon"),
    ),
    # TensorFlow.js
    Fault(
        "batch: its own, which moves when frozen", J, "layer.scale and node.trainable and", "layer.scale and", FROZEN
    ),
    Fault(
        "layer: axes in the order of the author",
        J,
        "if isinstance(layer.axis, int) or list",
        "if True or list",
        LAYER_TURNED,
    ),
    Fault("batch: frozen by the batch", BATCH_MODULE, "training && this.trainable", "training", FROZEN),
    Fault("batch: moving statistics in training", BATCH_MODULE, "training && this.trainable", "false", NO_SHIFT),
    Fault("batch: momentum of the new", BATCH_MODULE, "1 - this.momentum", "this.momentum", NO_SHIFT),
    Fault("batch: mean not followed", BATCH_MODULE, "this.move(this.movingMean, mean);", "", NO_SHIFT),
    Fault(
        "batch: epsilon outside the root",
        BATCH_MODULE,
        "tf.sqrt(tf.add(variance, this.epsilon))",
        "tf.add(tf.sqrt(variance), this.epsilon)",
        NO_SHIFT,
    ),
    Fault(
        "batch: over the batch alone",
        BATCH_MODULE,
        "tf.moments(x, others, true)",
        "tf.moments(x, others.slice(0, 1), true)",
        BATCH_AXIS,
    ),
    Fault("layer: the mean kept", LAYER_MODULE, "tf.sub(x, mean)", "x", LAYER_NO_SHIFT),
    Fault(
        "layer: the last axis",
        LAYER_MODULE,
        "tf.moments(x, this.axis, true)",
        "tf.moments(x, -1, true)",
        LAYER_AXES.replace("axis", "scale: false, axis"),
    ),
    Fault("group: one group", GROUP_MODULE, "this.groups === -1 ? channels : this.groups", "1", GROUP),
    Fault(
        "group: groups within groups",
        GROUP_MODULE,
        "groups, channels / groups)",
        "channels / groups, groups)",
        GROUP.replace("[5, 6]", "[5, 6]").replace("groups: 3", "groups: 2"),
    ),
    Fault("group: no epsilon", GROUP_MODULE, "tf.sqrt(tf.add(variance, this.epsilon))", "tf.sqrt(variance)", GROUP),
    Fault("rms: mean of absolute values", RMS_MODULE, "tf.square(x)", "tf.abs(x)", RMS),
    Fault(
        "rms: epsilon outside the root",
        RMS_MODULE,
        "tf.sqrt(tf.add(mean, this.options.epsilon))",
        "tf.add(tf.sqrt(mean), this.options.epsilon)",
        RMS,
    ),
    Fault(
        "rms: the last axis",
        RMS_MODULE,
        "tf.mean(tf.square(x), this.axes, true)",
        "tf.mean(tf.square(x), -1, true)",
        RMS_AXES,
    ),
    Fault("no scale", f"{M}/scale_and_shift.mjs", "layer.scale\n", "false\n", GROUP),
    Fault(
        "shift for scale",
        f"{M}/scale_and_shift.mjs",
        "tf.reshape(layer.beta.read(), shape)",
        "tf.reshape(layer.gamma.read(), shape)",
        GROUP,
    ),
    Fault(
        "along the last axis", f"{M}/scale_and_shift.mjs", "axes.includes(axis) ?", "axis === x.rank - 1 ?", GROUP_AXIS
    ),
)
