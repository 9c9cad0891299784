"""Calls of recurrent layers. What they drop at random is another thing in every framework, so rates are compared only
in inference."""

from __future__ import annotations

from itertools import product
from typing import Any

Shape = tuple[int | None, ...]

X: Shape = (5, 3)
OPEN: list[Shape] = [(None, 3)]
WAYS = [{"return_sequences": all_steps, "go_backwards": back} for all_steps, back in product((False, True), repeat=2)]
PENALTIES = {
    "kernel_regularizer": {"l2": 0.1},
    "recurrent_regularizer": {"l1": 0.1},
    "bias_regularizer": {"l1": 0.1, "l2": 0.2},
}
INITIALIZERS = {
    "kernel_initializer": "he_uniform",
    "recurrent_initializer": "glorot_uniform",
    "bias_initializer": "ones",
}
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "lstm": [{}, {"unit_forget_bias": False}, {"recurrent_activation": "hard_sigmoid"}],
    "gru": [{}, {"reset_after": False}, {"recurrent_activation": "hard_sigmoid"}],
    "simple_rnn": [{}],
}
CASES: list[tuple[str, dict[str, Any], list[Shape]]] = [
    *[(kind, {"units": 4, **way}, [X]) for kind, way in product(VARIANTS, WAYS)],
    *[("gru", {"units": 4, "reset_after": False, **way}, [X]) for way in WAYS],
    *[(kind, {"units": 1, **variant}, [X]) for kind, variants in VARIANTS.items() for variant in variants],
    *[
        (kind, {"units": 4, **variant, **options}, OPEN)
        for kind, variants in VARIANTS.items()
        for variant in variants
        for options in ({"use_bias": False}, {"activation": "relu", **PENALTIES}, INITIALIZERS, {"trainable": False})
    ],
    *[(kind, {"units": 4, "activation": {"elu": {"alpha": 0.5}}}, [X]) for kind in VARIANTS],
    *[(kind, {"units": 4, "activation": None}, [X]) for kind in VARIANTS],
    ("lstm", {"units": 4, "recurrent_activation": None}, [X]),
    *[(kind, {"units": 4, "activity_regularizer": {"l2": 0.1}, "return_sequences": True}, [X]) for kind in VARIANTS],
]
RATES: list[dict[str, Any]] = [
    {"dropout": 0.5},
    {"recurrent_dropout": 0.25},
    {"dropout": 0.5, "recurrent_dropout": 0.25},
]
RANDOM: list[tuple[str, dict[str, Any], list[Shape]]] = [
    *[(kind, {"units": 4, **rates}, [X]) for kind, rates in product(VARIANTS, RATES)],
    *[("gru", {"units": 4, "reset_after": False, **rates}, [X]) for rates in RATES],
    *[("lstm", {"units": 4, "use_bias": False, **rates}, [X]) for rates in RATES],
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("simple_rnn", {"units": 4, "dropout": 1.0}, [X], "at a rate of 1"),
    ("simple_rnn", {"units": 4, "recurrent_dropout": 1.0}, [X], "at a rate of 1"),
    ("lstm", {"units": 4}, [(1, 3)], "one step"),
]
