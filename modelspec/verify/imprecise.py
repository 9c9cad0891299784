"""What a framework computes in float32 even where everything else is float64."""

from __future__ import annotations

from collections.abc import Iterable

from modelspec.backends import Backend
from modelspec.ir import Graph


def imprecise(graph: Graph, backends: Iterable[Backend]) -> str | None:
    """Why a float64 check of this graph cannot reach float64's limits; None if it can."""
    reasons = dict.fromkeys(
        reason for node in graph.nodes() for item in backends if (reason := item.imprecise(node)) is not None
    )
    return "; ".join(reasons) or None
