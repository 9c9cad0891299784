"""Calls of transposed convolutions."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

SPACE: dict[int, tuple[int, ...]] = {1: (5,), 2: (4, 5), 3: (3, 2, 4)}
PENALTIES = {"kernel_regularizer": {"l2": 0.1}, "bias_regularizer": {"l1": 0.2}}
L2 = {"activity_regularizer": {"l2": 0.1}}
WINDOWS: list[Call] = [
    (
        f"conv{rank}d_transpose",
        {"filters": 4, "kernel_size": size, "strides": stride, "padding": padding},
        [(*SPACE[rank], 3)],
    )
    for rank, padding, stride, size in product((1, 2, 3), ("valid", "same"), (1, 2, 3), (1, 2, 3, 4))
    if rank == 1 or (stride == 2 and size in (1, 2, 3))
]
EXTRA: list[Call] = [
    (
        f"conv{rank}d_transpose",
        {"filters": 4, "kernel_size": size, "strides": 3, "padding": padding, "output_padding": extra},
        [(*SPACE[rank], 3)],
    )
    for rank, padding, size, extra in product((1, 2, 3), ("valid", "same"), (2, 3), (0, 1, 2))
    if not (padding == "same" and size == 2 and extra == 0) and (rank == 1 or extra == 1)
]
CASES: list[Call] = [
    *WINDOWS,
    *EXTRA,
    ("conv1d_transpose", {"filters": 4, "kernel_size": 3, "activation": "relu", **PENALTIES, **L2}, [(None, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": [3, 2], "strides": [2, 1], "padding": "same"}, [(4, 5, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, [(None, None, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 3, "kernel_initializer": "he_normal", **PENALTIES}, [(4, 5, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 3, "strides": 2, "output_padding": [0, 1]}, [(None, 5, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 3, "activation": {"leaky_relu": 0.25}, **L2}, [(4, 5, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 3, "bias_initializer": "ones", "trainable": False}, [(4, 5, 3)]),
    ("conv3d_transpose", {"filters": 4, "kernel_size": 2, "use_bias": False, "trainable": False}, [(3, 2, 4, 3)]),
    ("conv3d_transpose", {"filters": 4, "kernel_size": [1, 2, 3], "strides": [1, 2, 3]}, [(3, None, 4, 3)]),
    ("conv3d_transpose", {"filters": 4, "kernel_size": 2, "activation": "tanh", **PENALTIES}, [(3, 2, 4, 3)]),
]
NOT_IN_KERAS: list[Call] = [
    ("conv1d_transpose", {"filters": 4, "kernel_size": 3, "dilation_rate": 2, "use_bias": False}, [(5, 3)]),
    ("conv1d_transpose", {"filters": 4, "kernel_size": 3, "dilation_rate": 3, "padding": "same"}, [(5, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 3, "dilation_rate": [2, 1], **PENALTIES}, [(4, 5, 3)]),
    ("conv2d_transpose", {"filters": 4, "kernel_size": 2, "dilation_rate": 2, "padding": "same"}, [(4, 5, 3)]),
    ("conv3d_transpose", {"filters": 4, "kernel_size": 2, "dilation_rate": [1, 2, 3]}, [(3, 2, 4, 3)]),
]
"""TensorFlow has no such kernel for processors."""
