"""The facts of convolutions, pooling, reshaping and merging against Keras itself."""

from __future__ import annotations

from itertools import product
from typing import Any

import keras
import numpy as np
import pytest
from layer_facts import KERAS_CLASSES, call, check_arguments, check_shape_and_weights, check_slots, make, make_keras
from pydantic import ValidationError

from modelspec.ir import Shape
from modelspec.layers import LAYERS
from modelspec.layers.base import ShapeError

pytestmark = pytest.mark.frameworks

FAMILIES = ("convolution", "convolution_depthwise", "convolution_transpose", "pooling", "reshaping", "merging")
KINDS = [kind for family in FAMILIES for kind in LAYERS[family]]
Case = tuple[str, dict[str, Any], list[Shape]]
CONVOLUTIONS: list[Case] = [
    ("conv1d", {"filters": 6, "kernel_size": 3}, [(8, 4)]),
    ("conv1d", {"filters": 6, "kernel_size": 3, "padding": "causal", "dilation_rate": 2, "groups": 2}, [(None, 4)]),
    ("conv2d", {"filters": 6, "kernel_size": [3, 2], "strides": [2, 1], "use_bias": False}, [(8, 7, 4)]),
    ("conv2d", {"filters": 6, "kernel_size": 3, "padding": "same", "groups": 2, "activation": "relu"}, [(8, None, 4)]),
    ("conv3d", {"filters": 6, "kernel_size": 2, "strides": [1, 2, 3], "padding": "same"}, [(4, 5, 6, 3)]),
    ("depthwise_conv1d", {"kernel_size": 3, "depth_multiplier": 2, "dilation_rate": 2, "strides": 2}, [(9, 3)]),
    ("depthwise_conv2d", {"kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": [1, 3], "dilation_rate": [1, 2]}, [(None, 7, 3)]),
    ("separable_conv1d", {"filters": 5, "kernel_size": 3, "depth_multiplier": 2}, [(9, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": [3, 2], "padding": "same", "strides": 2}, [(8, 7, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 3, "use_bias": False}, [(None, None, 3)]),
    ("conv1d_transpose", {"filters": 5, "kernel_size": 2, "strides": 3}, [(6, 4)]),
    ("conv2d_transpose", {"filters": 5, "kernel_size": [3, 2], "strides": [2, 3], "padding": "same"}, [(6, None, 4)]),
    ("conv2d_transpose", {"filters": 5, "kernel_size": 3, "strides": 2, "output_padding": [1, 0]}, [(6, 5, 4)]),
    (
        "conv3d_transpose",
        {"filters": 5, "kernel_size": 2, "dilation_rate": [1, 2, 3], "use_bias": False},
        [(2, 3, 4, 2)],
    ),
    ("conv3d_transpose", {"filters": 5, "kernel_size": 2, "strides": [1, 2, 3]}, [(2, 3, 4, 2)]),
]
OTHERS: list[Case] = [
    ("max_pooling1d", {}, [(7, 3)]),
    ("max_pooling2d", {"pool_size": [3, 2], "strides": 2, "padding": "same"}, [(None, 7, 3)]),
    ("max_pooling3d", {"pool_size": 2, "strides": [1, 2, 3]}, [(4, 5, 6, 3)]),
    ("average_pooling1d", {"pool_size": 3, "padding": "same"}, [(7, None)]),
    ("average_pooling2d", {"pool_size": [2, 3], "strides": 1}, [(6, 7, 3)]),
    ("average_pooling3d", {"pool_size": 2, "padding": "same"}, [(4, 5, 6, 3)]),
    *(
        (f"global_{what}_pooling{rank}d", {"keepdims": keepdims}, [(*(None, 5, 6)[:rank], 3)])
        for what, rank, keepdims in product(("max", "average"), (1, 2, 3), (False, True))
    ),
    ("flatten", {}, [(4, 5, 3)]),
    ("flatten", {}, [(4, None, 3)]),
    ("flatten", {}, [()]),
    ("reshape", {"target_shape": [-1, 6]}, [(4, 3)]),
    ("permute", {"dims": [3, 1, 2]}, [(4, None, 3)]),
    ("repeat_vector", {"n": 4}, [(3,)]),
    ("zero_padding1d", {}, [(4, 3)]),
    ("zero_padding1d", {"padding": [0, 2]}, [(None, 3)]),
    ("zero_padding2d", {}, [(4, 5, 3)]),
    ("zero_padding2d", {"padding": [1, [2, 3]]}, [(4, 5, 3)]),
    ("zero_padding3d", {"padding": 2}, [(2, 3, None, 3)]),
    ("zero_padding3d", {"padding": [[1, 0], [2, 3], [0, 0]]}, [(2, 3, 4, 3)]),
    ("cropping1d", {}, [(4, 3)]),
    ("cropping1d", {"cropping": 1}, [(None, 3)]),
    ("cropping2d", {}, [(4, 5, 3)]),
    ("cropping2d", {"cropping": [1, [2, 0]]}, [(4, 5, 3)]),
    ("cropping3d", {}, [(3, 3, 4, 2)]),
    ("cropping3d", {"cropping": [1, [0, 1], 0]}, [(3, 3, None, 2)]),
    ("up_sampling1d", {"size": 3}, [(4, 3)]),
    ("up_sampling2d", {"size": [3, 2], "interpolation": "bilinear"}, [(4, None, 3)]),
    ("up_sampling3d", {}, [(4, 5, 6, 3)]),
    ("rescaling", {"scale": 0.5, "offset": [1, 2, 3]}, [(None, 5, 3)]),
    ("concatenate", {"axis": 1}, [(4, 3), (5, 3), (None, 3)]),
    ("add", {}, [(4, 5), (5,), (4, 1)]),
    ("subtract", {}, [(4, 5), (4, 5)]),
    ("multiply", {}, [(5,), (None, 1)]),
    ("average", {}, [(4, 5), ()]),
    ("maximum", {}, [(4, 5), (4, 5)]),
    ("minimum", {}, [(1, 5), (4, 1)]),
    ("dot", {"axes": [2, -1], "normalize": True}, [(4, 5), (3, 5)]),
]
LAST_CASES = list({case[0]: case for case in CONVOLUTIONS + OTHERS}.values())
"""One a kind; none that only some builds of TensorFlow can run."""


def verdict(kind: str, arguments: dict[str, Any], shapes: list[Shape]) -> Shape | None:
    """Our output shape, or None where the arguments or inputs are refused."""
    try:
        return make(kind, arguments).shape(shapes)
    except (ValidationError, ShapeError):
        return None


def verdict_of_keras(kind: str, arguments: dict[str, Any], shapes: list[Shape], *, run: bool = False) -> Shape | None:
    """Keras's, by its own shape rule, or by running the layer."""
    batch = [(2 if run else None, *shape) for shape in shapes]
    try:
        layer = make_keras(kind, arguments)
        if run:
            return tuple(call(layer, [np.ones(shape, "float32") for shape in batch]).shape[1:])
        given = batch if kind in LAYERS["merging"] else batch[0]
        layer.build(given)
        return tuple(layer.compute_output_shape(given)[1:])
    except Exception:  # Whatever Keras raises, from TypeError to TensorFlow's own errors.
        return None


@pytest.mark.parametrize(("kind", "arguments", "shapes"), CONVOLUTIONS + OTHERS)
def test_shape_and_weights(kind: str, arguments: dict[str, Any], shapes: list[Shape]) -> None:
    check_shape_and_weights(kind, arguments, shapes)


def test_every_kind_has_a_case() -> None:
    assert {kind for kind, _, _ in CONVOLUTIONS + OTHERS} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_are_those_of_keras(kind: str) -> None:
    check_arguments(kind)


@pytest.mark.parametrize(("kind", "arguments", "shapes"), CONVOLUTIONS)
def test_slots_are_on_the_weights_that_keras_says(kind: str, arguments: dict[str, Any], shapes: list[Shape]) -> None:
    check_slots(kind, {**arguments, "use_bias": True}, shapes)


@pytest.mark.parametrize(("kind", "arguments", "shapes"), LAST_CASES)
def test_every_kind_takes_an_activity_regularizer(kind: str, arguments: dict[str, Any], shapes: list[Shape]) -> None:
    arguments = {**arguments, "activity_regularizer": "l2"}
    (place,) = make(kind, arguments).activities()
    theirs = make_keras(kind, arguments)
    output = np.asarray(call(theirs, [np.ones((2, *(length or 4 for length in shape)), "float32") for shape in shapes]))
    (loss,) = theirs.losses
    assert place.regularizer is not None
    assert float(loss) == pytest.approx(place.regularizer.l2 * (output.astype("float64") ** 2).sum() / 2, rel=1e-5)


@pytest.mark.parametrize("length", [1, 2, 3, 5, None])
def test_windows(length: int | None) -> None:
    sizes = {
        "kernel_size": (1, 2, 3),
        "strides": (1, 2, 3),
        "dilation_rate": (1, 2),
        "padding": ("valid", "same", "causal"),
    }
    accepted = 0
    for values in product(*sizes.values()):
        arguments = dict(zip(sizes, values, strict=True))
        for kind, own in (("conv1d", {"filters": 2}), ("depthwise_conv1d", {}), ("separable_conv1d", {"filters": 2})):
            expected = verdict_of_keras(kind, {**own, **arguments}, [(length, 2)])
            assert verdict(kind, {**own, **arguments}, [(length, 2)]) == expected, (kind, arguments)
            accepted += expected is not None
    assert accepted > 20


@pytest.mark.parametrize("kind", ["max_pooling1d", "average_pooling1d"])
def test_pooling_windows(kind: str) -> None:
    for size, strides, padding, length in product((1, 2, 3), (None, 1, 2), ("valid", "same"), (1, 2, 3, 6, None)):
        arguments = {"pool_size": size, "strides": strides, "padding": padding}
        expected = verdict_of_keras(kind, arguments, [(length, 2)])
        assert verdict(kind, arguments, [(length, 2)]) == expected, (arguments, length)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_windows(padding: str) -> None:
    """By running them: TensorFlow refuses what Keras's own rule lets pass."""
    for size, strides, extra, length in product((1, 2, 3, 4), (1, 2, 3), (None, 0, 1, 2), (1, 3)):
        arguments = {"filters": 2, "kernel_size": size, "strides": strides, "padding": padding, "output_padding": extra}
        expected = verdict_of_keras("conv1d_transpose", arguments, [(length, 2)], run=True)
        assert verdict("conv1d_transpose", arguments, [(length, 2)]) == expected, (arguments, length)


def test_dilated_transposed_windows() -> None:
    """By Keras's rule: not every TensorFlow runs them on a processor."""
    for size, strides, rate, extra, padding in product((1, 2, 3), (1, 2), (1, 2, 3), (None, 0), ("valid", "same")):
        arguments = {"filters": 2, "kernel_size": size, "strides": strides, "dilation_rate": rate, "padding": padding}
        arguments["output_padding"] = extra
        if extra == 0 and padding == "same" and size == 2 and rate % 2:
            continue  # What TensorFlow refuses, above.
        for length in (4, None):
            expected = verdict_of_keras("conv1d_transpose", arguments, [(length, 2)])
            assert verdict("conv1d_transpose", arguments, [(length, 2)]) == expected, arguments


def test_reshapes() -> None:
    targets = ([], [1], [12], [-1], [4, 3], [-1, 3], [5, -1], [2, -1, 2], [24], [-1, -1], [0, 12], [-2, 6], 12)
    for target, shape in product(targets, ((), (1,), (12,), (4, 3), (3, 2, 2))):
        arguments = {"target_shape": target}
        expected = verdict_of_keras("reshape", arguments, [shape], run=True)
        assert verdict("reshape", arguments, [shape]) == expected, (target, shape)
    for target, shape in product(([8], [-1, 2], [-1, 3], [2, 2, -1]), ((None, 4), (None, None))):
        expected = verdict_of_keras("reshape", {"target_shape": target}, [shape])
        assert verdict("reshape", {"target_shape": target}, [shape]) == expected, (target, shape)
    assert verdict("reshape", {"target_shape": [6]}, [(None, 4)]) is None, "no number of fours is six"


SHAPES: tuple[Shape, ...] = ((), (3,), (1,), (4,), (4, 3), (1, 3), (4, 1), (None, 3), (4, None), (2, 4, 3), (2, 1, 3))


@pytest.mark.parametrize("kind", ["add", "subtract"])
def test_elementwise_shapes(kind: str) -> None:
    for one, other in product(SHAPES, SHAPES):
        assert verdict(kind, {}, [one, other]) == verdict_of_keras(kind, {}, [one, other]), (one, other)
    for one, other in product(SHAPES[:6], SHAPES[4:]):
        three = [one, (4, 1), other]
        if kind == "add":
            assert verdict(kind, {}, three) == verdict_of_keras(kind, {}, three), three


def test_elementwise_broadcasting_is_what_keras_computes() -> None:
    """The shape rule of Keras is not its computation: what fits must run."""
    for one, other in product(*[[shape for shape in SHAPES if None not in shape]] * 2):
        expected = verdict_of_keras("multiply", {}, [one, other], run=True)
        assert verdict("multiply", {}, [one, other]) == expected, (one, other)


def test_concatenations() -> None:
    for axis, one, other in product((-2, -1, 0, 1, 2), SHAPES, SHAPES):
        if (one, other) == ((), ()):
            continue  # Keras joins the batches of two scalars.
        unknown = None in one + other
        expected = verdict_of_keras("concatenate", {"axis": axis}, [one, other], run=not unknown)
        ours = verdict("concatenate", {"axis": axis}, [one, other])
        if axis in (0, -1 - len(one)) or len(one) != len(other):
            assert ours is None, "Keras notices the batch axis or another rank too late where a length is unknown"
        else:
            assert ours == expected, (axis, one, other)


def test_dots() -> None:
    shapes = ((), (3,), (4, 3), (3, 4), (None, 3), (2, 4, 3))
    for axes, one, other in product((-1, 1, 2, 3, 0, [1, 2], [2, 1], [-1, -2], [1]), shapes, shapes):
        unknown = None in one + other
        if unknown and (axes == 0 or () in (one, other)):
            continue  # Keras notices the batch axis only when it runs.
        expected = verdict_of_keras("dot", {"axes": axes}, [one, other], run=not unknown)
        assert verdict("dot", {"axes": axes}, [one, other]) == expected, (axes, one, other)


@pytest.mark.parametrize(
    ("kind", "arguments", "shape"),
    [
        ("conv1d", {"filters": 0, "kernel_size": 3}, (8, 4)),
        ("conv1d", {"filters": 4, "kernel_size": [3, 3]}, (8, 4)),
        ("conv1d", {"filters": 4, "kernel_size": 0}, (8, 4)),
        ("conv2d", {"filters": 4, "kernel_size": 3, "padding": "causal"}, (8, 8, 4)),
        ("conv2d", {"filters": 5, "kernel_size": 3, "groups": 2}, (8, 8, 4)),
        ("conv2d", {"filters": 6, "kernel_size": 3, "groups": 3}, (8, 8, 4)),
        ("conv2d", {"filters": 6, "kernel_size": 3, "strides": [1, 2], "dilation_rate": [2, 1]}, (8, 8, 4)),
        ("conv2d", {"filters": 6, "kernel_size": 3}, (8, 8, 8, 4)),
        ("conv2d", {"filters": 6, "kernel_size": 3}, (8, 2, 4)),
        ("depthwise_conv2d", {"kernel_size": 3, "strides": [1, 2]}, (8, 8, 4)),
        ("separable_conv2d", {"filters": 5, "kernel_size": 3, "strides": [1, 2]}, (8, 8, 4)),
        ("separable_conv2d", {"filters": 5, "kernel_size": 3, "depth_multiplier": 0}, (8, 8, 4)),
        ("conv2d_transpose", {"filters": 6, "kernel_size": 3}, (8, 4)),
        ("max_pooling2d", {"padding": "causal"}, (8, 8, 4)),
        ("max_pooling2d", {"strides": 0}, (8, 8, 4)),
        ("max_pooling2d", {}, (8, 4)),
        ("global_max_pooling2d", {}, (8, 4)),
        ("permute", {"dims": [1, 1]}, (8, 4)),
        ("permute", {"dims": [0, 1]}, (8, 4)),
        ("permute", {"dims": [2, 1]}, (8, 4, 3)),
        ("repeat_vector", {"n": 0}, (4,)),
        ("repeat_vector", {"n": 2}, (4, 3)),
        ("zero_padding2d", {"padding": -1}, (4, 4, 3)),
        ("zero_padding2d", {"padding": [1, 2, 3]}, (4, 4, 3)),
        ("zero_padding2d", {"padding": [1, [2, 3, 4]]}, (4, 4, 3)),
        ("cropping1d", {"cropping": 2}, (4, 3)),
        ("cropping2d", {"cropping": [0, [1, 3]]}, (4, 4, 3)),
        ("cropping3d", {}, (2, 3, 3, 3)),
        ("up_sampling1d", {"size": [2]}, (4, 3)),
        ("up_sampling2d", {"size": 0}, (4, 4, 3)),
        ("rescaling", {"scale": [1.0, 2.0]}, (4, 3)),
    ],
)
def test_what_keras_refuses_is_refused(kind: str, arguments: dict[str, Any], shape: Shape) -> None:
    assert verdict_of_keras(kind, arguments, [shape], run=True) is None
    assert verdict(kind, arguments, [shape]) is None


def test_bicubic_is_refused_because_tensorflow_approximates_it() -> None:
    """Away from halves TensorFlow's weights come from a table; the day they do not, the language may have it."""
    assert verdict("up_sampling2d", {"size": 3, "interpolation": "bicubic"}, [(4, 4, 1)]) is None
    image = np.zeros((1, 5, 5, 1))
    image[0, 2, 2, 0] = 1.0
    output = np.asarray(KERAS_CLASSES["up_sampling2d"](3, interpolation="bicubic", dtype="float64")(image))
    x = np.abs(np.arange(15) / 3 + 1 / 6 - 2.5)
    near, far = 1.5 * x**3 - 2.5 * x**2 + 1, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    weights = np.where(x <= 1, near, np.where(x < 2, far, 0.0))
    assert np.abs(output[0, 3:-3, 3:-3, 0] - np.outer(weights, weights)[3:-3, 3:-3]).max() > 1e-5


def test_keras_itself_adds_wrongly_where_an_axis_is_as_long_as_the_batch() -> None:
    """Why a backend must not lean on Keras's layer there; the shape rule cannot see the batch."""
    x, y = np.ones((5, 5), "float32"), np.arange(5, dtype="float32").reshape(5, 1)
    assert not np.allclose(np.asarray(keras.layers.Add()([x, y])), x + y)
