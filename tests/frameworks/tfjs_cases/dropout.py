"""Calls of layers that are noise while training."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

L1 = {"activity_regularizer": {"l1": 0.1}}
CASES: list[Call] = [
    ("dropout", {"rate": 0.0}, [(6,)]),
    ("spatial_dropout1d", {"rate": 0.0}, [(4, 3)]),
    ("gaussian_dropout", {"rate": 0.0}, [(6,)]),
    ("gaussian_noise", {"stddev": 0.0, **L1}, [(6,)]),
    ("alpha_dropout", {"rate": 0.0, "noise_shape": [None, 1]}, [(6,)]),
    ("activity_regularization", {"l1": 0.1}, [(6,)]),
    ("activity_regularization", {"l2": 0.2}, [(None, 3)]),
    ("activity_regularization", {"l1": 0.1, "l2": 0.2}, [(4, 3)]),
    ("activity_regularization", {}, [(6,)]),
]
RANDOM: list[Call] = [
    ("dropout", {"rate": 0.3}, [(6,)]),
    ("dropout", {"rate": 0.5, **L1}, [(4, 3)]),
    ("dropout", {"rate": 0.5, "noise_shape": [None, 1, 3]}, [(4, 3)]),
    ("dropout", {"rate": 0.5, "noise_shape": [1, None, None]}, [(None, 3)]),
    ("spatial_dropout1d", {"rate": 0.3}, [(4, 3)]),
    ("spatial_dropout2d", {"rate": 0.3}, [(4, 5, 3)]),
    ("spatial_dropout3d", {"rate": 0.3}, [(2, 4, 3, 3)]),
    ("gaussian_dropout", {"rate": 0.3, **L1}, [(6,)]),
    ("gaussian_noise", {"stddev": 0.5}, [(4, 3)]),
    ("alpha_dropout", {"rate": 0.3}, [(6,)]),
    ("alpha_dropout", {"rate": 0.5, "noise_shape": [None, 1, None], **L1}, [(4, 3)]),
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("dropout", {"rate": 1.0}, [(6,)], "rate of 1"),
    ("spatial_dropout2d", {"rate": 1.0}, [(4, 4, 3)], "rate of 1"),
]
