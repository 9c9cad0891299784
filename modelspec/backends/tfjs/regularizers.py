"""Regularizers as options of layers."""

from __future__ import annotations

from modelspec.backends.code import Code, Literal, Unary, call
from modelspec.penalty import Penalty

EXACT_L1 = "ExactL1"


def regularizer(penalty: Penalty | None, slot: str, parts: set[str]) -> Code | None:
    """`tf.regularizers.l2({ l2: 0.01 })`, or with an l1 `new ExactL1({ l1: 0.01 })`; None where nothing is
    added to the loss."""
    if penalty is None or penalty.is_zero:
        return None
    given = {name: Literal(value, f"{slot}_{name}") for name in ("l1", "l2") if (value := getattr(penalty, name))}
    if penalty.l1 == 0:
        return call("tf.regularizers.l2", **given)
    parts.add(EXACT_L1)
    return Unary("new", call(EXACT_L1, **given))
