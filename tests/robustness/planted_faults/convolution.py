"""Convolutions of every sort: windows, padding, groups, layouts of kernels."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _conv(arguments: str, shape: str = "[7, 8, 3]", kind: str = "conv2d") -> str:
    return spec(f"x: {shape}", f"{kind}: {{{arguments}}}")


PLAIN = _conv("filters: 4, kernel_size: [2, 3]")
SQUARE = _conv("filters: 4, kernel_size: 3", "[7, 8, 4]")
ACTIVATED = _conv("filters: 4, kernel_size: 2, activation: tanh")
NO_BIAS = _conv("filters: 4, kernel_size: 2, use_bias: false")
STRIDES = _conv("filters: 4, kernel_size: 3, strides: [2, 1]")
SAME = _conv("filters: 4, kernel_size: 3, padding: same")
SAME_EVEN = _conv("filters: 4, kernel_size: [2, 4], padding: same")
SAME_STRIDES = _conv("filters: 4, kernel_size: 3, strides: 2, padding: same")
SAME_STRIDES_SYMMETRIC = _conv("filters: 4, kernel_size: 3, strides: 2, padding: same", "[7, 9, 3]")
SAME_UNKNOWN = _conv("filters: 4, kernel_size: [3, 4], strides: [2, 3], padding: same", "[null, null, 3]")
DILATED = _conv("filters: 4, kernel_size: 3, dilation_rate: [2, 1]")
DILATED_SAME = _conv("filters: 4, kernel_size: 3, dilation_rate: [2, 3], padding: same", "[9, 8, 3]")
GROUPS = _conv("filters: 6, kernel_size: 2, groups: 2", "[5, 6, 4]")
CAUSAL = _conv("filters: 4, kernel_size: 3, padding: causal", "[9, 3]", "conv1d")
CAUSAL_DILATED = _conv("filters: 4, kernel_size: 3, padding: causal, dilation_rate: 2", "[9, 3]", "conv1d")
ROW = _conv("filters: 4, kernel_size: 4, strides: 2, padding: same", "[9, 3]", "conv1d")
VOLUME = _conv("filters: 4, kernel_size: [1, 2, 3]", "[3, 4, 5, 2]", "conv3d")
VOLUME_SAME = _conv("filters: 2, kernel_size: 1, strides: 3, padding: same", "[4, 6, 5, 2]", "conv3d")
DEEP = _conv("kernel_size: 3, depth_multiplier: 2", kind="depthwise_conv2d")
DEEP_SAME = _conv("kernel_size: 2, padding: same, activation: tanh", kind="depthwise_conv2d")
DEEP_ROW = _conv("kernel_size: 3, strides: 2, depth_multiplier: 2", "[9, 3]", "depthwise_conv1d")
APART = _conv("filters: 4, kernel_size: 3, depth_multiplier: 2, padding: same", kind="separable_conv2d")
APART_SQUARE = _conv("filters: 6, kernel_size: 3, depth_multiplier: 2", kind="separable_conv2d")
APART_ROW = _conv("filters: 4, kernel_size: 3, activation: tanh", "[9, 3]", "separable_conv1d")
BACK = _conv("filters: 4, kernel_size: 3, strides: 2", "[4, 5, 3]", "conv2d_transpose")
BACK_SQUARE = _conv("filters: 4, kernel_size: 3", "[4, 5, 4]", "conv2d_transpose")
BACK_SAME = _conv("filters: 4, kernel_size: 4, strides: 2, padding: same", "[4, 5, 3]", "conv2d_transpose")
BACK_EXTRA = _conv(
    "filters: 4, kernel_size: 3, strides: 3, output_padding: 1, padding: same", "[4, 5, 3]", "conv2d_transpose"
)
BACK_EXTRA_VALID = BACK_EXTRA.replace(", padding: same", "")
BACK_ODD = _conv("filters: 4, kernel_size: 4, padding: same", "[4, 5, 3]", "conv2d_transpose")
BACK_DILATED = _conv("filters: 4, kernel_size: 3, dilation_rate: 2", "[4, 5, 3]", "conv2d_transpose")
BACK_ROW = _conv(
    "filters: 4, kernel_size: 4, strides: 3, padding: same, activation: tanh", "[5, 3]", "conv1d_transpose"
)
BACK_VOLUME = spec(
    "x: [2, 3, 4, 2]",
    "conv3d: {filters: 2, kernel_size: 1}",
    "conv3d_transpose: {filters: 3, kernel_size: 2, strides: 2}",
)

WINDOWS, PADDING = "torch/layers/windows.py", "torch/layers/padding.py"
CONV, DEPTHWISE, TRANSPOSE = (f"torch/layers/convolution{of}.py" for of in ("", "_depthwise", "_transpose"))
P, M, K, J = "torch/parts", "tfjs/parts", "keras/layers.py", "tfjs/layers"
KEPT = 'if name in ("activity_regularizer",'
LAYER, CUT, DILATION = f"{M}/convolution_layer.mjs", f"{M}/conv_transpose.mjs", f"{M}/dilated_convolution.mjs"

FAULTS = (
    Fault("strides left out", WINDOWS, 'option(site, "stride", "strides", 1)', "{}", STRIDES),
    Fault("dilation left out", WINDOWS, 'option(site, "dilation", "dilation_rate", 1)', "{}", DILATED_SAME),
    Fault("causal cells behind", WINDOWS, "(left, 0)", "(0, left)", CAUSAL),
    Fault(
        "causal without dilation",
        WINDOWS,
        "(layer.kernel_size[0] - 1) * layer.dilation_rate[0]",
        "layer.kernel_size[0] - 1",
        CAUSAL_DILATED,
    ),
    Fault("causal off by one", WINDOWS, "(layer.kernel_size[0] - 1) *", "layer.kernel_size[0] *", CAUSAL),
    Fault("causal is both sides", WINDOWS, "(left, 0)", "(left - left // 2, left // 2)", CAUSAL),
    Fault("rows of a kernel for columns", WINDOWS, "*range(rank)))", "*reversed(range(rank))))", SQUARE),
    Fault("no activation", WINDOWS, "activation(layer.activation, output", "activation(None, output", ACTIVATED),
    Fault(
        "same without padding",
        WINDOWS,
        "return x, padding_option(site, borders)",
        "return x, {}",
        SAME_STRIDES_SYMMETRIC,
    ),
    Fault("same for valid", WINDOWS, 'elif layer.padding == "same":', "else:", PLAIN.replace("[2, 3]", "3")),
    Fault(
        "one more cell before",
        PADDING,
        "borders.append((total // 2, total - total // 2))",
        "borders.append((total - total // 2, total // 2))",
        SAME_EVEN,
    ),
    Fault(
        "the first axis first",
        PADDING,
        "for border in reversed(borders)",
        "for border in borders",
        _conv("filters: 4, kernel_size: [2, 5], padding: same"),
    ),
    Fault("a cell too many", PADDING, "+ span - length, 0)", "+ span - length + 1, 0)", SAME_STRIDES),
    Fault(
        "same without strides", PADDING, "(-(-length // stride) - 1) * stride + span - length", "span - 1", SAME_STRIDES
    ),
    Fault("taken for symmetric", PADDING, "all(before == after for before, after in borders)", "True", SAME_STRIDES),
    Fault(
        "more before",
        f"{P}/pad_same.py",
        "[total // 2, total - total // 2, *pads]",
        "[total - total // 2, total // 2, *pads]",
        SAME_UNKNOWN,
    ),
    Fault(
        "the first axis first",
        f"{P}/pad_same.py",
        "[total // 2, total - total // 2, *pads]",
        "[*pads, total // 2, total - total // 2]",
        SAME_UNKNOWN,
    ),
    Fault(
        "windows rounded down",
        f"{P}/pad_same.py",
        "-(-size // s)",
        "(size // s)",
        SAME_UNKNOWN.replace("strides: [2, 3]", "strides: 3"),
    ),
    Fault("a bias too many", CONV, 'option(site, "bias", "use_bias", True)', "{}", NO_BIAS),
    Fault("filters for channels", CONV, "layer.rank + 1, layer.rank)", "layer.rank, layer.rank + 1)", SQUARE),
    Fault("groups left out", CONV, 'option(site, "groups", "groups", 1)', "{}", GROUPS),
    Fault(
        "depthwise: channels and multiples swapped",
        DEPTHWISE,
        "layer.rank, layer.rank + 1)",
        "layer.rank + 1, layer.rank)",
        DEEP,
    ),
    Fault("depthwise: no groups", DEPTHWISE, '{**options, "groups": groups, **bias}', "{**options, **bias}", DEEP),
    Fault(
        "depthwise: dilation for strides",
        DEPTHWISE,
        "module(site, layer, sizes, {**options,",
        'module(site, layer, sizes, {**{"dilation" if k == "stride" else k: v for k, v in options.items()},',
        DEEP_ROW,
    ),
    Fault(
        "separable: mixed the other way",
        DEPTHWISE,
        "mix = channels_before_space(layer.rank, layer.rank + 1, layer.rank)",
        "mix = channels_before_space(layer.rank, layer.rank, layer.rank + 1)",
        APART_SQUARE,
    ),
    Fault("separable: bias of both", DEPTHWISE, 'options | {"bias": False}', "options", APART_SQUARE),
    Fault(
        "separable: a relu between",
        f"{P}/separable_conv.py",
        "self.pointwise(self.depthwise(x))",
        "self.pointwise(self.depthwise(x).relu())",
        APART_SQUARE,
    ),
    Fault(
        "transposed: kernel as of a convolution",
        TRANSPOSE,
        "channels_before_space(layer.rank, layer.rank + 1, layer.rank)",
        "channels_before_space(layer.rank, layer.rank, layer.rank + 1)",
        BACK_SQUARE,
    ),
    Fault("transposed: strides left out", TRANSPOSE, '**option(site, "stride", "strides", 1),', "", BACK),
    Fault(
        "transposed: dilation left out",
        TRANSPOSE,
        '**option(site, "dilation", "dilation_rate", 1),',
        "",
        BACK_DILATED,
        against="tfjs",
    ),
    Fault(
        "transposed: cut off the start",
        TRANSPOSE,
        "before = max(total, 0) // 2",
        "before = max(total, 0) - max(total, 0) // 2",
        BACK_ODD,
    ),
    Fault(
        "transposed: nothing cut off the end",
        TRANSPOSE,
        "if any(after > before for before, after in borders):",
        "if False:",
        BACK_ODD,
    ),
    Fault(
        "transposed: output padding left out", TRANSPOSE, "if any(extra) else {}", "if False else {}", BACK_EXTRA_VALID
    ),
    Fault("transposed: padding left out", TRANSPOSE, "if any(padding) else {}", "if False else {}", BACK_SAME),
    # Keras
    Fault("strides left out", K, KEPT, f'{KEPT} "strides",', STRIDES),
    Fault("padding left out", K, KEPT, f'{KEPT} "padding",', SAME),
    Fault("causal left out", K, KEPT, f'{KEPT} "padding",', CAUSAL),
    Fault("dilation left out", K, KEPT, f'{KEPT} "dilation_rate",', DILATED_SAME),
    Fault("groups left out", K, KEPT, f'{KEPT} "groups",', GROUPS),
    Fault("multiplier left out", K, KEPT, f'{KEPT} "depth_multiplier",', DEEP),
    Fault("output padding left out", K, KEPT, f'{KEPT} "output_padding",', BACK_EXTRA),
    Fault("activation left out", K, KEPT, f'{KEPT} "activation",', ACTIVATED),
    Fault(
        "the first axis's number for all",
        "functional/arguments.py",
        "value[0] if len(set(value)) == 1 else value\n    if field in BORDERS",
        "value[0]\n    if field in BORDERS",
        DILATED,
    ),
    # TensorFlow.js
    Fault("its own, which ignores groups", f"{J}/convolution.py", "layer.groups == 1 and", "", GROUPS),
    Fault(
        "its own, which misplaces windows",
        f"{J}/convolution.py",
        'layer.padding == "same" and misplaced',
        "False and misplaced",
        VOLUME_SAME,
    ),
    Fault(
        "a transposed one without output padding",
        f"{J}/convolution_transpose.py",
        "and layer.output_padding is None",
        "",
        BACK_EXTRA,
    ),
    Fault("every group by the first filters", f"{M}/convolution.mjs", "kernels[i]", "kernels[0]", GROUPS),
    Fault(
        "groups in another order",
        f"{M}/convolution.mjs",
        "tf.concat(parts, -1)",
        "tf.concat(parts.reverse(), -1)",
        GROUPS,
    ),
    Fault(
        "strides ignored by groups",
        f"{M}/convolution.mjs",
        'convolution(part, kernels[i], strides, "valid")',
        'convolution(part, kernels[i], 1, "valid")',
        GROUPS.replace("groups: 2", "groups: 2, strides: 2"),
    ),
    Fault("no bias", LAYER, "this.bias ? tf.add(x, this.bias.read()) : x", "x", CAUSAL),
    Fault("no activation", LAYER, "applyActivation(this.options.activation, y)", "y", APART_ROW),
    Fault(
        "a bias always",
        LAYER,
        "if (this.options.useBias)",
        "if (true)",
        CAUSAL.replace("padding: causal", "padding: causal, use_bias: false"),
    ),
    Fault("causal cells behind", f"{M}/window_padding.mjs", "[span - 1, 0]", "[0, span - 1]", CAUSAL),
    Fault("causal off by one", f"{M}/window_padding.mjs", "[span - 1, 0]", "[span, 0]", CAUSAL),
    Fault(
        "more cells before",
        f"{M}/window_padding.mjs",
        "Math.floor(missing / 2)",
        "Math.ceil(missing / 2)",
        APART.replace("3, depth", "2, depth"),
    ),
    Fault(
        "windows rounded down",
        f"{M}/window_padding.mjs",
        "Math.ceil(length / stride)",
        "Math.floor(length / stride)",
        GROUPS.replace("kernel_size: 2", "kernel_size: 2, strides: 2, padding: same"),
    ),
    Fault(
        "spans without dilation", f"{M}/padded_convolution.mjs", "(size - 1) * rates[axis] + 1", "size", DILATED_SAME
    ),
    Fault("dilation left out", f"{M}/padded_convolution.mjs", "Math.max(...rates) > 1", "false", DILATED_SAME),
    Fault("rests before", DILATION, "[[before, after + rests[axis]]]", "[[before + rests[axis], after]]", DILATED),
    Fault(
        "axes joined in another order",
        DILATION,
        "rates.reduceRight(join,",
        "rates.reduce((y, rate, i) => join(y, rate, rates.length - 1 - i),",
        DILATED_SAME,
    ),
    Fault(
        "padding behind left out",
        f"{M}/pad_space.mjs",
        "[[0, 0], pair, [0, 0]]",
        "[[0, 0], [pair[0] + pair[1], 0], [0, 0]]",
        DEEP_SAME.replace("padding: same", "padding: same, kernel_regularizer: l2").replace(
            "kernel_reg", "depthwise_reg"
        ),
    ),
    Fault("strides of a row ignored", f"{M}/depthwise_convolution.mjs", "perAxis(strides, 1)", "[1]", DEEP_ROW),
    Fault(
        "padded again",
        f"{M}/depthwise_convolution.mjs",
        'tf.depthwiseConv2d(row, kernelRow, stride, "valid")',
        'tf.depthwiseConv2d(row, kernelRow, stride, "same")',
        DEEP_ROW,
    ),
    Fault(
        "bias of the channels before",
        f"{M}/depthwise_conv.mjs",
        "this.addBias(channels * depthMultiplier)",
        "this.addBias(channels)",
        DEEP_ROW,
    ),
    Fault(
        "an activation between",
        f"{M}/separable_conv.mjs",
        "convolution(y, this.mix",
        "convolution(tf.relu(y), this.mix",
        APART,
    ),
    Fault(
        "cut off the start",
        CUT,
        "Math.floor(missing / 2)",
        "Math.ceil(missing / 2)",
        BACK_ROW.replace("kernel_size: 4, strides: 3", "kernel_size: 4"),
    ),
    Fault(
        "valid ends with its windows",
        CUT,
        "Math.max(same ? 0 : span, strides[axis])",
        "span",
        BACK_ROW.replace("kernel_size: 4, strides: 3, padding: same", "kernel_size: 2, strides: 3"),
    ),
    Fault("output padding left out", CUT, "least + extras[axis]", "least", BACK_EXTRA),
    Fault(
        "transposed: strides ignored where dilated",
        CUT,
        "transposedConvolution(cells, kernel, 1)",
        "tf.relu(transposedConvolution(cells, kernel, 1))",
        BACK_DILATED,
    ),
    Fault(
        "cells from the start",
        f"{M}/cut_space.mjs",
        "[0, start, 0]",
        "[0, 0, 0]",
        BACK_ROW.replace("kernel_size: 4", "kernel_size: 5"),
    ),
    Fault(
        "a row's kernel turned round",
        f"{M}/transposed_convolution.mjs",
        "tf.expandDims(kernel, 0)",
        "tf.expandDims(tf.reverse(kernel, 0), 0)",
        BACK_ROW,
    ),
    Fault(
        "gradient of the input doubled",
        f"{M}/transposed_volume.mjs",
        'tf.conv3d(dy, filter, strides, "valid"),',
        'tf.mul(2, tf.conv3d(dy, filter, strides, "valid")),',
        BACK_VOLUME,
    ),
    Fault(
        "gradient of the kernel from ones",
        f"{M}/transposed_volume.mjs",
        "{ x: dy, dy: input }",
        "{ x: dy, dy: tf.onesLike(input) }",
        BACK_VOLUME,
    ),
)
