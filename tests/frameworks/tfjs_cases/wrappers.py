"""Calls of layers around a layer."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]

X: Shape = (5, 3)
PENALTIES = {"kernel_regularizer": {"l2": 0.1}, "bias_regularizer": {"l1": 0.2}}
L2 = {"activity_regularizer": {"l2": 0.1}}
MODES = ("concat", "sum", "mul", "ave")
INNER: list[dict[str, Any]] = [
    {"lstm": {"units": 4}},
    {"gru": {"units": 4}},
    {"gru": {"units": 4, "reset_after": False, "use_bias": False}},
    {"simple_rnn": {"units": 4, "activation": "relu"}},
]
PER_STEP: list[tuple[dict[str, Any], Shape]] = [
    ({"dense": {"units": 4, **PENALTIES}}, (5, 3)),
    ({"dense": {"units": 4, "activation": "relu", "use_bias": False}}, (2, 5, 3)),
    ({"conv1d": {"filters": 4, "kernel_size": 2}}, (3, 5, 2)),
    ({"conv2d": {"filters": 4, "kernel_size": 2}}, (3, 5, 4, 2)),
    ({"max_pooling1d": {}}, (3, 4, 2)),
    ({"flatten": {}}, (3, 5, 2)),
    ({"lstm": {"units": 4}}, (2, 5, 3)),
    ({"gru": {"units": 4, "return_sequences": True}}, (2, 5, 3)),
    ({"bidirectional": {"layer": {"lstm": {"units": 4}}, "merge_mode": "sum"}}, (2, 5, 3)),
    ({"time_distributed": {"layer": {"dense": {"units": 2, **PENALTIES}}}}, (2, 5, 3)),
    ({"layer_normalization": {}}, (5, 3)),
    ({"layer_normalization": {"axis": [2, 1]}}, (2, 5, 3)),
    ({"group_normalization": {"groups": 2}}, (2, 5, 4)),
    ({"rms_normalization": {}}, (5, 3)),
    ({"position_embedding": {"length": 5}}, (2, 5, 4)),
    ({"softmax": {}}, (5, 3)),
    ({"p_re_lu": {}}, (5, 3)),
]
CASES: list[tuple[str, dict[str, Any], list[Shape]]] = [
    *[
        ("bidirectional", {"layer": {kind: {**options, "return_sequences": steps}}, "merge_mode": mode}, [X])
        for inner, steps, mode in product(INNER, (False, True), MODES)
        for kind, options in inner.items()
    ],
    ("bidirectional", {"layer": {"lstm": {"units": 4, **PENALTIES, **L2}}, **L2}, [X]),
    ("bidirectional", {"layer": {"gru": {"units": 4, "return_sequences": True, **L2}}}, [(None, 3)]),
    ("bidirectional", {"layer": {"simple_rnn": {"units": 4, **PENALTIES}}, "trainable": False}, [X]),
    ("bidirectional", {"layer": {"gru": {"units": 4}}, "trainable": False}, [X]),
    *[("time_distributed", {"layer": inner}, [shape]) for inner, shape in PER_STEP],
    ("time_distributed", {"layer": {"dense": {"units": 4, **L2}}, "activity_regularizer": {"l1": 0.1}}, [X]),
    ("time_distributed", {"layer": {"dense": {"units": 4}}, "trainable": False}, [(None, 3)]),
    ("time_distributed", {"layer": {"bidirectional": {"layer": {"lstm": {"units": 4, **L2}}}}}, [(2, 5, 3)]),
]
RANDOM: list[tuple[str, dict[str, Any], list[Shape]]] = [
    ("bidirectional", {"layer": {"lstm": {"units": 4, "dropout": 0.5}}}, [X]),
    ("bidirectional", {"layer": {"gru": {"units": 4, "recurrent_dropout": 0.5}}}, [X]),
    ("time_distributed", {"layer": {"dropout": {"rate": 0.5}}}, [X]),
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("bidirectional", {"layer": {"lstm": {"units": 4, "dropout": 0.5, **L2}}}, [X], "a second time"),
    ("bidirectional", {"layer": {"lstm": {"units": 4}}}, [(1, 3)], "one step"),
    ("time_distributed", {"layer": {"dense": {"units": 4}}}, [(1, 3)], "one step"),
]
