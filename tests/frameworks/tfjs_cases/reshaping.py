"""Calls of layers that reshape, pad, cut, enlarge or rescale."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]

L2 = {"activity_regularizer": {"l2": 0.1}}
CASES: list[tuple[str, dict[str, Any], list[Shape]]] = [
    ("flatten", {}, [(5,)]),
    ("flatten", {}, [(5, 3)]),
    ("flatten", L2, [(2, 3, 4, 3)]),
    ("flatten", {}, [(None, 3)]),
    ("reshape", {"target_shape": [6, 2]}, [(3, 4)]),
    ("reshape", {"target_shape": [2, -1, 3], **L2}, [(6, 4)]),
    ("reshape", {"target_shape": [-1, 3]}, [(None, 6)]),
    ("reshape", {"target_shape": [12]}, [(3, 4)]),
    ("permute", {"dims": [2, 1]}, [(3, 4)]),
    ("permute", {"dims": [3, 1, 2], **L2}, [(None, 4, 2)]),
    ("repeat_vector", {"n": 3}, [(5,)]),
    ("repeat_vector", {"n": 1, **L2}, [(5,)]),
    ("zero_padding1d", {}, [(5, 3)]),
    ("zero_padding1d", {"padding": [0, 2]}, [(None, 3)]),
    ("zero_padding2d", {}, [(5, 4, 3)]),
    ("zero_padding2d", {"padding": [1, 2], **L2}, [(None, 4, 3)]),
    ("zero_padding2d", {"padding": [[0, 1], [2, 3]]}, [(5, 4, 3)]),
    ("zero_padding3d", {"padding": 2}, [(2, 3, 4, 3)]),
    ("zero_padding3d", {"padding": [1, 0, 2]}, [(2, 3, 4, 3)]),
    ("zero_padding3d", {"padding": [[0, 1], [2, 0], [1, 1]], **L2}, [(2, 3, None, 3)]),
    ("cropping1d", {}, [(5, 3)]),
    ("cropping1d", {"cropping": [0, 2]}, [(None, 3)]),
    ("cropping2d", {}, [(5, 4, 3)]),
    ("cropping2d", {"cropping": [1, 0], **L2}, [(5, 4, 3)]),
    ("cropping2d", {"cropping": [[0, 1], [2, 1]]}, [(5, 4, 3)]),
    ("cropping2d", {"cropping": 1}, [(None, 4, 3)]),
    ("cropping2d", {}, [(None, 4, 3)]),
    ("cropping3d", {}, [(4, 3, 5, 3)]),
    ("cropping3d", {"cropping": [[0, 1], [2, 0], [1, 1]]}, [(4, 3, None, 3)]),
    ("up_sampling1d", {}, [(5, 3)]),
    ("up_sampling1d", {"size": 3, **L2}, [(None, 3)]),
    ("up_sampling2d", {}, [(4, 3, 3)]),
    ("up_sampling2d", {"size": [1, 3]}, [(4, None, 3)]),
    ("up_sampling2d", {"interpolation": "bilinear"}, [(4, 3, 3)]),
    ("up_sampling2d", {"size": [3, 2], "interpolation": "bilinear", **L2}, [(None, 5, 3)]),
    ("up_sampling2d", {"size": [1, 4], "interpolation": "bilinear"}, [(3, 1, 2)]),
    ("up_sampling3d", {}, [(2, 3, 4, 3)]),
    ("up_sampling3d", {"size": [1, 2, 3]}, [(2, None, 3, 2)]),
    ("rescaling", {"scale": 0.5}, [(4, 3)]),
    ("rescaling", {"scale": 2.0, "offset": -1.0, **L2}, [(None, 3)]),
    ("rescaling", {"scale": [1.0, 2.0, 3.0], "offset": [0.5, 0.0, -0.5]}, [(2, 4, 3)]),
    ("rescaling", {"scale": 0.5, "offset": [0.5, 0.0, -0.5]}, [(3,)]),
]
