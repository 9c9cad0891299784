"""That the penalties are in the gradient by which training steps: with λ times ten, a step goes farther."""

from __future__ import annotations

import math
from collections.abc import Iterator

from modelspec.backends.job import TENFOLD, Answer
from modelspec.numeric import Array, np
from modelspec.verify.evidence import Evidence
from modelspec.verify.limits import difference, size
from modelspec.verify.rows import Row

COARSE = 0.1
"""Where rounding hides more than this share of a movement, the movement is not seen."""
ROUNDING = 8
"""So many last bits, of the weight before or after or of the gradient, are noise in the figure of a movement."""


def movement_rows(evidence: Evidence) -> Iterator[Row]:
    """A step of plain SGD with rate 1 goes by the gradient: how much farther is what the penalties' own has grown."""
    if TENFOLD["weight"] in evidence.plan.tenfold:
        yield from _by_weights(evidence)
    if TENFOLD["activity"] in evidence.plan.tenfold:
        yield from _by_activities(evidence)


def _by_weights(evidence: Evidence) -> Iterator[Row]:
    program = TENFOLD["weight"]
    tenfold = {term.term: term.penalty for term in evidence.plan.tenfold[program].penalties()}
    for term in evidence.graph.penalties():
        if term.target != "weight":
            continue
        weight = evidence.weights[term.term].astype(np.float64)
        wanted = tenfold[term.term].gradient(weight) - term.penalty.gradient(weight)
        for backend, answer in evidence.answers.items():
            moved = _moved(evidence, answer, program, term.term)
            yield _row(evidence, f"{term.term} in {backend}", wanted, *moved)


def _row(evidence: Evidence, where: str, wanted: Array, moved: Array | None, noise: float) -> Row:
    limit, visible = evidence.limits.gradients, size(wanted)
    if moved is None or not visible:
        return Row("penalty gradient", where, math.inf if moved is None or size(moved) > noise else 0.0, limit)
    resolution = noise / visible
    excuse = f"λ is too small to be seen in one {evidence.precision} step" if resolution > COARSE else None
    limit = max(limit, min(resolution, COARSE))
    return Row("penalty gradient", where, difference([moved, wanted]), limit, {}, excuse, 2 * resolution)


def _by_activities(evidence: Evidence) -> Iterator[Row]:
    """The spec alone does not give an activity's gradient: the step must go farther by what the gradient of the loss
    with λ times ten is more. That one is worked out beside the step."""
    program = TENFOLD["activity"]
    names = [name for name, weight in evidence.graph.weights() if weight.trainable]
    for backend, answer in evidence.answers.items():
        rows = [_by_gradient(evidence, answer, name, _moved(evidence, answer, program, name)) for name in names]
        apart, visible, noise = (max(numbers) for numbers in zip(*rows, strict=True))
        resolution = noise / visible if visible else math.inf
        excuse = "they have no gradient that can be seen in one step" if resolution > COARSE else None
        limit = max(evidence.limits.gradients, min(resolution, COARSE))
        difference_ = apart / visible if visible else apart
        yield Row("penalty gradient", f"activities in {backend}", difference_, limit, {}, excuse, 2 * resolution)


def _by_gradient(
    evidence: Evidence, answer: Answer, name: str, movement: tuple[Array | None, float]
) -> tuple[float, float, float]:
    """How far a weight's movement is from what its gradient has grown, how much that is, and the noise in it."""
    moved, noise = movement
    more, once = answer.arrays.get(f"{TENFOLD['activity']}/gradient/{name}"), answer.arrays.get(f"gradient/{name}")
    if moved is None or more is None or once is None or more.shape != moved.shape:
        return math.inf, 0.0, 0.0
    if not all(np.isfinite(array).all() for array in (moved, more, once)):
        return math.inf, 0.0, 0.0
    wanted = more.astype(np.float64) - once
    return size(moved - wanted), size(wanted), noise


def _moved(evidence: Evidence, answer: Answer, program: str, name: str) -> tuple[Array | None, float]:
    """How much farther than by the gradient of the loss a weight went, and the rounding noise in that figure."""
    before = evidence.weights[name]
    after, gradient = answer.arrays.get(f"{program}/after/{name}"), answer.arrays.get(f"gradient/{name}")
    if after is None or gradient is None or not before.shape == after.shape == gradient.shape:
        return None, 0.0
    epsilon = float(np.finfo(after.dtype).eps)
    noise = ROUNDING * epsilon * max(size(before), size(after), size(gradient))
    if not np.isfinite(gradient).all():
        return None, 0.0
    return before.astype(np.float64) - after - gradient, noise
