"""Calls of activations: as layers, and as the option of another layer."""

from __future__ import annotations

from typing import Any

from modelspec.layers.activation_functions import FUNCTIONS

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

NEEDED: dict[str, dict[str, Any]] = {"threshold": {"threshold": 0.5, "default_value": -2.0}}
L2 = {"activity_regularizer": {"l2": 0.1}}
KINDS = [function.kind for function in FUNCTIONS]
WITH_ARGUMENTS: list[tuple[str, dict[str, Any]]] = [
    ("relu", {"negative_slope": 0.1}),
    ("relu", {"negative_slope": -0.1}),
    ("relu", {"max_value": 6.0}),
    ("relu", {"max_value": 1.5}),
    ("relu", {"max_value": 0.0}),
    ("relu", {"threshold": 0.5}),
    ("relu", {"threshold": 0.5, "max_value": 1.0}),
    ("relu", {"threshold": 0.5, "negative_slope": 0.1, "max_value": 1.0}),
    ("leaky_relu", {"negative_slope": 0.05}),
    ("elu", {"alpha": 0.5}),
    ("celu", {"alpha": 2.0}),
    ("gelu", {"approximate": True}),
    ("hard_shrink", {"threshold": 1.0}),
    ("soft_shrink", {"threshold": 0.0}),
    ("threshold", {"threshold": -1.0, "default_value": 0.0}),
    ("squareplus", {"b": 0.5}),
]
GROWS = "exponential"
"""Its training soon leaves float32's range."""
OPTIONS = [kind if kind not in NEEDED else {kind: NEEDED[kind]} for kind in KINDS if kind != "glu"]
SIX: list[Shape] = [(6,)]
TABLE: list[Shape] = [(5, 4)]
AS_LAYERS: list[Call] = [
    *[(kind, NEEDED.get(kind, {}), SIX) for kind in KINDS],
    *[(kind, arguments, TABLE) for kind, arguments in WITH_ARGUMENTS],
]
AS_OPTIONS: list[Call] = [
    *[("dense", {"units": 3, "activation": option, "trainable": option != GROWS}, SIX) for option in OPTIONS],
    *[("dense", {"units": 3, "activation": {kind: arguments}}, SIX) for kind, arguments in WITH_ARGUMENTS],
]
VOLUME: list[Shape] = [(2, 3, 2, 4)]
"""Examples of so many axes that TensorFlow.js's WebGL backend has no gradient of some functions."""
OF_VOLUMES: list[Call] = [
    *[(kind, {}, VOLUME) for kind in ("leaky_relu", "leaky_re_lu", "hard_tanh", "sparse_plus")],
    ("re_lu", {"max_value": 1.0}, VOLUME),
    ("relu", {"negative_slope": 0.1}, VOLUME),
    ("conv3d", {"filters": 2, "kernel_size": 2, "activation": "leaky_relu"}, VOLUME),
    ("time_distributed", {"layer": {"leaky_relu": {}}}, VOLUME),
    ("time_distributed", {"layer": {"leaky_relu": 0.1}}, [(2, 2, 3, 2, 4)]),
]
CASES: list[Call] = [
    *AS_LAYERS,
    *AS_OPTIONS,
    *OF_VOLUMES,
    ("softmax", {"axis": 1}, [(3, 4)]),
    ("softmax", {"axis": -2}, [(3, 4, 2)]),
    ("log_softmax", {"axis": 1, **L2}, [(3, 4)]),
    ("log_softmax", {"axis": 2}, [(None, 4)]),
    ("glu", {"axis": 1}, [(4, 3)]),
    ("glu", {"axis": -1, **L2}, [(None, 6)]),
    ("activation", {"function": "tanh"}, [(6,)]),
    ("activation", {"function": {"leaky_relu": 0.3}, **L2}, [(4, 3)]),
    ("re_lu", {}, [(6,)]),
    ("re_lu", {"max_value": 6.0}, [(6,)]),
    ("re_lu", {"max_value": 1.0, **L2}, [(6,)]),
    ("re_lu", {"negative_slope": 0.1}, [(None, 6)]),
    ("re_lu", {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.5}, [(6,)]),
    ("leaky_re_lu", {}, [(6,)]),
    ("leaky_re_lu", {"negative_slope": 0.0, **L2}, [(6,)]),
    ("p_re_lu", {"alpha_regularizer": {"l1": 0.1, "l2": 0.2}}, [(6,)]),
    ("p_re_lu", {"alpha_initializer": {"constant": 0.25}, "shared_axes": [1, 2]}, [(5, 4, 3)]),
    ("p_re_lu", {"alpha_initializer": "he_normal", "shared_axes": 1, **L2}, [(None, 4)]),
    ("p_re_lu", {"alpha_regularizer": {"l2": 0.2}, "trainable": False}, [(6,)]),
    ("time_distributed", {"layer": {"leaky_relu": {}}}, [(3, 4)]),
    ("time_distributed", {"layer": {"hard_sigmoid": {}}}, [(3, 4)]),
    ("time_distributed", {"layer": {"dense": {"units": 3, "activation": "celu"}}}, [(3, 4)]),
    ("lstm", {"units": 3, "activation": "hard_tanh", "recurrent_activation": "hard_sigmoid"}, [(4, 3)]),
    ("gru", {"units": 3, "activation": {"leaky_relu": 0.1}, "recurrent_activation": "sigmoid"}, [(4, 3)]),
    ("simple_rnn", {"units": 3, "activation": "soft_shrink"}, [(4, 3)]),
]
