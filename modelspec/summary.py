"""What a model is, at a glance: layers, shapes, parameters, penalties, cost. No framework is loaded."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from modelspec.ir import Graph, Node, Reuse, Shape, Tensor, Term, Use, nodes
from modelspec.layers.base import show, size
from modelspec.markup import markdown
from modelspec.rows import Row, body_multiply_adds, body_outputs, rows
from modelspec.tables import Table
from modelspec.visible import escape

BYTES = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "int32": 4, "int64": 8}
UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
HEADS = ("Layer", "Kind", "Output shape", "Parameters", "Multiply-adds", "From", "Penalties")


@dataclass(frozen=True)
class Summary:
    """The table of a model; `str()` of it is text. A block is one row a use, or opened with `expand`."""

    graph: Graph
    expand: bool = False

    @cached_property
    def rows(self) -> list[Row]:
        return rows(self.graph, "open" if self.expand else "closed")

    @cached_property
    def terms(self) -> dict[str, list[Term]]:
        """The penalty terms of each layer, by its full name."""
        found: dict[str, list[Term]] = {}
        for term in self.graph.penalties():
            found.setdefault(term.node.full_name, []).append(term)
        return found

    def table(self) -> Table:
        """The inputs and the calls."""
        inputs = [(t.name, "input", with_batch(t.shape), "", "", "", "") for t in self.graph.body.inputs]
        before = [inputs[-1][0], *(row.name for row in self.rows)]
        calls = [self._cells(row, last) for row, last in zip(self.rows, before, strict=False)]
        return Table(HEADS, [*inputs, *calls], frozenset({3, 4}))

    def totals(self) -> list[tuple[str, str]]:
        """What is below the table."""
        trainable, others = parameters(self.graph)
        kept = sum(size(tensor.shape) * self._bytes(tensor) for tensor in body_outputs(self.graph.body))
        found = sum(map(len, self.terms.values()))
        return [
            ("Parameters", f"{trainable + others:,} ({trainable:,} trainable, {others:,} not)"),
            ("Penalties", _count(found)),
            ("Multiply-adds", f"{body_multiply_adds(self.graph.body):,} per example"),
            ("Memory", f"{human(self._weight_bytes())} of weights, {human(kept)} of layer outputs per example"),
        ]

    def __str__(self) -> str:
        return "\n\n".join([self._title(escape), self.table().as_text(), self._footer()])

    def as_markdown(self) -> str:
        """The same for a README or a pull request."""
        totals = "\n".join(f"- **{name}**: {said}" for name, said in self.totals())
        return "\n\n".join([f"## {self._title(markdown)}", self.table().as_markdown(), totals])

    def as_json(self) -> str:
        """The form 1 of the command line; every layer once, blocks dissolved."""
        return json.dumps(self.as_data(), indent=2)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        graph = self.graph
        trainable, others = parameters(graph)
        outputs = zip(graph.output_names, graph.body.outputs, strict=True)
        return {
            "format": 1,
            "name": graph.name,
            "inputs": [self._tensor(tensor.name, tensor) for tensor in graph.body.inputs],
            "outputs": [self._tensor(name, tensor) for name, tensor in outputs],
            "layers": [_layer(row) for row in rows(graph, "dissolved")],
            "parameters": {"total": trainable + others, "trainable": trainable, "non_trainable": others},
            "penalties": [
                {
                    "term": term.term,
                    "slot": term.slot,
                    "target": term.target,
                    "l1": term.penalty.l1,
                    "l2": term.penalty.l2,
                    "formula": term.formula,
                }
                for term in graph.penalties()
            ],
        }

    def _repr_html_(self) -> str:
        from modelspec.html import summary_part  # noqa: PLC0415

        return summary_part(self)

    def _title(self, quoted: Callable[[str], str]) -> str:
        about = " ".join((self.graph.description or "").split())
        return f"{self.graph.name}: {quoted(about)}" if about else self.graph.name

    def _footer(self) -> str:
        return "\n".join(f"{name:<13}  {said}" for name, said in self.totals())

    def _cells(self, row: Row, before: str) -> tuple[str, ...]:
        """`before` is the name in the line above, which needs no word as the input."""
        indent = "  " * row.depth
        name = row.name.rpartition(".")[2] if row.depth else row.name
        shapes = ", ".join(map(with_batch, row.outputs))
        shared = isinstance(row.step, Reuse)
        return (
            indent + name,
            row.kind,
            shapes,
            "shared" if shared else f"{row.parameters:,}",
            f"{row.multiply_adds:,}",
            "" if row.inputs == (before,) else ", ".join(row.inputs),
            self._penalties(row),
        )

    def _penalties(self, row: Row) -> str:
        step = row.step
        if isinstance(step, Node):
            return "; ".join(
                f"{term.term.removeprefix(f'{row.name}.')}: {term.formula}" for term in self.terms.get(row.name, ())
            )
        if isinstance(step, Use):
            number = sum(len(self.terms.get(node.full_name, ())) for node in nodes(step.body))
            return _count(number) if number else ""
        return f"those of {step.target.name}" if self.terms.get(step.target.full_name) else ""

    def _bytes(self, tensor: Tensor) -> int:
        return BYTES[self.graph.dtype if tensor.dtype == "float" else tensor.dtype]

    def _weight_bytes(self) -> int:
        return sum(parameters(self.graph)) * BYTES[self.graph.dtype]

    def _tensor(self, name: str, tensor: Tensor) -> dict[str, Any]:
        dtype = self.graph.dtype if tensor.dtype == "float" else tensor.dtype
        return {"name": name, "shape": [None, *tensor.shape], "dtype": dtype}


def parameters(graph: Graph) -> tuple[int, int]:
    """How many are trainable, and how many are not."""
    weights = [weight for _, weight in graph.weights()]
    trainable = sum(weight.size for weight in weights if weight.trainable)
    return trainable, sum(weight.size for weight in weights) - trainable


def with_batch(shape: Shape) -> str:
    """`[null, 32]`: the batch axis in front, as the frameworks show it."""
    return show((None, *shape))


def human(number: int) -> str:
    """Bytes with three digits: `6.53 kB`."""
    if number < 1000:
        return f"{number} B"
    power = min(len(UNITS) - 1, int(math.log10(number * 1.0005)) // 3)
    return f"{number / 1000**power:.3g} {UNITS[power]}"


def _count(terms: int) -> str:
    return "1 term" if terms == 1 else f"{terms:,} terms"


def _layer(row: Row) -> dict[str, Any]:
    shapes = [[None, *shape] for shape in row.outputs]
    return {
        "name": row.name,
        "kind": row.kind,
        "from": list(row.inputs),
        "output_shape": shapes[0] if len(shapes) == 1 else shapes,
        "parameters": row.parameters,
        "weights": [
            {"name": f"{row.name}.{weight.name}", "shape": list(weight.shape), "trainable": weight.trainable}
            for weight in row.weights
        ],
    }
