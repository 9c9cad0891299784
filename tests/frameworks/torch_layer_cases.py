"""Layers, their arguments and input shapes, for the comparison of torch's spellings with Keras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

ROUNDED = 1e-6
"""For what one of the frameworks computes in float32 even in float64."""


@dataclass(frozen=True)
class Case:
    """A length of None is unknown to the spelling, and runs with 7 and with 8. `float64` is None where TensorFlow's
    processor kernels have no float64."""

    kind: str
    arguments: dict[str, Any]
    shapes: tuple[tuple[int | None, ...], ...]
    training: bool = False
    float64: float | None = 1e-12

    def __str__(self) -> str:
        arguments = ",".join(f"{key}={value}" for key, value in self.arguments.items())
        shapes = "+".join("x".join("?" if n is None else str(n) for n in shape) for shape in self.shapes)
        return f"{self.kind}({arguments})-{shapes}".replace(" ", "")


def case(kind: str, arguments: dict[str, Any], *shapes: tuple[int | None, ...], **options: Any) -> Case:
    return Case(kind, arguments, shapes, **options)


def all_cases() -> Iterator[Case]:
    """Every case, family by family."""
    yield from CORE
    yield from convolutions()
    yield from transposed()
    yield from pooling()
    yield from normalization()
    yield from NOISE
    yield from activations()
    yield from RESHAPING
    yield from merging()


CORE = [
    case("dense", {"units": 5}, (3,)),
    case("dense", {"units": 5, "use_bias": False}, (4, 3)),
    case("dense", {"units": 1, "activation": "sigmoid"}, (3,)),
    case("dense", {"units": 5, "activation": {"elu": {"alpha": 0.5}}}, (2, 4, 3)),
    case("dense", {"units": 5, "activation": "softmax"}, (2, 4, 3)),
    case("dense", {"units": 5, "activation": "relu"}, (None, 3)),
    case("embedding", {"input_dim": 9, "output_dim": 4}, (6,)),
    case("embedding", {"input_dim": 9, "output_dim": 4}, (2, None)),
    case("position_embedding", {"length": 6}, (6, 4)),
    case("position_embedding", {"length": 9}, (6, 4)),
    case("position_embedding", {"length": 9}, (3, 6, 4)),
]


def convolutions() -> Iterator[Case]:
    space = {1: (9,), 2: (8, 7), 3: (5, 4, 6)}
    for n, padding, strides, k in product((1, 2, 3), ("valid", "same"), (1, 2), (1, 2, 3)):
        arguments = {"filters": 4, "kernel_size": k, "padding": padding, "strides": strides}
        yield case(f"conv{n}d", arguments, (*space[n], 3))
    for size, strides, padding in product((8, 9, None), (2, 3), ("same", "causal")):
        arguments = {"filters": 4, "kernel_size": 3, "padding": padding, "strides": strides}
        yield case("conv1d", arguments, (size, 3))
    yield from (
        case("conv1d", {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, (8, 3)),
        case("conv1d", {"filters": 4, "kernel_size": 1, "padding": "causal"}, (8, 3)),
        case("conv2d", {"filters": 4, "kernel_size": (3, 5), "padding": "same", "strides": (2, 1)}, (8, 7, 3)),
        case("conv2d", {"filters": 4, "kernel_size": 3, "padding": "same", "strides": 2}, (7, 9, 3)),
        case("conv2d", {"filters": 4, "kernel_size": 3, "padding": "same", "strides": 2}, (None, None, 3)),
        case("conv2d", {"filters": 4, "kernel_size": 3, "padding": "same", "dilation_rate": 2}, (8, 7, 3)),
        case("conv2d", {"filters": 4, "kernel_size": 2, "padding": "same", "dilation_rate": (2, 1)}, (8, None, 3)),
        case("conv2d", {"filters": 4, "kernel_size": 3, "groups": 2, "use_bias": False}, (8, 7, 6)),
        case("conv2d", {"filters": 4, "kernel_size": 3, "activation": "softmax"}, (8, 7, 3)),
        case("conv2d", {"filters": 4, "kernel_size": 3, "activation": {"leaky_relu": 0.25}}, (8, 7, 3)),
    )
    for n, padding, strides, m in product((1, 2), ("valid", "same"), (1, 2), (1, 2)):
        arguments = {"kernel_size": 3, "padding": padding, "strides": strides, "depth_multiplier": m}
        yield case(f"depthwise_conv{n}d", arguments, (*space[n], 3))
        yield case(f"separable_conv{n}d", {"filters": 5, **arguments}, (*space[n], 3))
    yield from (
        case("depthwise_conv2d", {"kernel_size": (2, 3), "dilation_rate": 2, "use_bias": False}, (8, 7, 3)),
        case("depthwise_conv2d", {"kernel_size": 3, "padding": "same", "dilation_rate": 2}, (8, 7, 3)),
        case("depthwise_conv2d", {"kernel_size": 3, "padding": "same", "strides": 2}, (None, 7, 3)),
        case("depthwise_conv1d", {"kernel_size": 3, "activation": "relu"}, (None, 3)),
        case("separable_conv1d", {"filters": 5, "kernel_size": 3, "use_bias": False, "dilation_rate": 2}, (9, 3)),
        case("separable_conv2d", {"filters": 5, "kernel_size": (3, 2), "activation": "tanh"}, (8, 7, 3)),
        case("separable_conv2d", {"filters": 5, "kernel_size": 4, "padding": "same", "strides": 3}, (None, 8, 3)),
    )


def transposed() -> Iterator[Case]:
    space = {1: (5,), 2: (4, 5), 3: (3, 2, 4)}
    for n, padding, strides, k in product((1, 2), ("valid", "same"), (1, 2, 3), (1, 2, 3, 4)):
        if n == 2 and (strides == 3 or k in (1, 4)):
            continue
        arguments = {"filters": 4, "kernel_size": k, "padding": padding, "strides": strides}
        yield case(f"conv{n}d_transpose", arguments, (*space[n], 3))
    for padding, k in product(("valid", "same"), (2, 3)):
        arguments = {"filters": 4, "kernel_size": k, "padding": padding, "strides": 2, "output_padding": 1}
        yield case("conv1d_transpose", arguments, (5, 3))
        yield case("conv2d_transpose", arguments, (4, 5, 3))
        yield case("conv3d_transpose", arguments, (*space[3], 3))
    yield from (
        case(
            "conv2d_transpose", {"filters": 4, "kernel_size": (3, 2), "strides": (2, 1), "padding": "same"}, (4, 5, 3)
        ),
        case("conv2d_transpose", {"filters": 4, "kernel_size": 5, "strides": 2, "output_padding": 0}, (4, 5, 3)),
        case("conv2d_transpose", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, (None, None, 3)),
        case("conv3d_transpose", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, (*space[3], 3)),
        case("conv3d_transpose", {"filters": 4, "kernel_size": 2, "use_bias": False}, (*space[3], 3)),
        case("conv1d_transpose", {"filters": 4, "kernel_size": 3, "activation": "relu"}, (5, 3)),
    )


def pooling() -> Iterator[Case]:
    space: dict[int, tuple[int, ...]] = {1: (9,), 2: (8, 7), 3: (5, 4, 6)}
    for kind, n, padding, strides, k in product(
        ("max", "average"), (1, 2, 3), ("valid", "same"), (None, 1, 2, 3), (2, 3, 4)
    ):
        if n != 2 and (strides in (1, 3) or k == 4):
            continue  # each axis is as another
        arguments = {"pool_size": k, "padding": padding, "strides": strides}
        yield case(f"{kind}_pooling{n}d", arguments, (*space[n], 3), float64=None if n == 3 else 1e-12)
    for kind, k, padding in product(("max", "average"), (2, 3), ("valid", "same")):
        yield case(f"{kind}_pooling1d", {"pool_size": k, "padding": padding}, (None, 3))
        yield case(f"{kind}_pooling2d", {"pool_size": k, "padding": padding, "strides": 1}, (None, None, 3))
        yield case(f"{kind}_pooling2d", {"pool_size": k, "padding": padding, "strides": (2, 1)}, (8, None, 3))
        yield case(f"{kind}_pooling2d", {"pool_size": (k, 1), "padding": padding}, (7, 9, 3))
    for kind, n, keepdims in product(("max", "average"), (1, 2, 3), (False, True)):
        yield case(f"global_{kind}_pooling{n}d", {"keepdims": keepdims}, (*space[n], 3))


def normalization() -> Iterator[Case]:
    shapes: list[tuple[int | None, ...]] = [(3,), (6, 3), (5, 4, 3), (None, 4, 3), (3, 4, 2, 3)]
    for shape, training in product(shapes, (False, True)):
        yield case("batch_normalization", {}, shape, training=training)
    flags = [{"center": c, "scale": s} for c, s in product((True, False), repeat=2)]
    for axis, given in product((1, 2, 3, -2), flags):
        yield case("batch_normalization", {"axis": axis, "momentum": 0.75, **given}, (5, 4, 3), training=True)
    for axis, given in product((-1, 1, [1, 2], [2, 3], [1, 2, 3], [-1, -3]), flags):
        yield case("layer_normalization", {"axis": axis, **given}, (5, 4, 3))
    yield case("layer_normalization", {"epsilon": 0.1}, (None, 3))
    yield case("layer_normalization", {}, (3,))
    for groups, given in product((1, 2, -1), flags):
        yield case("group_normalization", {"groups": groups, **given}, (5, 4, 6))
    for axis in (1, 2):
        yield case("group_normalization", {"groups": 2, "axis": axis}, (4, 6, 3))
    yield case("group_normalization", {"groups": 2, "epsilon": 0.1}, (6,))
    yield case("group_normalization", {"groups": 2}, (None, 6))
    for axis in (-1, [-2, -1], [2, 3]):
        yield case("rms_normalization", {"axis": axis}, (5, 4, 3))
    yield case("rms_normalization", {"epsilon": 0.1}, (None, 3))


NOISE = [
    case(kind, {"rate": rate, **more}, shape, training=rate == 0)
    for rate in (0.0, 0.5)
    for kind, shape, more in (
        ("dropout", (5, 3), {}),
        ("dropout", (5, 4, 3), {"noise_shape": [None, 1, 1, 3]}),
        ("dropout", (5, 3), {"noise_shape": [None, 5, None]}),
        ("spatial_dropout1d", (5, 3), {}),
        ("spatial_dropout2d", (5, 4, 3), {}),
        ("spatial_dropout3d", (2, 5, 4, 3), {}),
        ("gaussian_dropout", (5, 3), {}),
        ("alpha_dropout", (5, 3), {}),
        ("alpha_dropout", (5, 4, 3), {"noise_shape": [None, 1, None, None]}),
    )
] + [
    case("dropout", {"rate": 1.0}, (5, 3), training=True),
    case("gaussian_noise", {"stddev": 0.0}, (5, 3), training=True),
    case("gaussian_noise", {"stddev": 0.5}, (5, 4, 3)),
    case("activity_regularization", {"l1": 0.5}, (5, 3)),
]


def activations() -> Iterator[Case]:
    names = """linear relu relu6 elu selu celu silu swish mish sigmoid hard_silu hard_swish hard_tanh hard_shrink
        soft_shrink tanh tanh_shrink softplus softsign softmax log_softmax log_sigmoid exponential squareplus
        sparse_plus sparse_sigmoid"""
    for kind in names.split():
        yield case(kind, {}, (4, 6, 3))
    yield from (
        case("gelu", {}, (4, 6), float64=ROUNDED),
        case("gelu", {"approximate": True}, (4, 6), float64=ROUNDED),
        case("leaky_relu", {}, (4, 6), float64=ROUNDED),
        case("leaky_relu", {"negative_slope": 0.5}, (4, 6)),
        case("hard_sigmoid", {}, (4, 6), float64=ROUNDED),
        case("elu", {"alpha": 0.5}, (4, 6)),
        case("celu", {"alpha": 0.5}, (4, 6)),
        case("hard_shrink", {"threshold": 1.5}, (4, 6)),
        case("soft_shrink", {"threshold": 1.5}, (4, 6)),
        case("squareplus", {"b": 2}, (4, 6)),
        case("threshold", {"threshold": 0.5, "default_value": -2}, (4, 6)),
        case("relu", {"max_value": 6}, (4, 6)),
        case("relu", {"max_value": 2, "threshold": 0.5, "negative_slope": 0.25}, (4, 6)),
        case("re_lu", {}, (4, 6)),
        case("re_lu", {"max_value": 2}, (4, 6)),
        case("re_lu", {"negative_slope": 0.25}, (4, 6)),
        case("leaky_re_lu", {}, (4, 6), float64=ROUNDED),
        case("activation", {"activation": "softmax"}, (5, 4, 3)),
        case("activation", {"activation": "tanh"}, (5, 4, 3)),
        case("p_re_lu", {}, (3,)),
        case("p_re_lu", {}, (5, 4, 3)),
        case("p_re_lu", {"shared_axes": [1, 2]}, (5, None, 3)),
        case("p_re_lu", {"shared_axes": [1, 3]}, (5, 4, 3)),
        case("glu", {"axis": 1}, (6, 4)),
        case("glu", {}, (None, 3, 4)),
    )
    for kind, axis in product(("softmax", "log_softmax"), (1, 2, -2)):
        yield case(kind, {"axis": axis}, (5, 4, 3))


IMAGE = (5, 4, 3)
RESHAPING = [
    case("flatten", {}, ()),
    case("flatten", {}, (3,)),
    case("flatten", {}, IMAGE),
    case("flatten", {}, (None, 3)),
    case("reshape", {"target_shape": [4, 15]}, IMAGE),
    case("reshape", {"target_shape": [-1, 6]}, IMAGE),
    case("reshape", {"target_shape": [-1, 2]}, (None, 4)),
    case("reshape", {"target_shape": [2, -1, 2]}, (None, 4)),
    case("permute", {"dims": [2, 1]}, (5, 3)),
    case("permute", {"dims": [3, 1, 2]}, IMAGE),
    case("permute", {"dims": [2, 3, 1, 4]}, (2, None, 4, 3)),
    case("repeat_vector", {"n": 4}, (3,)),
    case("zero_padding1d", {}, (5, 3)),
    case("zero_padding1d", {"padding": [0, 2]}, (None, 3)),
    case("zero_padding2d", {}, IMAGE),
    case("zero_padding2d", {"padding": [[1, 2], [0, 3]]}, IMAGE),
    case("zero_padding3d", {"padding": [[1, 2], [0, 3], [4, 0]]}, (2, 3, 4, 3)),
    case("cropping1d", {}, (5, 3)),
    case("cropping1d", {"cropping": [0, 2]}, (None, 3)),
    case("cropping2d", {}, IMAGE),
    case("cropping2d", {"cropping": [[1, 2], [0, 3]]}, IMAGE),
    case("cropping3d", {"cropping": [[1, 0], [0, 2], [1, 1]]}, (2, 3, 4, 3)),
    case("up_sampling1d", {}, (5, 3)),
    case("up_sampling1d", {"size": 41}, (None, 3)),
    case("up_sampling2d", {}, IMAGE),
    case("up_sampling2d", {"size": [2, 47]}, IMAGE),
    case("up_sampling2d", {"size": [2, 3], "interpolation": "bilinear"}, IMAGE, float64=ROUNDED),
    case("up_sampling3d", {"size": [2, 1, 3]}, (2, 3, 4, 3)),
    case("rescaling", {"scale": 0.25}, IMAGE),
    case("rescaling", {"scale": 2, "offset": -1}, IMAGE),
    case("rescaling", {"scale": [1, 2, 3], "offset": 0.5}, IMAGE),
    case("rescaling", {"scale": 1, "offset": [1, 2, 3]}, IMAGE),
]


def merging() -> Iterator[Case]:
    for kind in ("add", "multiply", "average", "maximum", "minimum"):
        yield case(kind, {}, (5, 3), (5, 3), (5, 3))
    for kind in ("add", "subtract", "multiply", "average", "maximum", "minimum"):
        yield case(kind, {}, IMAGE, IMAGE)
        yield case(kind, {}, IMAGE, (5, 1, 3))
        yield case(kind, {}, (4, 3), IMAGE)
        yield case(kind, {}, IMAGE, (3,))
    yield case("add", {}, (None, 3), (None, 3))
    for axis in (-1, 1, 2, -3):
        yield case("concatenate", {"axis": axis}, IMAGE, IMAGE)
    yield case("concatenate", {}, (4, 3), (4, 2), (4, 1))
    yield case("concatenate", {"axis": 1}, (None, 3), (2, 3))
    for normalize in (False, True):
        yield case("dot", {"axes": 1, "normalize": normalize}, (3,), (3,))
        yield case("dot", {"axes": -1, "normalize": normalize}, IMAGE, (2, 4, 3))
        yield case("dot", {"axes": [2, 1], "normalize": normalize}, (5, 4), (4, 3))
