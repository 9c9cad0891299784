"""The answers of the backends -> rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from modelspec.backends.job import TENFOLD, Answer
from modelspec.ir import Graph, Term
from modelspec.verify.limits import LIMITS, Array, difference, floor_of, size
from modelspec.verify.prepare import Plan
from modelspec.verify.rows import Kind, Row

SINGLE = LIMITS["float32"]
ADDITION = 10
"""A sum of many terms in float32 is less exact than each of them."""
COARSE = 0.1
"""Where rounding hides more than this share of a movement, the movement is not seen."""
JOIN = " + "


@dataclass(frozen=True)
class Comparison:
    """What is compared, and the weights that every backend was given. `imprecise` says what a framework computes in float32
    only."""

    plan: Plan
    precision: str
    steps: int
    answers: Mapping[str, Answer]
    weights: Mapping[str, Array]
    imprecise: str | None = None

    @property
    def graph(self) -> Graph:
        return self.plan.graph

    def rows(self) -> list[Row]:
        """Every row, in the order of a model's life."""
        return [
            *self.parameters(),
            *self.penalties(),
            *self.outputs(),
            *self.loss(),
            *self.gradients(),
            *self.penalty_gradients(),
            *self.training(),
        ]

    # What the model holds ----------------------------------------------------------------------------------------

    def parameters(self) -> Iterator[Row]:
        """Shapes, trainable flags and totals against the spec; rows only for what is wrong, and one for the totals."""
        for backend, answer in self.answers.items():
            for name, weight in self.graph.weights():
                problem = None
                if name not in answer.shapes:
                    problem = f"{backend} has no such weight"
                elif tuple(answer.shapes[name]) != weight.shape:
                    problem = f"its shape is {list(weight.shape)} in the spec, {answer.shapes[name]} in {backend}"
                elif answer.trainable[name] != weight.trainable:
                    problem = f"its trainable flag is {weight.trainable} in the spec, {answer.trainable[name]} in {backend}"
                if problem is not None:
                    yield Row("parameters", name, math.inf, 0.0, problem=problem)
        spec = sum(weight.size for _, weight in self.graph.weights())
        totals: dict[str, float | None] = {"spec": spec, **{name: answer.total for name, answer in self.answers.items()}}
        same = len(set(totals.values())) == 1
        yield Row("parameters", "total", 0.0 if same else math.inf, 0.0, totals)

    # What it computes --------------------------------------------------------------------------------------------

    def penalties(self) -> Iterator[Row]:
        """Each term; then their sum against what training adds to the loss, so that no other term can hide."""
        known = {term.term: term for term in self.graph.penalties()}
        limit = LIMITS[self.precision].penalties
        for name in self.terms(known):
            values = {backend: _term(answer, name) for backend, answer in self.answers.items()}
            reference = self.reference(known[name]) if name in known else None
            compared = [*values.values()] if reference is None else [np.array(reference), *values.values()]
            numbers = {"reference": reference} | {key: _number(value) for key, value in values.items()}
            computed = name not in known or known[name].target == "activity"
            yield Row("penalty", name, difference(compared), limit, numbers, *self.excuse(computed))
        for backend, answer in self.answers.items():
            total = sum((answer.arrays[f"penalty/{name}"] for name in _names(answer, "penalty")), np.array(0.0))
            apart = difference([total, answer.arrays.get("penalties")])
            yield Row("penalty sum", backend, apart, limit * (ADDITION if self.precision == "float32" else 1))

    def terms(self, known: Mapping[str, Term]) -> list[str]:
        """The terms to compare: those of the spec, and any that a backend has besides. Those that a backend takes as one,
        `a + b`, are compared as one."""
        found = dict.fromkeys(name for answer in self.answers.values() for name in _names(answer, "penalty"))
        joined = {part for name in found if JOIN in name for part in name.split(JOIN)}
        return [name for name in dict.fromkeys([*known, *found]) if name not in joined]

    def reference(self, term: Term) -> float | None:
        """The term in NumPy float64; None for an activity, whose array the spec alone does not give."""
        return term.penalty.value(self.weights[term.term].astype(np.float64)) if term.target == "weight" else None

    def outputs(self) -> Iterator[Row]:
        """Each output in both modes."""
        names = self.graph.output_names
        floor = self.floor(f"{mode}/{name}" for mode in ("inference", "training") for name in names)
        for mode in ("inference", "training"):
            for name in names:
                yield self.row("output", name if mode == "inference" else f"{name} (training)", f"{mode}/{name}", floor, "outputs")

    def loss(self) -> Iterator[Row]:
        """With every penalty."""
        yield self.number("loss", "loss", "loss", LIMITS[self.precision].outputs)

    def gradients(self) -> Iterator[Row]:
        """Of the loss with every penalty, for each trainable weight."""
        names = [name for name, weight in self.graph.weights() if weight.trainable]
        floor = self.floor(f"gradient/{name}" for name in names)
        for name in names:
            yield self.row("gradient", name, f"gradient/{name}", floor, "gradients")

    def training(self) -> Iterator[Row]:
        """The loss of each step; every weight and state after the last."""
        for step in range(1, self.steps + 1):
            yield self.number("step", str(step), f"step/{step}", LIMITS[self.precision].weights)
        if self.steps:
            for backend, answer in self.answers.items():
                same = [answer.arrays.get("loss"), answer.arrays.get("step/1")]
                yield Row("step", f"1 in {backend}, against its loss", difference(same), LIMITS[self.precision].outputs)
            names = [name for name, _ in self.graph.weights()]
            floor = self.floor(f"after/{name}" for name in names)
            for name in names:
                yield self.row("weight", name, f"after/{name}", floor, "weights")

    # That the penalties are in the gradient ----------------------------------------------------------------------

    def penalty_gradients(self) -> Iterator[Row]:
        """With λ times ten, a step of plain SGD goes farther, by what the penalties' gradient has grown."""
        program = TENFOLD["weight"]
        if program in self.plan.tenfold:
            tenfold = {term.term: term.penalty for term in self.plan.tenfold[program].penalties()}
            for term in self.graph.penalties():
                if term.target == "weight":
                    weight = self.weights[term.term].astype(np.float64)
                    wanted = tenfold[term.term].gradient(weight) - term.penalty.gradient(weight)
                    for backend, answer in self.answers.items():
                        yield self.moved(f"{term.term} in {backend}", wanted, *self.moves(answer, program, term.term))
        if TENFOLD["activity"] in self.plan.tenfold:
            yield from self.moved_by_activities()

    def moved(self, where: str, wanted: Array, moved: Array | None, noise: float) -> Row:
        limit, visible = LIMITS[self.precision].gradients, size(wanted)
        if moved is None or not visible:
            return Row("penalty gradient", where, math.inf if moved is None or size(moved) > noise else 0.0, limit)
        resolution = noise / visible
        excuse = self.too_small if resolution > COARSE else None
        limit = max(limit, min(resolution, COARSE))
        return Row("penalty gradient", where, difference([moved, wanted]), limit, {}, excuse, 2 * resolution)

    def moved_by_activities(self) -> Iterator[Row]:
        """The same for activities, whose gradient the spec alone does not give: some weight must go farther."""
        names = [name for name, weight in self.graph.weights() if weight.trainable]
        for backend, answer in self.answers.items():
            found = [self.moves(answer, TENFOLD["activity"], name) for name in names]
            whole = all(moved is not None for moved, _ in found)
            moves = whole and any(moved is not None and size(moved) > noise for moved, noise in found)
            excuse = self.too_small if whole and self.precision == "float32" else None
            yield Row("penalty gradient", f"activities in {backend}", 0.0 if moves else 1.0, 0.0, {}, excuse, 1.0)

    def moves(self, answer: Answer, program: str, name: str) -> tuple[Array | None, float]:
        """How much farther than by the gradient of the loss a weight went, and the rounding noise in that figure."""
        before = self.weights[name]
        after, gradient = answer.arrays.get(f"{program}/{name}"), answer.arrays.get(f"gradient/{name}")
        if after is None or gradient is None or after.shape != before.shape:
            return None, 0.0
        epsilon = float(np.finfo(after.dtype).eps)
        noise = 8 * epsilon * max(size(before), size(after), size(gradient))
        return before.astype(np.float64) - after - gradient, noise

    @property
    def too_small(self) -> str:
        return f"λ is too small to be seen in one {self.precision} step"

    # Help --------------------------------------------------------------------------------------------------------

    def get(self, path: str) -> dict[str, Array | None]:
        return {name: answer.arrays.get(path) for name, answer in self.answers.items()}

    def floor(self, paths: Iterator[str]) -> float:
        return floor_of(array for path in paths for array in self.get(path).values())

    def row(self, kind: Kind, where: str, path: str, floor: float, limit: str) -> Row:
        apart = difference(list(self.get(path).values()), floor) if len(self.answers) > 1 else self.alone(path)
        return Row(
            kind, where, apart, getattr(LIMITS[self.precision], limit), {}, *self.excuse(True, limit), path=path, floor=floor
        )

    def number(self, kind: Kind, where: str, path: str, limit: float) -> Row:
        values = self.get(path)
        apart = difference(list(values.values())) if len(values) > 1 else self.alone(path)
        numbers = {name: _number(value) for name, value in values.items()}
        return Row(kind, where, apart, limit, numbers, *self.excuse(True), path=path)

    def alone(self, path: str) -> float:
        """With one backend there is nothing to compare with; its numbers must at least be numbers."""
        (value,) = self.get(path).values()
        return difference([value, value])

    def excuse(self, computed: bool, limit: str = "outputs") -> tuple[str | None, float]:
        """Why a row that depends on what the layers compute may miss float64's limit, and what it must keep all the same."""
        return (self.imprecise, getattr(SINGLE, limit)) if computed and self.imprecise else (None, 0.0)


def _term(answer: Answer, name: str) -> Array | None:
    """A penalty's value; that of `a + b` as the sum, where the backend has them apart."""
    whole = answer.arrays.get(f"penalty/{name}")
    parts = [answer.arrays.get(f"penalty/{part}") for part in name.split(JOIN)]
    if whole is not None or any(part is None for part in parts):
        return whole
    return np.array(sum(float(part) for part in parts if part is not None))


def _names(answer: Answer, kind: str) -> Sequence[str]:
    return [path.removeprefix(f"{kind}/") for path in answer.arrays if path.startswith(f"{kind}/")]


def _number(value: Array | None) -> float | None:
    return None if value is None else float(value)
