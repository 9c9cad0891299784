"""Dense layers, tables of vectors, and the processor's own kernels of the probe."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec

SQUARE = spec("x: [6]", "dense: {units: 6, activation: tanh}", "dense: 3")
NO_BIAS = spec("x: [6]", "dense: {units: 5, use_bias: false}", "dense: 3")
AFTER_IMAGE = spec("x: [5, 5, 3]", "conv2d: {filters: 5, kernel_size: 1}", "dense: 4")
TABLE = spec("ids: {shape: [7], dtype: int32}", "embedding: {input_dim: 9, output_dim: 4}", "dense: 3")
POSITIONS = spec("x: [5, 6]", "position_embedding: {length: 8}", "dense: 3")
POSITIONS_FIT = spec("x: [6, 6]", "position_embedding: {length: 6}", "dense: 3")
IMAGE = spec("x: [6, 7, 3]", "conv2d: {filters: 4, kernel_size: 3, padding: same}", "dense: 3")

CORE = "torch/layers/core.py"
KEPT = 'if name in ("activity_regularizer", "use_causal_mask"'
M = "tfjs/parts"

FAULTS = (
    Fault("kernel not transposed", CORE, "Transpose((1, 0))", "Transpose((0, 1))", SQUARE),
    Fault("no activation", CORE, "activation(layer.activation, call", "activation(None, call", SQUARE),
    Fault("a bias too many", CORE, 'option(site, "bias", "use_bias", True)', "{}", NO_BIAS),
    Fault("a bias too few", CORE, 'option(site, "bias", "use_bias", True)', '{"bias": False}', SQUARE),
    Fault(
        "along the width of an image",
        CORE,
        "call(owner, site.last(value)), site",
        "call(owner, value.code), site",
        AFTER_IMAGE,
    ),
    Fault(
        "rows shifted by one",
        CORE,
        "call(owner, site.last(inputs[0]))",
        'call(owner, method(method(site.last(inputs[0]), "add", 1), "remainder", 9))',
        TABLE,
    ),
    Fault(
        "rows from the end",
        CORE,
        "call(owner, site.last(inputs[0]))",
        'call(owner, method(method(site.last(inputs[0]), "neg"), "add", 8))',
        TABLE,
    ),
    Fault(
        "positions from the end",
        CORE,
        'method(owner, "expand_as"',
        'method(method(owner, "flip", 0), "expand_as"',
        POSITIONS,
    ),
    Fault(
        "a zero table that is added to nothing",
        CORE,
        'method(owner, "expand_as"',
        'method(method(owner, "detach"), "expand_as"',
        POSITIONS_FIT,
    ),
    Fault("no activation", "keras/layers.py", KEPT, f'{KEPT}, "activation"', SQUARE),
    Fault("a bias too many", "keras/layers.py", KEPT, f'{KEPT}, "use_bias"', NO_BIAS),
    Fault(
        "the last positions",
        "keras/parts/position_embedding.py",
        "[: inputs.shape[-2]]",
        "[-inputs.shape[-2] :]",
        POSITIONS,
    ),
    Fault(
        "a table of ones",
        "keras/parts/position_embedding.py",
        "ops.broadcast_to(positions,",
        "ops.broadcast_to(ops.ones_like(positions),",
        POSITIONS,
    ),
    Fault(
        "no activation", "tfjs/constructor.py", "if option is None or", 'if option in (None, "activation") or', SQUARE
    ),
    Fault(
        "a bias too many", "tfjs/constructor.py", "if option is None or", 'if option in (None, "useBias") or', NO_BIAS
    ),
    Fault(
        "the second position first",
        f"{M}/position_embedding.mjs",
        "read(), 0, [length, width]",
        "read(), [1, 0], [length, width]",
        POSITIONS,
    ),
    Fault("added to its input", f"{M}/position_embedding.mjs", "tf.zeros(x.shape)", "x", POSITIONS_FIT),
    Fault("each row's last gradient alone", "tfjs/kernels.mjs", "sums[start + i] +=", "sums[start + i] =", TABLE),
    Fault(
        "gradients of the next row",
        "tfjs/kernels.mjs",
        "const start = ids[row] * width;",
        "const start = (ids[row] + 1) * width;",
        TABLE,
    ),
    Fault(
        "gradient of a kernel without padding",
        "tfjs/kernels.mjs",
        "row * strideHeight - padInfo.top + i",
        "row * strideHeight + i",
        IMAGE,
    ),
    Fault(
        "gradient of a kernel by one example",
        "tfjs/kernels.mjs",
        "Math.floor(output / info.outWidth / info.outHeight)",
        "0",
        IMAGE,
    ),
)
