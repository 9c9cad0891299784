"""Calls of convolutions."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

SPACE: dict[int, tuple[int, ...]] = {1: (9,), 2: (8, 7), 3: (5, 4, 6)}
PENALTIES = {"kernel_regularizer": {"l2": 0.1}, "bias_regularizer": {"l1": 0.2}}
WINDOWS: list[Call] = [
    (f"conv{rank}d", {"filters": 4, "kernel_size": size, "strides": stride, "padding": padding}, [(*SPACE[rank], 3)])
    for rank, padding, stride, size in product((1, 2, 3), ("valid", "same"), (1, 2), (1, 2, 3))
    if rank == 2 or size != 2
]
CASES: list[Call] = [
    *WINDOWS,
    ("conv1d", {"filters": 4, "kernel_size": 3, "padding": "causal"}, [(8, 3)]),
    ("conv1d", {"filters": 4, "kernel_size": 3, "padding": "causal", "strides": 2, **PENALTIES}, [(None, 3)]),
    ("conv1d", {"filters": 4, "kernel_size": 2, "padding": "causal", "dilation_rate": 4, "groups": 2}, [(9, 6)]),
    ("conv1d", {"filters": 4, "kernel_size": 1, "padding": "causal", "use_bias": False}, [(8, 3)]),
    ("conv1d", {"filters": 4, "kernel_size": 3, "dilation_rate": 2}, [(None, 3)]),
    ("conv1d", {"filters": 4, "kernel_size": 9, "padding": "same", "strides": 2}, [(5, 3)]),
    ("conv1d", {"filters": 4, "kernel_size": 5, "padding": "same", "dilation_rate": 3}, [(4, 3)]),
    ("conv1d", {"filters": 4, "kernel_size": 3, "groups": 2, "trainable": False, **PENALTIES}, [(9, 6)]),
    ("conv2d", {"filters": 4, "kernel_size": [3, 5], "padding": "same", "strides": [2, 1]}, [(8, 7, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "padding": "same", "strides": 2}, [(None, None, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "padding": "same", "dilation_rate": 2, **PENALTIES}, [(8, 7, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 2, "dilation_rate": [2, 1], "padding": "same"}, [(8, None, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "dilation_rate": [3, 2], "activation": "tanh"}, [(9, 8, 3)]),
    ("conv2d", {"filters": 6, "kernel_size": 3, "groups": 3, "use_bias": False}, [(8, 7, 6)]),
    ("conv2d", {"filters": 6, "kernel_size": 3, "groups": 6, "strides": 2, "padding": "same"}, [(7, 9, 6)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "groups": 2, "kernel_initializer": "he_normal"}, [(8, 7, 6)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "activation": "softmax", **PENALTIES}, [(8, 7, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "activation": {"leaky_relu": 0.25}}, [(8, 7, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "groups": 2, "activation": {"leaky_relu": 0.25}}, [(8, 7, 6)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "activity_regularizer": {"l2": 0.1}, "trainable": False}, [(8, 7, 3)]),
    ("conv2d", {"filters": 4, "kernel_size": 3, "bias_initializer": "ones", "kernel_initializer": "ones"}, [(8, 7, 3)]),
    ("conv3d", {"filters": 4, "kernel_size": 2, "padding": "same", "strides": 3}, [(7, 6, 5, 3)]),
    ("conv3d", {"filters": 4, "kernel_size": [1, 2, 3], "padding": "same", "strides": 2}, [(None, 4, 6, 3)]),
    ("conv3d", {"filters": 4, "kernel_size": 2, "groups": 2, "activation": "relu"}, [(5, 4, 6, 4)]),
    ("conv3d", {"filters": 4, "kernel_size": 3, "dilation_rate": [1, 2, 1], "padding": "same"}, [(5, 4, 6, 3)]),
]
