"""Penalties as expressions: `0.01 * self.dense.weight.square().sum()`."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Attribute, Code, Index, Literal, Operation, method, operation
from modelspec.penalty import Penalty


def weight_term(penalty: Penalty, weights: Sequence[Code], role: str) -> Code:
    """l1 * sum|w| + l2 * sum(w^2) over the arrays that together are one weight."""
    return operation("+", *(part for weight in weights for part in _parts(penalty, weight, role)))


def activity_term(penalty: Penalty, output: Code, role: str) -> Code:
    """The same over an output, divided by the batch size."""
    total = operation("+", *_parts(penalty, output, role))
    return Operation("/", total, Index(Attribute(output, "shape"), (Literal(0),)))


def _parts(penalty: Penalty, array: Code, role: str) -> list[Code]:
    # Never norm(): its float32 sum is off by percents on large weights.
    parts: list[Code] = []
    if penalty.l1:
        parts.append(Operation("*", Literal(penalty.l1, f"{role}_l1"), method(method(array, "abs"), "sum")))
    if penalty.l2:
        parts.append(Operation("*", Literal(penalty.l2, f"{role}_l2"), method(method(array, "square"), "sum")))
    return parts
