"""Penalty terms, against each other and against NumPy float64."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modelspec.backends.job import WATCHED, Answer
from modelspec.ir import Term
from modelspec.numeric import Array, np
from modelspec.verify.evidence import Evidence, number
from modelspec.verify.limits import difference
from modelspec.verify.rows import Row

ADDITION = {"float32": 10, "float64": 1}
"""A sum of many terms in float32 is less exact than each of them."""
JOIN = " + "


def penalty_rows(evidence: Evidence) -> Iterator[Row]:
    """Each term; then their sum against what training adds to the loss, so that no other term can hide."""
    known = {term.term: term for term in evidence.graph.penalties()}
    limit = evidence.limits.penalties
    for name in _terms(evidence, known):
        values = {backend: _value(answer, name) for backend, answer in evidence.answers.items()}
        reference = _reference(evidence, known[name]) if name in known else None
        compared = [*values.values()] if reference is None else [np.array(reference), *values.values()]
        # One term of one backend that the spec does not have is compared with nothing.
        compared = compared if len(compared) > 1 else [None, *compared]
        numbers = {"reference": reference} | {key: number(value) for key, value in values.items()}
        exact = name in known and known[name].target == "weight"
        excuse = (None, 0.0) if exact else evidence.excuse("outputs")
        # An activity's is as far apart as what the layers computed: rounding may be its excuse.
        path = "" if exact or name not in known else f"penalty/{name}"
        yield Row("penalty", name, difference(compared), limit, numbers, *excuse, path=path)
    for backend, answer in evidence.answers.items():
        total = sum((answer.arrays[f"penalty/{name}"] for name in _names(answer)), np.array(0.0))
        apart = difference([total, answer.arrays.get("penalties")])
        yield Row("penalty sum", backend, apart, limit * ADDITION[evidence.precision])


def _terms(evidence: Evidence, known: Mapping[str, Term]) -> list[str]:
    """The terms to compare: those of the spec, and any that a backend has besides. Those that a backend takes as one,
    `a + b`, are compared as one."""
    found = dict.fromkeys(name for answer in evidence.answers.values() for name in _names(answer))
    joined = {part for name in found if JOIN in name for part in name.split(JOIN)}
    return [name for name in dict.fromkeys([*known, *found]) if name not in joined]


def _reference(evidence: Evidence, term: Term) -> float | None:
    """The term in NumPy float64. An activity's array is what the first backend computes for its layer; None for those
    of a part of a layer, which no backend gives."""
    if term.target == "weight":
        return term.penalty.value(evidence.weights[term.term].astype(np.float64))
    watched, layer = evidence.plan.watched, term.node.full_name
    if watched is None or term.term != f"{layer}.activity":
        return None
    arrays = next(iter(evidence.answers.values())).arrays
    paths = (f"{WATCHED}/{i}" for i, call in enumerate(watched.calls) if call.layer == layer)
    outputs = [arrays[path].astype(np.float64) for path in paths if path in arrays]
    return sum(term.penalty.value(output) / len(output) for output in outputs) if outputs else None


def _value(answer: Answer, name: str) -> Array | None:
    """A penalty's value; that of `a + b` as the sum, where the backend has them apart."""
    whole = answer.arrays.get(f"penalty/{name}")
    parts = [answer.arrays.get(f"penalty/{part}") for part in name.split(JOIN)]
    if whole is not None or any(part is None for part in parts):
        return whole
    return np.array(sum(float(part) for part in parts if part is not None))


def _names(answer: Answer) -> list[str]:
    return [path.removeprefix("penalty/") for path in answer.arrays if path.startswith("penalty/")]
