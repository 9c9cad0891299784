"""Pooling: over windows and over all of space."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _pool(kind: str, arguments: str = "pool_size: 2", shape: str = "[6, 6, 2]") -> str:
    return spec(f"x: {shape}", "dense: 3", f"{kind}: {{{arguments}}}")


MAX, AVERAGE = _pool("max_pooling2d"), _pool("average_pooling2d")
MAX_STRIDES = _pool("max_pooling2d", "pool_size: 3, strides: 1")
MAX_SAME = _pool("max_pooling2d", "pool_size: [3, 2], strides: [2, 1], padding: same")
MAX_UNKNOWN = _pool("max_pooling1d", "pool_size: 3, strides: 2, padding: same", "[null, 2]")
MAX_HALF = _pool("max_pooling2d", "pool_size: 2, padding: same", "[5, 5, 2]")
AVERAGE_SAME = _pool("average_pooling2d", "pool_size: 3, strides: 1, padding: same")
AVERAGE_ODD = _pool("average_pooling2d", "pool_size: [3, 2], strides: [2, 1], padding: same")
AVERAGE_ROW = _pool("average_pooling1d", "pool_size: 3, strides: 2, padding: same", "[6, 2]")
AVERAGE_STRIDES = _pool("average_pooling1d", "pool_size: 3, strides: 1", "[6, 2]")
MAX_VOLUME = _pool("max_pooling3d", "pool_size: [2, 2, 3], strides: [1, 2, 1]", "[4, 4, 5, 2]")
MAX_VOLUME_SAME = _pool("max_pooling3d", "pool_size: 1, strides: 3, padding: same", "[4, 6, 5, 2]")
ALL_MAX = _pool("global_max_pooling2d", "")
ALL_MEAN = _pool("global_average_pooling2d", "")
ALL_MEAN_ROW = _pool("global_average_pooling1d", "", "[5, 4]")
ALL_MEAN_KEPT = _pool("global_average_pooling2d", "keepdims: true")
ALL_MEAN_VOLUME = _pool("global_average_pooling3d", "", "[3, 4, 5, 2]")
ALL_MAX_IMAGE = spec("x: [4, 4, 3]", "conv2d: {filters: 4, kernel_size: 1}", "global_max_pooling2d")
EQUAL = spec("x: [6]", "dense: 4", "repeat_vector: 3", "global_max_pooling1d")

T, J, P, M = "torch/layers/pooling.py", "tfjs/layers/pooling.py", "torch/parts", "tfjs/parts"
K, CLASSES = "keras/layers.py", "keras/classes.py"
KEPT = 'if name in ("activity_regularizer",'
SAME, VOLUME, GLOBAL = f"{M}/average_pooling_same.mjs", f"{M}/planewise_max_pooling.mjs", f"{M}/global_pooling.mjs"

FAULTS = (
    Fault("largest is mean", T, '_pooled(site, layer, "Max",', '_pooled(site, layer, "Avg",', MAX),
    Fault("mean is largest", T, '_pooled(site, layer, "Avg",', '_pooled(site, layer, "Max",', AVERAGE),
    Fault("cells outside are 0", T, "pad(site, x, borders, value=NOTHING)", "pad(site, x, borders)", MAX_SAME),
    Fault(
        "cells outside are 0 where lengths are unknown",
        T,
        "*_windows(layer), value=NOTHING)",
        "*_windows(layer))",
        MAX_UNKNOWN,
    ),
    Fault("cells outside are counted", T, 'native["count_include_pad"] = False', "pass", AVERAGE_SAME),
    Fault("same rounds down", T, 'return {"ceil_mode": True}', "return {}", MAX_HALF),
    Fault("strides left out", T, 'option(site, "stride", "strides", None)', "{}", MAX_STRIDES),
    Fault("same is valid", T, 'if layer.padding == "same":', "if False:", MAX_SAME, at=0),
    Fault("largest of all is mean", T, 'inputs[0], "amax")', 'inputs[0], "mean")', ALL_MAX),
    Fault("mean of all is sum", T, 'inputs[0], "mean")', 'inputs[0], "sum")', ALL_MEAN),
    Fault("mean of all is median", T, 'inputs[0], "mean")', 'inputs[0], "amax")', ALL_MEAN),
    Fault("over the channels of an image", T, "start = 2 if value.first else 1", "start = 1", ALL_MAX_IMAGE),
    Fault("axes not kept", T, '{"keepdim": True} if', "{} if", ALL_MEAN_KEPT),
    Fault(
        "cells outside are counted", f"{P}/average_pool_same.py", " / pool(real, kernel_size, stride)", "", AVERAGE_ODD
    ),
    Fault(
        "cells outside are counted once",
        f"{P}/average_pool_same.py",
        "pad_same(torch.ones_like(x[:1, :1]), kernel_size, stride, dilation)",
        "torch.ones_like(pad_same(x[:1, :1], kernel_size, stride, dilation))",
        AVERAGE_ODD,
    ),
    Fault(
        "windows dilated",
        f"{P}/average_pool_same.py",
        "(1,) * len(kernel_size)",
        "(2,) * len(kernel_size)",
        AVERAGE_ODD,
    ),
    # Keras
    Fault("largest is mean", CLASSES, '"layers.MaxPooling2D"', '"layers.AveragePooling2D"', MAX),
    Fault(
        "mean of all is largest",
        CLASSES,
        '"layers.GlobalAveragePooling1D"',
        '"layers.GlobalMaxPooling1D"',
        ALL_MEAN_ROW,
    ),
    Fault("strides left out", K, KEPT, f'{KEPT} "strides",', MAX_STRIDES),
    Fault("padding left out", K, KEPT, f'{KEPT} "padding",', AVERAGE_SAME),
    Fault("keepdims left out", K, KEPT, f'{KEPT} "keepdims",', ALL_MEAN_KEPT),
    # TensorFlow.js
    Fault("its own, with a wrong gradient", J, "layer.pool_size[-2] != layer.pool_size[-1]", "False", MAX_VOLUME),
    Fault(
        "its own, which misplaces windows",
        J,
        'wrong = layer.padding == "same" and',
        "wrong = False and",
        MAX_VOLUME_SAME,
    ),
    Fault(
        "its own, which counts cells outside",
        J,
        'beyond = layer.padding == "same" and',
        "beyond = False and",
        AVERAGE_SAME,
    ),
    Fault(
        "mean is largest",
        J,
        'f"tf.layers.averagePooling{layer.rank}d"',
        'f"tf.layers.maxPooling{layer.rank}d"',
        AVERAGE,
    ),
    Fault("mean of all is largest", J, '{"mode": "average"}', '{"mode": "max"}', ALL_MEAN_VOLUME),
    Fault("cells outside are counted", SAME, "tf.div(pool(x), pool(tf.onesLike(x)))", "pool(x)", AVERAGE_ODD),
    Fault("strides are windows", SAME, "config.strides ?? config.poolSize", "config.poolSize", AVERAGE_ROW),
    Fault("not padded", SAME, '"same",\n', '"valid",\n', AVERAGE_SAME),
    Fault("mean is largest", GLOBAL, 'this.mode === "max"', "true", ALL_MEAN_VOLUME),
    Fault(
        "equal entries have the whole gradient each",
        f"{M}/even_max.mjs",
        "tf.div(chosen, tf.sum(chosen, axes, true))",
        "chosen",
        EQUAL,
    ),
    Fault("axes not kept", GLOBAL, "this.keepdims ? y :", "", ALL_MEAN_KEPT),
    Fault("depth's step is 1", VOLUME, "[step, 1],", "[1, 1],", MAX_VOLUME.replace("[1, 2, 1]", "[2, 2, 1]")),
    Fault(
        "no windows over depth",
        VOLUME,
        "[depth, 1],",
        "[1, 1],",
        MAX_VOLUME.replace(
            "pool_size: [2, 2, 3], strides: [1, 2, 1]", "pool_size: [2, 2, 3], strides: 1, padding: same"
        ),
    ),
    Fault("strides are windows", VOLUME, "config.strides ?? this.poolSize", "this.poolSize", MAX_VOLUME),
)
