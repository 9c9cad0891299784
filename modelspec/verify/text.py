"""A report as text: what was achieved beside what was asked, a line a kind; then what is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from modelspec.tables import Table
from modelspec.verify.rows import Kind, Row
from modelspec.words import joined

if TYPE_CHECKING:
    from modelspec.verify.report import Report

MOST_PROBLEMS = 20
HEADS = ("compared", "agree", "difference", "limit", "")
TITLES: Mapping[Kind, str] = {
    "parameters": "parameters",
    "penalty": "penalties",
    "penalty sum": "sum of penalties in the loss",
    "output": "outputs",
    "blocks": "outputs without blocks",
    "loss": "loss",
    "gradient": "gradients",
    "penalty gradient": "penalties in the gradient",
    "step": "losses of the steps",
    "weight": "weights after the steps",
}


def as_text(report: Report) -> str:
    """The whole report."""
    lines = [f"{report.name}: {_verdict(report)} ({report.precision}, batch {report.batch}, seed {report.seed})"]
    rows = [_line(title, found) for kind, title in TITLES.items() if (found := report.of(kind))]
    if rows:
        lines += ["", Table(HEADS, rows, frozenset({1, 2, 3})).as_text()]
    worst = report.worst
    if worst is not None and worst.difference > 0:
        lines += ["", f"worst: {worst.what} {worst.where}, {_show(worst.difference)}"]
    if report.first_layer is not None:
        is_name = " " not in report.first_layer
        lines.append(f"first layer that differs: {report.first_layer}" if is_name else report.first_layer)
    problems = report.problems()
    if problems:
        more = len(problems) - MOST_PROBLEMS
        lines += ["", *problems[:MOST_PROBLEMS], *([f"... and {more} more"] if more > 0 else [])]
    return "\n".join(lines)


def apart(row: Row) -> str:
    """How far a row is apart."""
    shown = (f"{name} {'missing' if value is None else f'{value:.9g}'}" for name, value in row.values.items())
    values = f" ({', '.join(shown)})" if row.values else ""
    if math.isinf(row.difference):
        return f"missing, not finite, or of another shape{values}" if row.kind != "parameters" else values.strip(" ()")
    return f"{row.difference:.1e} > {row.limit:.0e}{values}"


def _verdict(report: Report) -> str:
    if report.failures:
        return "no agreement: " + ", ".join(f"{name} gave no answer" for name in report.failures)
    if any(row.disagrees for row in report.rows):
        return f"{joined(report.backends)} DISAGREE"
    able = [name for name in report.backends if name not in report.unable]
    if report.unable and len(able) < 2:
        return f"{joined(report.backends)} cannot be compared in {report.precision}"
    agreement = f"{joined(able)} agree" if len(able) > 1 else f"{able[0]} agrees with the spec"
    return f"{agreement}; {joined(report.unable)} cannot be compared" if report.unable else agreement


def _line(title: str, rows: list[Row]) -> tuple[str, ...]:
    worst = max(rows, key=lambda row: (row.disagrees, row.excess))
    agreeing = sum(row.agrees for row in rows)
    state = "ok" if agreeing == len(rows) else "DIFFERS" if worst.disagrees else "not counted"
    # One row's: rows of a kind may have limits of their own.
    achieved, limit = _show(worst.difference), _show(worst.limit) if worst.limit else ""
    if rows[-1].kind == "parameters":
        achieved = ", ".join(f"{name} {value:,.0f}" for name, value in rows[-1].values.items() if value is not None)
    return title, f"{agreeing} of {len(rows)}", achieved, limit, state


def _show(number: float) -> str:
    return "no number" if math.isinf(number) else f"{number:.1e}" if number else "0"
