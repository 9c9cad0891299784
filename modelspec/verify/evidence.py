"""What the backends answered, beside what they were given; and how a row is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modelspec.backends.job import Answer
from modelspec.ir import Graph
from modelspec.numeric import Array
from modelspec.verify.limits import LIMITS, Limits, difference, floor_of
from modelspec.verify.prepare import Plan
from modelspec.verify.rows import Kind, Row


@dataclass(frozen=True)
class Evidence:
    """`weights` are those that every backend was given; `imprecise` says what a framework computes in float32 only."""

    plan: Plan
    precision: str
    steps: int
    answers: Mapping[str, Answer]
    weights: Mapping[str, Array]
    imprecise: str | None = None

    @property
    def graph(self) -> Graph:
        return self.plan.graph

    @property
    def limits(self) -> Limits:
        return LIMITS[self.precision]

    def get(self, path: str) -> dict[str, Array | None]:
        """What each backend measured there."""
        return {name: answer.arrays.get(path) for name, answer in self.answers.items()}

    def floor(self, paths: Iterable[str]) -> float:
        """The floor of all arrays of one kind."""
        return floor_of(array for path in paths for array in self.get(path).values())

    def row(self, kind: Kind, where: str, path: str, floor: float, limit: str) -> Row:
        """An array of every backend, compared."""
        excuse, excused = self.excuse(limit)
        apart = self.apart(path, floor)
        return Row(kind, where, apart, getattr(self.limits, limit), {}, excuse, excused, path=path, floor=floor)

    def number(self, kind: Kind, where: str, path: str, limit: str) -> Row:
        """A single number of every backend, compared."""
        excuse, excused = self.excuse(limit)
        values = {name: number(value) for name, value in self.get(path).items()}
        return Row(kind, where, self.apart(path, 0.0), getattr(self.limits, limit), values, excuse, excused, path=path)

    def apart(self, path: str, floor: float) -> float:
        """How far the backends are apart. One alone is compared with itself: its numbers must at least be numbers."""
        found = list(self.get(path).values())
        return difference(found if len(found) > 1 else found * 2, floor)

    def excuse(self, limit: str) -> tuple[str | None, float]:
        """Why what layers compute may miss float64's limit, and what it must keep all the same."""
        return (None, 0.0) if self.imprecise is None else (self.imprecise, getattr(LIMITS["float32"], limit))


def number(value: Array | None) -> float | None:
    """The entry of an array of one."""
    return None if value is None else float(value)
