"""The manifest: what stands where in the generated files, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelspec.backends import Generated
from modelspec.backends.describe import FORMAT
from modelspec.ir import Graph, Weight
from modelspec.output import GENERATOR, digest, manifest_text


def manifest(graph: Graph, generated: Mapping[str, Generated]) -> str:
    """JSON text: every weight with its place in each backend and the array operations on the way there, every penalty
    term with its coefficients, and the totals."""
    weights = list(graph.weights())
    total = sum(weight.size for _, weight in weights)
    trainable = sum(weight.size for _, weight in weights if weight.trainable)
    data = {
        "generator": GENERATOR,
        "format": FORMAT,
        "name": graph.name,
        "spec": {"file": graph.source_name, "hash": graph.source_hash},
        "files": {made.file_name: digest(made.text) for made in generated.values()},
        "parameters": {"total": total, "trainable": trainable, "non_trainable": total - trainable},
        "weights": [_weight(name, weight, generated) for name, weight in weights],
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
    return manifest_text(data)


def _weight(name: str, weight: Weight, generated: Mapping[str, Generated]) -> dict[str, Any]:
    penalty = None if weight.penalty is None else {"l1": weight.penalty.l1, "l2": weight.penalty.l2}
    entry: dict[str, Any] = {
        "name": name,
        "shape": list(weight.shape),
        "trainable": weight.trainable,
        "slot": weight.slot,
        "penalty": penalty,
    }
    for backend, made in generated.items():
        entry[backend] = [
            {"key": target.key, "operations": [operation.as_list() for operation in target.operations]}
            for target in made.weights[name]
        ]
    return entry
