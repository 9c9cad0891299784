"""Calls of normalization layers."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

FLAGS = [{"center": center, "scale": scale} for center, scale in product((True, False), repeat=2)]
SHAPES: list[Shape] = [(3,), (6, 3), (5, 4, 3), (None, 4, 3), (3, 4, 2, 3)]
PENALTIES = {"gamma_regularizer": {"l2": 0.1}, "beta_regularizer": {"l1": 0.2}}
L2 = {"activity_regularizer": {"l2": 0.1}}
INITIALIZERS = {"beta_initializer": "ones", "gamma_initializer": {"constant": 2.0}}
MOVING = {"moving_mean_initializer": "ones", "moving_variance_initializer": {"constant": 2.0}}
AXES = (1, 2, [1, 2], [3, 2], [1, 2, 3], [-1, -3])

BATCH: list[dict[str, Any]] = [
    *[{"momentum": 0.75, **flags} for flags in FLAGS],
    *[{"axis": axis, "epsilon": 0.1} for axis in (1, 2, 3, -2)],
    {**PENALTIES, **L2},
    {"axis": 1, **PENALTIES},
    {**INITIALIZERS, "momentum": 1.0},
    {**MOVING, "axis": 1, "momentum": 0.0},
    {**MOVING, "trainable": False},
]
LAYER: list[dict[str, Any]] = [
    *[{"axis": axis} for axis in AXES],
    *[{"axis": [1, 2], **flags} for flags in FLAGS],
    {"epsilon": 0.1, "trainable": False},
    {**PENALTIES, **L2},
    INITIALIZERS,
]
GROUP: list[dict[str, Any]] = [
    *[{"groups": count, **flags} for count, flags in product((1, 2, -1), FLAGS)],
    *[{"groups": 2, "axis": axis} for axis in (1, 2)],
    {"groups": 2, "epsilon": 0.1, "trainable": False},
    {"groups": 2, **PENALTIES, **L2},
    {"groups": 2, **INITIALIZERS},
]
CUBE: list[Shape] = [(5, 4, 3)]
GROUPED: list[Shape] = [(4, 2, 6)]
RANK_5: list[Shape] = [(3, 4, 2, 3)]
RMS: list[dict[str, Any]] = [
    *[{"axis": axis} for axis in (-1, [-2, -1], [2, 3], [3, 2], [1, 2, 3])],
    {"epsilon": 0.1, **L2},
    {"trainable": False},
]
CASES: list[Call] = [
    *[(kind, {}, [shape]) for kind, shape in product(("batch_normalization", "layer_normalization"), SHAPES)],
    *[("batch_normalization", arguments, CUBE) for arguments in BATCH],
    *[("layer_normalization", arguments, CUBE) for arguments in LAYER],
    *[("layer_normalization", {"axis": [2, 1], **flags}, RANK_5) for flags in FLAGS],
    *[("group_normalization", arguments, GROUPED) for arguments in GROUP],
    ("group_normalization", {}, [(64,)]),
    ("group_normalization", {"groups": 2}, [(None, 6)]),
    ("group_normalization", {"groups": 2}, [(2, 3, 2, 4)]),
    *[("rms_normalization", arguments, CUBE) for arguments in RMS],
    ("rms_normalization", {}, [(None, 3)]),
]
