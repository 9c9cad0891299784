"""The outcome of a check, and its form for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from modelspec.verify.failures import Failure
from modelspec.verify.limits import LIMITS
from modelspec.verify.rows import Kind, Row, Worst
from modelspec.verify.text import apart, as_text


@dataclass(frozen=True)
class Report:
    """What `verify` found. `first_layer` is the first one whose outputs differ, or what is to be said instead."""

    name: str
    precision: str
    seed: int
    batch: int
    backends: tuple[str, ...]
    rows: tuple[Row, ...]
    failures: Mapping[str, Failure] = field(default_factory=dict)
    unable: Mapping[str, str] = field(default_factory=dict)
    """What a framework has no code for in this precision, in its own words, by backend."""
    first_layer: str | None = None

    @property
    def agree(self) -> bool:
        """Whether every backend answered all that was asked, and no row is beyond its limit."""
        return bool(self.rows) and not (self.failures or self.unable or any(row.disagrees for row in self.rows))

    @property
    def worst(self) -> Worst | None:
        """The row that is farthest beyond its limit, or nearest to it; of those that count, if all is well."""
        if not self.rows:
            return None
        row = max(self.rows, key=lambda row: (row.disagrees, row.agrees, row.excess))
        return Worst(row.kind, row.where, row.difference)

    def of(self, kind: Kind) -> list[Row]:
        """The rows of a kind."""
        return [row for row in self.rows if row.kind == kind]

    def problems(self) -> list[str]:
        """Every reason for which this is no agreement, and every row that is none, in words."""
        found = [f"{name}: {failure}" for name, failure in self.failures.items()]
        found += [f"{name} cannot do this in {self.precision}: {why}" for name, why in self.unable.items()]
        found += [f"{row.kind} {row.where}: {row.problem or apart(row)}" for row in self.rows if row.disagrees]
        excused = [row for row in self.rows if not row.agrees and not row.disagrees]
        for excuse in dict.fromkeys(row.excuse for row in excused):
            wheres = [f"{row.kind} {row.where}" for row in excused if row.excuse == excuse]
            more = f" and {len(wheres) - 3} more" if len(wheres) > 3 else ""
            found.append(f"not counted: {', '.join(wheres[:3])}{more}: {excuse}")
        return found

    def as_table(self) -> str:
        """The form for people."""
        return as_text(self)

    def as_json(self) -> dict[str, Any]:
        """The form for programs. A difference that is no number, because one side is missing or not finite, is null."""
        totals = next((row.values for row in self.of("parameters") if row.where == "total"), {})
        worst = self.worst
        return {
            "format": 1,
            "name": self.name,
            "agree": self.agree,
            "precision": self.precision,
            "seed": self.seed,
            "batch": self.batch,
            "tolerance": LIMITS[self.precision].as_dict(),
            "parameters": dict(totals),
            "penalties": [_numbers({"term": row.where}, row) for row in self.of("penalty")],
            "outputs": [_difference("name", row) for row in self.of("output")],
            "loss": next((_numbers({}, row) for row in self.of("loss")), {}),
            "gradients": [_difference("weight", row) for row in self.of("gradient")],
            "steps": [_step(row) for row in self.of("step") if row.where.isdecimal()],
            "weights": [_difference("weight", row) for row in self.of("weight")],
            "worst": worst and {"what": worst.what, "where": worst.where, "difference": _finite(worst.difference)},
            "first_layer": self.first_layer,
            "problems": self.problems(),
        }


def _numbers(where: Mapping[str, str], row: Row) -> dict[str, Any]:
    return {**where, **_plain(row.values), "difference": _finite(row.difference)}


def _difference(key: str, row: Row) -> dict[str, Any]:
    return {key: row.where, "difference": _finite(row.difference)}


def _step(row: Row) -> dict[str, Any]:
    return {"step": int(row.where), "loss": _plain(row.values), "difference": _finite(row.difference)}


def _plain(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else _finite(value) for name, value in values.items()}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
