"""Calls of pooling layers."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

SPACE: dict[int, tuple[int, ...]] = {1: (9,), 2: (8, 7), 3: (5, 4, 6)}
L2 = {"activity_regularizer": {"l2": 0.1}}
WINDOWS: list[Call] = [
    (f"{mode}_pooling{rank}d", {"pool_size": size, "padding": padding, **given}, [(*SPACE[rank], 3)])
    for mode, rank, padding, given, size in product(
        ("max", "average"), (1, 2, 3), ("valid", "same"), ({}, {"strides": 1}, {"strides": 2}), (2, 3)
    )
    if rank == 2 or size == 3 or not given
]
GLOBAL: list[Call] = [
    (f"global_{mode}_pooling{rank}d", given, [(*SPACE[rank], 3)])
    for mode, rank, given in product(("max", "average"), (1, 2, 3), ({}, {"keepdims": True, **L2}))
]
CASES: list[Call] = [
    *WINDOWS,
    *GLOBAL,
    *[(f"max_pooling{rank}d", {}, [(*SPACE[rank], 3)]) for rank in (1, 2, 3)],
    *[
        (f"{mode}_pooling2d", {"pool_size": 2, "padding": padding, "strides": [2, 3], **L2}, [(8, None, 3)])
        for mode, padding in product(("max", "average"), ("valid", "same"))
    ],
    *[
        (f"{mode}_pooling1d", {"pool_size": size, "padding": padding}, [(None, 3)])
        for mode, padding, size in product(("max", "average"), ("valid", "same"), (2, 3))
    ],
    ("max_pooling2d", {"pool_size": [2, 1], "padding": "same"}, [(7, 9, 3)]),
    ("average_pooling2d", {"pool_size": 9, "padding": "same", "strides": 1}, [(8, 7, 3)]),
    ("average_pooling1d", {"pool_size": 1, "padding": "same", "strides": 2}, [(8, 3)]),
    ("max_pooling3d", {"pool_size": [2, 1, 3], **L2}, [(5, 4, 6, 3)]),
    ("max_pooling3d", {"pool_size": [1, 3, 2], "strides": [2, 1, 1], "padding": "same"}, [(None, 4, 6, 3)]),
    ("max_pooling3d", {"pool_size": 1, "strides": 2, "padding": "same"}, [(6, 4, 5, 3)]),
    ("average_pooling3d", {"pool_size": [1, 3, 2], "strides": [2, 1, 1]}, [(None, 4, 6, 3)]),
    ("average_pooling3d", {"pool_size": 1, "padding": "same", "strides": 2}, [(6, 4, 5, 3)]),
    ("average_pooling3d", {"pool_size": 2, "padding": "same", **L2}, [(4, None, 6, 3)]),
    ("global_max_pooling1d", {}, [(None, 3)]),
    ("global_average_pooling2d", {}, [(None, None, 3)]),
]
