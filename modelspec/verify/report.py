"""The outcome of a check, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from modelspec.tables import Table
from modelspec.verify.limits import LIMITS
from modelspec.verify.processes import Failure
from modelspec.verify.rows import Kind, Row, Worst

TITLES: Mapping[Kind, str] = {
    "parameters": "parameters",
    "penalty": "penalties",
    "penalty sum": "sum of penalties in the loss",
    "output": "outputs",
    "loss": "loss",
    "gradient": "gradients",
    "penalty gradient": "penalties in the gradient",
    "step": "losses of the steps",
    "weight": "weights after the steps",
}


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
    """What a framework has no code for in this precision, by `<backend>: <part of the check>`."""
    first_layer: str | None = None

    @property
    def agree(self) -> bool:
        """Whether every backend answered all that was asked, and no row is beyond its limit."""
        return bool(self.rows) and not (self.failures or self.unable or any(row.disagrees for row in self.rows))

    @property
    def worst(self) -> Worst | None:
        """The row that is farthest beyond its limit, or nearest to it."""
        if not self.rows:
            return None
        row = max(self.rows, key=lambda row: (row.disagrees, row.excuse is None, row.excess))
        return Worst(row.kind, row.where, row.difference)

    def of(self, kind: Kind) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    def as_json(self) -> dict[str, Any]:
        """The JSON form; a difference that is no number, because one side is missing or not finite, is null."""
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
            "penalties": [self._numbers("term", row) for row in self.of("penalty")],
            "outputs": [_difference("name", row) for row in self.of("output")],
            "loss": next((self._numbers("", row) for row in self.of("loss")), {}),
            "gradients": [_difference("weight", row) for row in self.of("gradient")],
            "steps": [
                {"step": int(row.where), "loss": _plain(row.values), "difference": _finite(row.difference)}
                for row in self.of("step")
                if row.where.isdecimal()
            ],
            "weights": [_difference("weight", row) for row in self.of("weight")],
            "worst": None if worst is None else {"what": worst.what, "where": worst.where, "difference": _finite(worst.difference)},
            "first_layer": self.first_layer,
            "problems": self.problems(),
        }

    def problems(self) -> list[str]:
        """Every reason for which this is no agreement, and every row that is none, in words."""
        found = [f"{name}: {failure}" for name, failure in self.failures.items()]
        found += [f"{what} cannot be done in {self.precision}: {why}" for what, why in self.unable.items()]
        found += [f"{row.kind} {row.where}: {row.problem or _apart(row)}" for row in self.rows if row.disagrees]
        excused = [row for row in self.rows if not row.agrees and not row.disagrees]
        for excuse in dict.fromkeys(row.excuse for row in excused):
            wheres = [f"{row.kind} {row.where}" for row in excused if row.excuse == excuse]
            shown = ", ".join(wheres[:3]) + (f" and {len(wheres) - 3} more" if len(wheres) > 3 else "")
            found.append(f"not counted: {shown}: {excuse}")
        return found

    def as_table(self) -> str:
        """What was achieved beside what was asked, a line a kind; then what is wrong."""
        lines = [f"{self.name}: {self._verdict()}"]
        if self.rows:
            lines += ["", self._table().as_text()]
        worst = self.worst
        if worst is not None and worst.difference > 0:
            lines += ["", f"worst: {worst.what} {worst.where}, {_show(worst.difference)}"]
        if self.first_layer is not None:
            lines.append(f"first layer that differs: {self.first_layer}" if " " not in self.first_layer else self.first_layer)
        problems = self.problems()
        return "\n".join([*lines, *([""] if problems else []), *problems[:20], *([f"... and {len(problems) - 20} more"] if len(problems) > 20 else [])])

    def _verdict(self) -> str:
        names = " and ".join(self.backends)
        said = f"{names} agree" if len(self.backends) > 1 else f"{names} agrees with the spec"
        if not self.agree:
            said = f"{names} DISAGREE" if not self.failures else "no agreement: " + ", ".join(f"{name} gave no answer" for name in self.failures)
        return f"{said} ({self.precision}, batch {self.batch}, seed {self.seed})"

    def _table(self) -> Table:
        rows = []
        for kind, title in TITLES.items():
            found = self.of(kind)
            if not found:
                continue
            worst = max(found, key=lambda row: (row.disagrees, row.excess))
            counted = [row for row in found if row.agrees]
            achieved = _show(max(row.difference for row in found))
            if kind == "parameters":
                achieved = ", ".join(f"{name} {value:,.0f}" for name, value in found[-1].values.items() if value is not None)
            state = "ok" if len(counted) == len(found) else "DIFFERS" if worst.disagrees else "not counted"
            rows.append((title, f"{len(counted)} of {len(found)}", achieved, _show(worst.limit) if worst.limit else "", state))
        return Table(("compared", "agree", "difference", "limit", ""), rows, frozenset({1, 2, 3}))

    def _numbers(self, key: str, row: Row) -> dict[str, Any]:
        where = {key: row.where} if key else {}
        return {**where, **_plain(row.values), "difference": _finite(row.difference)}


def _difference(key: str, row: Row) -> dict[str, Any]:
    return {key: row.where, "difference": _finite(row.difference)}


def _plain(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else _finite(value) for name, value in values.items()}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _show(number: float) -> str:
    return "no number" if math.isinf(number) else f"{number:.1e}" if number else "0"


def _apart(row: Row) -> str:
    values = ", ".join(f"{name} {'missing' if value is None else f'{value:.9g}'}" for name, value in row.values.items())
    far = "missing, not finite, or of another shape" if math.isinf(row.difference) else f"{row.difference:.1e} > {row.limit:.0e}"
    return f"{far} ({values})" if values else far
