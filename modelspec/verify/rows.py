"""The comparison, row by row: what was compared, how far it is apart, and how far it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "parameters", "penalty", "penalty sum", "output", "blocks", "loss", "gradient", "penalty gradient", "step", "weight"
]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared. `values` are those of the backends (and `reference`), where they are single numbers. `excuse`
    says why a framework cannot do better, up to `excused`; such a row is neither agreement nor disagreement."""

    kind: Kind
    where: str
    difference: float
    limit: float
    values: Mapping[str, float | None] = field(default_factory=dict)
    excuse: str | None = None
    excused: float = 0.0
    problem: str | None = None
    """What is wrong, where it is no matter of numbers."""
    path: str = ""
    """Where the answers hold the arrays that were compared, if they do."""
    floor: float = 0.0

    @property
    def agrees(self) -> bool:
        return self.difference <= self.limit

    @property
    def disagrees(self) -> bool:
        return not self.agrees and (self.excuse is None or not self.difference <= self.excused)

    @property
    def excess(self) -> float:
        """How many times the limit."""
        if math.isinf(self.difference):
            return math.inf
        return self.difference / self.limit if self.limit else self.difference * 1e18


@dataclass(frozen=True, slots=True)
class Worst:
    """The row that is farthest beyond, or nearest to, its limit."""

    what: str
    where: str
    difference: float
