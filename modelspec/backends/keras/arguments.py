"""Arguments of Keras constructors: initializers, regularizers."""

from __future__ import annotations

from modelspec.backends.code import Code, Literal, call
from modelspec.backends.naming import camel_case
from modelspec.initializers import Initializer
from modelspec.penalty import Penalty


def initializer(value: Initializer, role: str, written: str | None) -> Code:
    """`"he_normal"`, or `initializers.RandomNormal(stddev=0.02)`."""
    if not value.written:
        return Literal(value.kind, role, written)
    arguments = {key: Literal(item, key) for key, item in value.written.items()}  # type: ignore[arg-type]
    return call(f"initializers.{camel_case(value.kind)}", **arguments)


def regularizer(penalty: Penalty | None, slot: str) -> Code | None:
    """`regularizers.L2(0.01)`; None where nothing is added to the loss."""
    if penalty is None or penalty.is_zero:
        return None
    l1, l2 = Literal(penalty.l1, f"{slot}_l1"), Literal(penalty.l2, f"{slot}_l2")
    if penalty.l1 == 0:
        return call("regularizers.L2", l2)
    if penalty.l2 == 0:
        return call("regularizers.L1", l1)
    return call("regularizers.L1L2", l1=l1, l2=l2)
