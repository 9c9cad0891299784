"""Calls of multi_head_attention."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]

KIND = "multi_head_attention"
HEADS = {"num_heads": 2, "key_dim": 4}
PENALTIES = {"kernel_regularizer": {"l2": 0.1}, "bias_regularizer": {"l1": 0.2}}
L2 = {"activity_regularizer": {"l2": 0.1}}
CASES: list[tuple[str, dict[str, Any], list[Shape]]] = [
    (KIND, HEADS, [(5, 6)]),
    (KIND, {"num_heads": 3, "key_dim": 5, **PENALTIES}, [(None, 6)]),
    (KIND, {**HEADS, "use_causal_mask": True, **L2}, [(5, 6)]),
    (KIND, {**HEADS, "use_causal_mask": True}, [(5, 6), (4, 6)]),
    (KIND, {**HEADS, "value_dim": 3, "use_bias": False, **L2}, [(5, 6), (4, 7)]),
    (KIND, {**HEADS, "output_shape": 7, "kernel_initializer": "he_normal", "bias_initializer": "ones"}, [(5, 6)]),
    (KIND, {**HEADS, "output_shape": [2, 7], "value_dim": 3, **PENALTIES, **L2}, [(5, 6), (4, 7), (4, 8)]),
    (KIND, {**HEADS, "trainable": False}, [(5, 6), (4, 7), (4, 7)]),
]
RANDOM: list[tuple[str, dict[str, Any], list[Shape]]] = [
    (KIND, {**HEADS, "dropout": 0.5}, [(5, 6)]),
    (KIND, {**HEADS, "dropout": 0.5, **L2}, [(5, 6), (4, 7)]),
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    (KIND, {**HEADS, "dropout": 1.0}, [(5, 6)], "rates below 1"),
]
