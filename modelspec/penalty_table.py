"""Every penalty term, in every convention: what a number in one tool is in another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelspec.ir import Graph, Term
from modelspec.penalty import CONVENTIONS, PER_EXAMPLE, Penalty, as_written
from modelspec.tables import Table

HEADS = ("Term", "Slot", "Penalty", "Gradient", *CONVENTIONS, "SGD weight_decay")
NUMBERS = frozenset(range(4, len(HEADS) + 1))


def sgd_weight_decay(term: Term) -> float | None:
    """What torch.optim.SGD takes for the same gradient: 2 * l2. Nothing for l1 terms and activities."""
    return None if term.target == "activity" or term.penalty.l1 else 2 * term.penalty.l2


@dataclass(frozen=True)
class PenaltyTable:
    """`str()` of it is text. `examples` is m where the spec gives it; `values` are the terms' for some weights."""

    graph: Graph
    examples: int | None = None
    values: Mapping[str, float] | None = None

    def table(self) -> Table:
        """A row for each coefficient, so that each has one number in a convention."""
        heads = HEADS if self.values is None else (*HEADS, "Value")
        rows = [row for term in self.graph.penalties() for row in self._rows(term)]
        return Table(heads, rows, NUMBERS)

    def __str__(self) -> str:
        if not any(True for _ in self.graph.penalties()):
            return f"{self.graph.name} has no penalties"
        return "\n\n".join([self.graph.name, self.table().as_text(), *self._notes()])

    def as_markdown(self) -> str:
        """The same for a README or a pull request."""
        return "\n\n".join([f"## {self.graph.name}", self.table().as_markdown(), *self._notes()])

    def as_json(self) -> str:
        """Form 1; a number that needs an unknown m is null."""
        terms = [self._data(term) for term in self.graph.penalties()]
        data = {"format": 1, "name": self.graph.name, "examples": self.examples, "terms": terms}
        if self.values is not None:
            data["total"] = sum(self.values.values())
        return json.dumps(data, indent=2)

    def _rows(self, term: Term) -> Iterator[tuple[str, ...]]:
        parts = [Penalty(l1=term.penalty.l1), Penalty(l2=term.penalty.l2)]
        value = None if self.values is None else self.values.get(term.term)
        for part in (part for part in parts if not part.is_zero):
            alone = Term(term.term, term.slot, term.target, part, term.node)
            decay = sgd_weight_decay(term)
            cells = (
                term.term,
                term.slot or "",
                alone.formula,
                alone.gradient,
                *(self._number(alone, convention) for convention in CONVENTIONS),
                "" if decay is None else f"{decay:g}",
            )
            yield cells if self.values is None else (*cells, _value(value))
            value = None  # It is of both parts: it stands in the first one's row.

    def _number(self, term: Term, convention: str) -> str:
        """`0.02`, or `0.02 * m` where m is not known."""
        if convention in PER_EXAMPLE and term.target == "activity":
            return ""
        written = as_written(term.penalty, convention, self.examples)
        if written is not None:
            return f"{sum(written):g}"
        per_example = as_written(term.penalty, convention, 1)
        assert per_example is not None
        return f"{sum(per_example):g} * m"

    def _data(self, term: Term) -> dict[str, Any]:
        conventions: dict[str, Any] = {}
        for convention in CONVENTIONS:
            meant = term.target == "weight" or convention not in PER_EXAMPLE
            written = as_written(term.penalty, convention, self.examples) if meant else None
            conventions[convention] = None if written is None else dict(zip(("l1", "l2"), written, strict=True))
        data = {
            "term": term.term,
            "slot": term.slot,
            "target": term.target,
            "l1": term.penalty.l1,
            "l2": term.penalty.l2,
            "formula": term.formula,
            "gradient": term.gradient,
            "conventions": conventions,
            "sgd_weight_decay": sgd_weight_decay(term),
        }
        return data if self.values is None else {**data, "value": self.values.get(term.term)}

    def _notes(self) -> list[str]:
        """What the columns mean, and what is not in them."""
        found = list(self.graph.penalties())
        m = "m is the number of training examples" if self.examples is None else f"m = {self.examples:,}"
        notes = [f"The columns {', '.join(CONVENTIONS)} hold the number to write under that convention; {m}."]
        if any(term.target == "activity" for term in found):
            notes.append("y is the output of the layer, summed over the batch and divided by the batch size.")
        if any(term.target == "weight" and term.penalty.l1 for term in found):
            notes.append("No weight_decay is equal to an L1 penalty.")
        if self.values is not None:
            notes.append(f"Sum of the values: {sum(self.values.values()):.9g}")
        return ["\n".join(notes)]


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
