"""Calls of depthwise and separable convolutions."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

SPACE: dict[int, tuple[int, ...]] = {1: (9,), 2: (8, 7)}
KERNEL = {"depthwise_regularizer": {"l2": 0.1}}
BIAS = {"bias_regularizer": {"l1": 0.2}}
MIX = {"pointwise_regularizer": {"l1": 0.1, "l2": 0.2}}
WINDOWS: list[Call] = [
    (kind.format(rank), {**given, "strides": stride, "padding": padding, "depth_multiplier": many}, [(*SPACE[rank], 3)])
    for kind, given in (
        ("depthwise_conv{}d", {"kernel_size": 3}),
        ("separable_conv{}d", {"filters": 5, "kernel_size": 3}),
    )
    for rank, padding, stride, many in product((1, 2), ("valid", "same"), (1, 2), (1, 2))
]
CASES: list[Call] = [
    *WINDOWS,
    ("depthwise_conv1d", {"kernel_size": 3, "activation": "relu", **KERNEL, **BIAS}, [(None, 3)]),
    ("depthwise_conv1d", {"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, [(8, 3)]),
    ("depthwise_conv1d", {"kernel_size": 1, "strides": 2, "padding": "same", "trainable": False, **KERNEL}, [(8, 3)]),
    ("depthwise_conv2d", {"kernel_size": [2, 3], "dilation_rate": 2, "use_bias": False}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 3, "padding": "same", "dilation_rate": [2, 3], **KERNEL}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 3, "padding": "same", "strides": 2}, [(None, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 1, "padding": "same", "strides": 2, **BIAS}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 9, "padding": "same", "use_bias": False}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 3, "depthwise_initializer": "he_normal", **KERNEL, **BIAS}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 3, "activation": {"leaky_relu": 0.25}}, [(8, 7, 3)]),
    ("depthwise_conv2d", {"kernel_size": 3, "activity_regularizer": {"l2": 0.1}, "trainable": False}, [(8, 7, 3)]),
    ("separable_conv1d", {"filters": 5, "kernel_size": 3, "use_bias": False, "dilation_rate": 2}, [(9, 3)]),
    ("separable_conv1d", {"filters": 5, "kernel_size": 3, "activation": "tanh", **KERNEL, **MIX, **BIAS}, [(None, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": [3, 2], "activation": "tanh"}, [(8, 7, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 4, "padding": "same", "strides": 3}, [(None, 8, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 3, "dilation_rate": 2, "padding": "same", **MIX}, [(8, 7, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 3, **KERNEL, **MIX, **BIAS}, [(8, 7, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 3, "pointwise_initializer": "ones"}, [(8, 7, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 3, "depthwise_initializer": "ones"}, [(8, 7, 3)]),
    ("separable_conv2d", {"filters": 5, "kernel_size": 3, "activity_regularizer": {"l1": 0.1}}, [(8, 7, 3)]),
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("depthwise_conv1d", {"kernel_size": 3, "strides": 2, "dilation_rate": 2}, [(9, 3)], "both strides and dilation"),
    (
        "separable_conv2d",
        {"filters": 5, "kernel_size": 3, "strides": 2, "dilation_rate": [1, 2]},
        [(8, 7, 3)],
        "both strides and dilation",
    ),
]
