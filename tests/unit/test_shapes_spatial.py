"""Shapes, weights and costs of convolutions, pooling, reshaping and merging, and the words in which they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from modelspec.ir import Shape
from modelspec.layers import LAYERS, find
from modelspec.layers.base import Layer, ShapeError

CONV = {"filters": 6, "kernel_size": 3}


def make(kind: str, arguments: dict[str, Any]) -> Layer:
    return find(kind).model_validate(arguments)


@pytest.mark.parametrize(
    ("kind", "arguments", "shape", "output"),
    [
        ("conv2d", {**CONV, "strides": 2}, (7, None, 3), (3, None, 6)),
        ("conv2d", {**CONV, "strides": 2, "padding": "same"}, (7, 8, 3), (4, 4, 6)),
        ("conv1d", {**CONV, "padding": "causal", "dilation_rate": 9}, (4, 3), (4, 6)),
        ("depthwise_conv2d", {"kernel_size": 3, "depth_multiplier": 2}, (7, 8, 3), (5, 6, 6)),
        ("separable_conv1d", {**CONV, "dilation_rate": 2}, (7, 3), (3, 6)),
        ("conv1d_transpose", {**CONV, "strides": 5}, (4, 3), (20, 6)),
        ("conv1d_transpose", {**CONV, "strides": 2}, (4, 3), (9, 6)),
        ("conv1d_transpose", {**CONV, "strides": 2, "padding": "same"}, (4, 3), (8, 6)),
        ("conv1d_transpose", {**CONV, "strides": 2, "padding": "same", "output_padding": 0}, (4, 3), (7, 6)),
        ("conv2d_transpose", {**CONV, "strides": 2, "padding": "same"}, (None, 4, 3), (None, 8, 6)),
        ("max_pooling2d", {}, (7, None, 3), (3, None, 3)),
        ("average_pooling1d", {"pool_size": 3, "strides": 2, "padding": "same"}, (7, None), (4, None)),
        ("global_average_pooling2d", {}, (None, None, 3), (3,)),
        ("global_max_pooling2d", {"keepdims": True}, (None, None, 3), (1, 1, 3)),
        ("flatten", {}, (4, 5), (20,)),
        ("flatten", {}, (4, None), (None,)),
        ("reshape", {"target_shape": [2, -1]}, (4, 5), (2, 10)),
        ("reshape", {"target_shape": [-1, 2]}, (None, 4), (None, 2)),
        ("permute", {"dims": [2, 1]}, (4, None), (None, 4)),
        ("repeat_vector", {"n": 3}, (None,), (3, None)),
        ("zero_padding2d", {"padding": [1, [0, 2]]}, (4, None, 3), (6, None, 3)),
        ("cropping2d", {"cropping": [1, [0, 2]]}, (4, 5, 3), (2, 3, 3)),
        ("up_sampling2d", {"size": [1, 3]}, (4, 5, 3), (4, 15, 3)),
        ("rescaling", {"scale": [0.5], "offset": [1, 2, 3]}, (4, 3), (4, 3)),
    ],
)
def test_shapes(kind: str, arguments: dict[str, Any], shape: Shape, output: Shape) -> None:
    assert make(kind, arguments).shape([shape]) == output


@pytest.mark.parametrize(
    ("kind", "arguments", "shapes", "output"),
    [
        ("add", {}, [(4, 5), (5,), (4, 1)], (4, 5)),
        ("add", {}, [(None, 1), (3,)], (None, 3)),
        ("maximum", {}, [(None, 5), (7, 5)], (None, 5)),
        ("concatenate", {}, [(4, 2), (4, 3)], (4, 5)),
        ("concatenate", {"axis": 1}, [(4, 2), (None, 2)], (None, 2)),
        ("dot", {"axes": 1}, [(4,), (4,)], (1,)),
        ("dot", {"axes": [1, 2]}, [(4, 5), (6, 4)], (5, 6)),
    ],
)
def test_merged_shapes(kind: str, arguments: dict[str, Any], shapes: list[Shape], output: Shape) -> None:
    assert make(kind, arguments).shape(shapes) == output


@pytest.mark.parametrize(
    ("kind", "arguments", "shapes", "message", "help", "argument"),
    [
        (
            "conv2d",
            CONV,
            [(28, 28)],
            "`conv2d` takes an input of shape [height, width, channels], got [28, 28]",
            None,
            None,
        ),
        (
            "conv1d",
            CONV,
            [(28, None)],
            "`conv1d` needs to know the number of channels of its input, and it is null here",
            "give the input's shape a number there",
            None,
        ),
        (
            "conv2d",
            {**CONV, "dilation_rate": 2},
            [(8, 4, 3)],
            "`conv2d` has a kernel larger than its input: it spans 5 along the width, and the input [8, 4, 3] has 4",
            "set `kernel_size` to at most 2 there, or `padding: same`",
            "kernel_size",
        ),
        (
            "max_pooling1d",
            {},
            [(1, 3)],
            "`max_pooling1d` has a window larger than its input: it spans 2 along the length, and the input [1, 3] "
            "has 1",
            "set `pool_size` to at most 1 there, or `padding: same`",
            "pool_size",
        ),
        (
            "conv2d",
            {**CONV, "groups": 3},
            [(8, 8, 4)],
            "`conv2d` cannot split the 4 channels of its input [8, 8, 4] into 3 equal groups",
            "`groups` may be 1, 2",
            "groups",
        ),
        (
            "conv1d_transpose",
            {"filters": 6, "kernel_size": 4, "strides": 2, "padding": "same", "output_padding": 0},
            [(None, 4)],
            "`conv1d_transpose` cannot have `output_padding: 0` along the length: with `padding: same` a kernel of "
            "even length, here 4, needs at least 1",
            "leave `output_padding` out",
            "output_padding",
        ),
        (
            "cropping2d",
            {"cropping": [0, [1, 2]]},
            [(8, 3, 1)],
            "`cropping2d` cuts 3 cells off the width, and its input [8, 3, 1] has 3",
            "cut at most 2 there",
            "cropping",
        ),
        (
            "reshape",
            {"target_shape": [4, 7]},
            [(5, 5)],
            "`reshape` cannot make [4, 7] of [5, 5]: 25 entries do not fill 28",
            "the number of entries stays as it is",
            "target_shape",
        ),
        (
            "reshape",
            {"target_shape": [4, -1]},
            [(5, 5)],
            "`reshape` cannot make [4, -1] of [5, 5]: 25 entries do not fill a multiple of 4",
            "the number of entries stays as it is",
            "target_shape",
        ),
        (
            "reshape",
            {"target_shape": [6]},
            [(None, 4)],
            "`reshape` cannot make [6] of [null, 4]: a multiple of 4 entries do not fill 6",
            "the number of entries stays as it is",
            "target_shape",
        ),
        (
            "permute",
            {"dims": [2, 1]},
            [(4, 5, 3)],
            "`permute` orders 2 axes, and its input [4, 5, 3] has 3",
            "the batch axis is not counted",
            "dims",
        ),
        (
            "rescaling",
            {"scale": 1, "offset": [1, 2]},
            [(4, 3)],
            "`offset` of `rescaling` has 2 numbers, and its input [4, 3] has 3 channels",
            "write one number, or one for each entry of the last axis",
            "offset",
        ),
        (
            "add",
            {},
            [(8, 4), (8, 3)],
            "`add` cannot combine [8, 4] with [8, 3]: axis -1 is 4 in one and 3 in the other",
            "two lengths fit if they are equal or one is 1",
            "from",
        ),
        (
            "multiply",
            {},
            [(4,), (4, 3)],
            "`multiply` cannot combine [4] with [4, 3]: axis -1 is 3 in one and 4 in the other",
            "two lengths fit if they are equal or one is 1; a shorter shape is laid against the end",
            "from",
        ),
        (
            "concatenate",
            {},
            [(8, 4), (7, 3)],
            "`concatenate` along axis -1 cannot join [8, 4] and [7, 3]: axis 1 is 8 in one and 7 in the other",
            "all other axes must be equal",
            "from",
        ),
        (
            "concatenate",
            {},
            [(8, 4), (4,)],
            "`concatenate` takes inputs with the same number of axes, got [8, 4] and [4]",
            None,
            "from",
        ),
        (
            "concatenate",
            {"axis": 0},
            [(8, 4), (8, 4)],
            "`axis: 0` of `concatenate` is the batch axis",
            "the first axis of an example is 1",
            "axis",
        ),
        (
            "dot",
            {"axes": [0, 1]},
            [(8,), (8,)],
            "`axes: 0` of `dot` is the batch axis",
            "the first axis of an example is 1",
            "axes",
        ),
        (
            "dot",
            {"axes": [2, 1]},
            [(3, 5), (None, 5)],
            "`dot` multiplies axis 2 of [3, 5] with axis 1 of [null, 5], and their lengths differ",
            None,
            "axes",
        ),
    ],
)
def test_shape_errors(
    kind: str, arguments: dict[str, Any], shapes: list[Shape], message: str, help: str | None, argument: str | None
) -> None:
    with pytest.raises(ShapeError) as caught:
        make(kind, arguments).shape(shapes)
    assert (caught.value.message, caught.value.help, caught.value.argument) == (message, help, argument)


@pytest.mark.parametrize(
    ("kind", "arguments", "code", "message", "place"),
    [
        ("conv2d", {**CONV, "kernel_size": [3]}, "E112", "must be one number or a list of 2, got a list of 1", ()),
        ("conv2d", {**CONV, "groups": 4}, "E107", "must divide `filters`: 6 make no 4 equal groups", ()),
        (
            "conv2d",
            {**CONV, "strides": [2, 1], "dilation_rate": [1, 2]},
            "E107",
            "must be 1 where `strides` is greater than 1: Keras has no convolution with both",
            (),
        ),
        ("conv2d", {**CONV, "padding": "causal"}, "E107", "must be `valid` or `same`, got `causal`", ()),
        (
            "depthwise_conv2d",
            {"kernel_size": 3, "strides": [1, 2]},
            "E107",
            "must be the same along every axis, got `[1, 2]`",
            (),
        ),
        (
            "conv2d_transpose",
            {**CONV, "strides": [3, 2], "output_padding": [2, 2]},
            "E107",
            "must be less than `strides`, got 2 where the stride is 2",
            (),
        ),
        ("reshape", {"target_shape": 12}, "E107", "must be a list of lengths, got `12`", ()),
        ("reshape", {"target_shape": [-1, 2, -1]}, "E107", "must have one -1 at most, got `[-1, 2, -1]`", ()),
        (
            "reshape",
            {"target_shape": [3, 0]},
            "E107",
            "must hold lengths from 1, or -1 for what is left over, got `0`",
            (1,),
        ),
        ("reshape", {"target_shape": [3, None]}, "E107", "must be a list of lengths, and holds null", (1,)),
        ("permute", {"dims": [0, 1]}, "E107", "must name each axis from 1 to 2 once, got `[0, 1]`", ()),
        (
            "zero_padding1d",
            {"padding": [1, 2, 3]},
            "E112",
            "must be one whole number or a list of two, got a list of 3",
            (),
        ),
        (
            "zero_padding2d",
            {"padding": [1, [2, 3, 4]]},
            "E112",
            "must be one whole number, or a list of 2 numbers or pairs of them, got a list of 3",
            (1,),
        ),
        (
            "zero_padding2d",
            {"padding": [1, [2, -3]]},
            "E107",
            "must be a whole number from 0 to 2147483647, got `-3`",
            (1, 1),
        ),
        (
            "cropping1d",
            {"cropping": "two"},
            "E107",
            "must be one whole number or a list of two, got `two`",
            (),
        ),
        ("up_sampling2d", {"interpolation": "bicubic"}, "E107", "must be `nearest` or `bilinear`, got `bicubic`", ()),
        (
            "rescaling",
            {"scale": "big"},
            "E107",
            "must be a number or a list of one number a channel, got `big`",
            (),
        ),
        ("rescaling", {"scale": [float("inf")]}, "E107", "must be finite, got `[inf]`", ()),
        (
            "dot",
            {"axes": [1, 2, 3]},
            "E107",
            "must be one axis, or a list of one axis for each input, got `[1, 2, 3]`",
            (),
        ),
    ],
)
def test_refused_arguments(
    kind: str, arguments: dict[str, Any], code: str, message: str, place: tuple[int, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        make(kind, arguments)
    (item,) = caught.value.errors()
    assert (item["type"], item["msg"], item["ctx"]["at"]) == (code, message, place)


def test_a_problem_of_strides_hides_none_of_what_depends_on_them() -> None:
    with pytest.raises(ValidationError) as caught:
        make("conv1d_transpose", {**CONV, "strides": "two", "output_padding": 1, "dilation_rate": 0})
    assert [item["loc"][0] for item in caught.value.errors()] == ["strides", "dilation_rate"]


def test_forms_of_borders() -> None:
    both = ((1, 1), (2, 3))
    assert make("zero_padding2d", {"padding": [1, [2, 3]]}) == make("zero_padding2d", {"padding": both})
    assert make("cropping3d", {"cropping": 1}) == make("cropping3d", {})
    assert make("zero_padding1d", {"padding": 1}) == make("zero_padding1d", {"padding": [1, 1]})


@pytest.mark.parametrize(
    ("kind", "arguments", "shape", "weights"),
    [
        (
            "conv2d",
            {**CONV, "kernel_size": [3, 2], "groups": 2},
            (None, None, 4),
            [("kernel", "kernel", (3, 2, 2, 6)), ("bias", "bias", (6,))],
        ),
        (
            "depthwise_conv1d",
            {"kernel_size": 3, "depth_multiplier": 2},
            (8, 4),
            [("kernel", "depthwise", (3, 4, 2)), ("bias", "bias", (8,))],
        ),
        (
            "separable_conv2d",
            {**CONV, "depth_multiplier": 2, "use_bias": False},
            (8, 8, 4),
            [("depthwise_kernel", "depthwise", (3, 3, 4, 2)), ("pointwise_kernel", "pointwise", (1, 1, 8, 6))],
        ),
        ("conv1d_transpose", {**CONV, "use_bias": False}, (8, 4), [("kernel", "kernel", (3, 6, 4))]),
        ("average_pooling2d", {"pool_size": 2}, (8, 8, 4), []),
    ],
)
def test_weights(kind: str, arguments: dict[str, Any], shape: Shape, weights: list[Any]) -> None:
    declared = make(kind, arguments).weights([shape])
    assert [(weight.name, weight.slot, weight.shape) for weight in declared] == weights


@pytest.mark.parametrize(
    ("kind", "arguments", "shapes", "count"),
    [
        ("conv2d", CONV, [(8, 7, 4)], 6 * 5 * 6 * 3 * 3 * 4),
        ("conv2d", {**CONV, "groups": 2}, [(None, 7, 4)], 5 * 6 * 3 * 3 * 2),
        ("depthwise_conv1d", {"kernel_size": 3, "depth_multiplier": 2}, [(8, 4)], 6 * 3 * 4 * 2),
        ("separable_conv1d", CONV, [(8, 4)], 6 * (3 * 4 + 4 * 6)),
        ("conv1d_transpose", {**CONV, "strides": 2}, [(8, 4)], 8 * 3 * 4 * 6),
        ("dot", {"axes": -1}, [(4, 5), (3, 5)], 4 * 3 * 5),
        ("max_pooling2d", {}, [(8, 8, 4)], 0),
        ("add", {}, [(8, 4), (8, 4)], 0),
    ],
)
def test_multiply_adds(kind: str, arguments: dict[str, Any], shapes: list[Shape], count: int) -> None:
    layer = make(kind, arguments)
    assert layer.multiply_adds(shapes, layer.shape(shapes)) == count


@pytest.mark.parametrize("family", ["convolution", "pooling", "reshaping", "merging"])
def test_a_family_has_the_kinds_of_the_catalogue(family: str) -> None:
    for kind in LAYERS[family]:
        assert find(kind).kind == kind
        assert find(kind).__doc__
        assert find(kind).model_config["extra"] == "forbid"
