"""Calls of dense and embedding layers."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]

CASES: list[tuple[str, dict[str, Any], list[Shape]]] = [
    ("dense", {"units": 5}, [(3,)]),
    ("dense", {"units": 5, "use_bias": False}, [(4, 3)]),
    ("dense", {"units": 5, "kernel_regularizer": {"l2": 0.1}, "bias_regularizer": {"l1": 0.2}}, [(3,)]),
    ("dense", {"units": 4, "kernel_initializer": "he_normal", "bias_initializer": "ones"}, [(2, 4, 3)]),
    ("dense", {"units": 5, "activation": "relu", "activity_regularizer": {"l1": 0.1, "l2": 0.2}}, [(None, 3)]),
    ("dense", {"units": 5, "activation": "softmax"}, [(2, 4, 3)]),
    ("dense", {"units": 1, "activation": {"elu": {"alpha": 0.5}}, "trainable": False}, [(2, 3, 4, 3)]),
    ("embedding", {"input_dim": 9, "output_dim": 4}, [(6,)]),
    ("embedding", {"input_dim": 9, "output_dim": 4, "embeddings_regularizer": {"l2": 0.1}}, [(2, None)]),
    ("embedding", {"input_dim": 9, "output_dim": 4, "embeddings_initializer": "ones", "trainable": False}, [(3, 2)]),
    ("embedding", {"input_dim": 9, "output_dim": 4, "activity_regularizer": {"l2": 0.1}}, [(6,)]),
    ("position_embedding", {"length": 6}, [(6, 4)]),
    ("position_embedding", {"length": 9, "embeddings_regularizer": {"l1": 0.1, "l2": 0.2}}, [(6, 4)]),
    ("position_embedding", {"length": 9, "embeddings_initializer": "random_normal"}, [(3, 6, 4)]),
    ("position_embedding", {"length": 6, "activity_regularizer": {"l2": 0.1}, "trainable": False}, [(6, 4)]),
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("dense", {"units": 5}, [(2, 3, 2, 4, 3)], "at most four axes"),
]
