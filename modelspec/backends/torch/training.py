"""The training functions of a generated file."""

from __future__ import annotations

from modelspec.backends.code import Statement
from modelspec.ir import Graph


def training_functions(graph: Graph, class_name: str, parts: set[str]) -> tuple[Statement, ...]:
    """loss, make_optimizer, train_step and fit; nothing without a training section."""
    return ()
