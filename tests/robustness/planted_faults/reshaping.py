"""The same entries in another shape: orders, borders, stretched and rescaled."""

from __future__ import annotations

from tests.robustness.planted_faults import Fault, spec


def _of(layer: str, shape: str = "[4, 4, 2]", then: str = "dense: 3") -> str:
    return spec(f"x: {shape}", layer, then)


IMAGE_FLAT = spec("x: [4, 4, 3]", "conv2d: {filters: 4, kernel_size: 1}", "flatten", "dense: 3")
IMAGE_RESHAPED = spec("x: [4, 4, 3]", "conv2d: {filters: 4, kernel_size: 1}", "reshape: [8, 8]", "dense: 3")
IMAGE_TURNED = spec("x: [4, 4, 3]", "conv2d: {filters: 4, kernel_size: 1}", "permute: [2, 1, 3]", "dense: 3")
IMAGE_CUT = spec("x: [5, 5, 3]", "conv2d: {filters: 5, kernel_size: 1}", "cropping2d: {cropping: [[0, 1], [2, 0]]}")
IMAGE_SCALED = spec(
    "x: [4, 4, 3]", "conv2d: {filters: 4, kernel_size: 1}", "rescaling: {scale: [1.0, 2.0, 3.0, 4.0]}", "dense: 3"
)
TURNED = _of("permute: [3, 1, 2]", "[4, 4, 4]")
REPEATED = _of("repeat_vector: 3", "[5]")
PADDED = _of("zero_padding2d: {padding: [[0, 2], [1, 0]]}")
PADDED_ROW = _of("zero_padding1d: {padding: [0, 2]}", "[5, 2]")
CUT = _of("cropping2d: {cropping: [[0, 1], [2, 0]]}")
CUT_ROW = _of("cropping1d: {cropping: [0, 2]}", "[5, 2]")
CUT_VOLUME = _of("cropping3d: {cropping: [[0, 1], [1, 0], [0, 1]]}", "[3, 4, 3, 2]")
BLENDED = _of("up_sampling2d: {size: [2, 3], interpolation: bilinear}", "[3, 4, 2]")
STRETCHED = _of("up_sampling2d: {size: [2, 3]}", "[3, 4, 2]")
STRETCHED_ROW = _of("up_sampling1d: {size: 2}", "[4, 3]")
STRETCHED_FAR = _of("up_sampling1d: {size: 42}", "[3, 2]")
SCALED = _of("rescaling: {scale: 0.5, offset: 0.25}", "[6]")
RESHAPED = _of("reshape: [-1, 4]")
RESHAPED_UNKNOWN = _of("reshape: [-1, 4]", "[null, 8]")

T, J, P, M = "torch/layers/reshaping.py", "tfjs/layers/reshaping.py", "torch/parts", "tfjs/parts"
K = "keras/layers.py"
KEPT = 'if name in ("activity_regularizer",'
BLEND = '{"mode": "bilinear", "align_corners": False}'

FAULTS = (
    Fault(
        "flattened with channels first",
        T,
        'method(site.last(value), "flatten", 1)',
        'method(value.code, "flatten", 1)',
        IMAGE_FLAT,
    ),
    Fault(
        "reshaped with channels first",
        T,
        'method(site.last(value), "reshape", batch',
        'method(value.code, "reshape", batch',
        IMAGE_RESHAPED,
    ),
    Fault(
        "permuted with channels first",
        T,
        "[torch_axis(axis, value) for axis in layer.dims]",
        "list(layer.dims)",
        IMAGE_TURNED,
    ),
    Fault(
        "permuted back",
        T,
        'method(value.code, "permute", 0, *axes)',
        'method(value.code, "permute", 0, *(axes.index(i + 1) + 1 for i in range(len(axes))))',
        TURNED,
    ),
    Fault(
        "repeated along the vector",
        T,
        'method(vector, "expand", -1, site.argument("n"), -1)',
        'method(method(vector, "expand", -1, site.argument("n"), -1), "flip", -1)',
        REPEATED,
    ),
    Fault(
        "padding before and after swapped",
        T,
        "flat(layer.borders)",
        "flat([border[::-1] for border in layer.borders])",
        PADDED,
    ),
    Fault("padding of the axes swapped", T, "flat(layer.borders)", "flat(layer.borders[::-1])", PADDED),
    Fault(
        "cut off the other side", T, "for before, after in layer.borders:", "for after, before in layer.borders:", CUT
    ),
    Fault("cut with channels first", T, "[Slice()] * (2 if value.first else 1)", "[Slice()]", IMAGE_CUT),
    Fault("corners aligned", T, '"align_corners": False', '"align_corners": True', BLENDED),
    Fault("never blended", T, f"blend = {BLEND}", "pass", BLENDED),
    Fault(
        "stretched alike",
        T,
        'site.literal(dims(layer.factors), "size")',
        'site.literal(dims(layer.factors[::-1]), "size")',
        STRETCHED,
    ),
    Fault(
        "cells in turn",
        T,
        'method(x, "repeat_interleave", site.size(factor, "size"), axis)',
        'method(x, "repeat", 1, site.size(factor, "size"), 1)',
        STRETCHED_FAR,
    ),
    Fault("no offset", T, 'y = Operation("+", y, _factor(site, "offset", value))', "pass", SCALED),
    Fault("divided by the scale", T, 'Operation("*", y, _factor', 'Operation("/", y, _factor', SCALED),
    Fault(
        "scaled along another axis",
        T,
        "x = site.last(value) if by_channel else value.code",
        "x = value.code",
        IMAGE_SCALED,
    ),
    # Keras
    Fault("interpolation left out", K, KEPT, f'{KEPT} "interpolation",', BLENDED),
    Fault("offset left out", K, KEPT, f'{KEPT} "offset",', SCALED),
    Fault(
        "borders of the first axis",
        "functional/arguments.py",
        "if any(len(set(pair)) > 1 for pair in value):\n        return value",
        "if any(len(set(pair)) > 1 for pair in value):\n        return (value[0],) * len(value)",
        PADDED,
    ),
    Fault(
        "cut for padded",
        "keras/classes.py",
        '"layers.ZeroPadding1D", ("padding",)',
        '"layers.Cropping1D", ("padding",)',
        PADDED_ROW,
    ),
    Fault(
        "dims turned back",
        K,
        "return Literal(plain(name, value), name, written)",
        'return Literal(tuple(value.index(i + 1) + 1 for i in range(3)) if name == "dims" else value, name, written)',
        TURNED,
    ),
    # TensorFlow.js
    Fault("never blended", J, '"BilinearUpSampling" if blended else', '"UpSampling" if blended else', BLENDED),
    Fault("always blended", J, '"BilinearUpSampling" if blended else "UpSampling"', '"BilinearUpSampling"', STRETCHED),
    Fault(
        "repeated twice",
        J,
        '"repeat_vector": Spelling("tf.layers.repeatVector")',
        '"repeat_vector": Spelling("tf.layers.repeatVector", options={"n": 2}, names={"n": None})',
        REPEATED,
    ),
    Fault(
        "corners aligned",
        f"{M}/bilinear_up_sampling.mjs",
        ".add(0.5)\n\t\t\t.div(factor)\n\t\t\t.sub(0.5)",
        ".mul((length - 1) / (length * factor - 1))",
        BLENDED,
    ),
    Fault("cells at their starts", f"{M}/bilinear_up_sampling.mjs", ".sub(0.5)", ".sub(0)", BLENDED),
    Fault(
        "beyond the last cells",
        f"{M}/bilinear_up_sampling.mjs",
        "tf.clipByValue(places, 0, length - 1)",
        "places",
        BLENDED,
    ),
    Fault(
        "cells in turn",
        f"{M}/up_sampling.mjs",
        "tf.reshape(x, [rows, 1, cells])",
        "tf.reshape(x, [rows, 1, cells]).reverse(0)",
        STRETCHED_ROW,
    ),
    Fault(
        "the first axis alone",
        f"{M}/up_sampling.mjs",
        "this.stretch(y, factor, i + 1)",
        "(i ? this.stretch(y, factor, 2) : this.stretch(y, factor, 1).reverse(1))",
        STRETCHED,
    ),
    Fault(
        "padding before and after swapped",
        f"{M}/zero_padding.mjs",
        "const pairs = borderPairs(this.padding, x.rank - 2);",
        "const pairs = borderPairs(this.padding, x.rank - 2).map((pair) => [...pair].reverse());",
        PADDED_ROW,
    ),
    Fault(
        "a pair is of two axes",
        f"{M}/border_pairs.mjs",
        "return [border];",
        "return [[border[0], border[0]]];",
        PADDED_ROW,
    ),
    Fault("cut off the other side", f"{M}/cropping.mjs", "([before]) => before", "([, after]) => after", CUT_ROW),
    Fault(
        "only the first axis",
        f"{M}/along_axis.mjs",
        "const y = compute(tf.reshape(x, [before, shape[axis], behind]));",
        "const y = compute(tf.reshape(tf.reverse(x, axis), [before, shape[axis], behind]));",
        CUT_VOLUME,
    ),
    Fault(
        "cut for padded",
        J,
        '"zero_padding2d": Spelling("tf.layers.zeroPadding2d")',
        '"zero_padding2d": Spelling("tf.layers.zeroPadding2d", names={"padding": None})',
        PADDED,
    ),
    Fault(
        "offset left out",
        J,
        '"rescaling": Spelling("tf.layers.rescaling")',
        '"rescaling": Spelling("tf.layers.rescaling", names={"offset": None})',
        SCALED,
    ),
    Fault(
        "the first axis's number for all", f"{M}/per_axis.mjs", "? entries", "? Array(rank).fill(entries[0])", STRETCHED
    ),
)
