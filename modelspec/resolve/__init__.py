"""A source -> a Graph, in one direction: variables, top level, layers (opened, wired, shaped, penalized), training."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from modelspec.errors import Diagnostic, SpecError
from modelspec.ir import BlockInfo, Body, Graph, Tensor
from modelspec.resolve.block_arguments import REQUIRED
from modelspec.resolve.body import Inputs, build_body
from modelspec.resolve.calls import parse_call
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.logits import check_logits
from modelspec.resolve.penalties import PenaltyRules
from modelspec.resolve.top import Top, read_top
from modelspec.resolve.training import resolve_training, warn_of_weight_decay
from modelspec.resolve.unused_variables import warn_of_unused_variables
from modelspec.resolve.variables import read_variables
from modelspec.source import Problems, Source

__all__ = ["Resolution", "check_library", "resolve"]

LIBRARY_STAND_INS: Mapping[str, Any] = {"name": "library", "inputs": {"x": [1]}, "layers": ["flatten"]}
"""What a library need not have."""


@dataclass(frozen=True)
class Resolution:
    """A graph, and the warnings that came up on the way to it."""

    graph: Graph
    warnings: list[Diagnostic]


def resolve(source: Source, overrides: Mapping[str, str] | None = None) -> Resolution:
    """The graph of a source. Raises SpecError with every problem found, and ModelspecError for a wrong override."""
    problems = Problems(source)
    overrides = overrides or {}
    variables = read_variables(source.data, overrides, problems)
    top = read_top(source.data, variables, problems)
    graph = _graph(top, source, variables, overrides, problems)
    problems.raise_if_errors()
    if graph is None:
        raise SpecError(problems.diagnostics)
    warn_of_weight_decay(graph, problems)
    warn_of_unused_variables(problems)
    return Resolution(graph, problems.diagnostics)


def check_library(source: Source) -> list[Diagnostic]:
    """The warnings of a file that only brings blocks and variables to others. Raises SpecError with every problem that
    shows without a use of its blocks."""
    problems = Problems(source)
    variables = read_variables(source.data, {}, problems)
    top = read_top({**LIBRARY_STAND_INS, **source.data}, variables, problems)
    kinds = {*top.spec.blocks, *top.wrong_blocks}
    for name, block in top.spec.blocks.items():
        for i, item in enumerate(block.layers):
            parse_call(item, ("blocks", name, "layers", i), kinds, problems)
    problems.raise_if_errors()
    return problems.diagnostics


def _graph(
    top: Top, source: Source, variables: Mapping[str, Any], overrides: Mapping[str, str], problems: Problems
) -> Graph | None:
    spec = top.spec
    rules = PenaltyRules(spec.regularization, problems)
    context = Context(problems, spec.blocks, frozenset(top.wrong_blocks), rules, variables)
    body, words = (None, []) if "layers" in top.wrong else _body(top, context)
    if body is not None:
        rules.finish({*context.words, *spec.blocks})
        _unused_blocks(context)
    outputs = {word: tensor.shape for word, tensor in zip(words, body.outputs, strict=True)} if body else None
    training = None if spec.training is None else resolve_training(spec.training, outputs, problems)
    if body is None:
        return None
    if training is not None:
        check_logits(body, words, training, spec.training or {}, problems)
    return Graph(
        name=spec.name,
        description=spec.description,
        dtype=spec.dtype,
        body=body,
        output_names=tuple(words),
        blocks=_blocks(context),
        training=training,
        source_name=PurePath(source.name).name,
        source_hash=_hash(source, overrides),
    )


def _body(top: Top, context: Context) -> tuple[Body | None, list[str]]:
    inputs: Inputs = {
        name: (None if name in top.wrong_inputs else Tensor(name, tuple(item.shape), item.dtype), ("inputs", name))
        for name, item in top.spec.inputs.items()
    }
    if "inputs" in top.wrong:
        inputs = {}
    outputs = None if "outputs" in top.wrong else top.spec.outputs
    around = Surroundings(scope=context.variables)
    return build_body(top.spec.layers, ("layers",), inputs, (outputs, ("outputs",)), context, around)


def _unused_blocks(context: Context) -> None:
    source = context.problems.source
    for name in context.blocks:
        # A library has more blocks than one model uses.
        own = source.place(("blocks", name), "key")[0] == source.name
        if own and name not in context.used_blocks and name not in context.wrong_blocks:
            context.problems.warn("W401", f"block `{name}` is never used, so its layers were not checked",
                                  ("blocks", name), at="key", help=f"use it with `- {name}`, or remove it")  # fmt: skip


def _blocks(context: Context) -> dict[str, BlockInfo]:
    return {
        name: BlockInfo(
            name, {key: None if value == REQUIRED else value for key, value in block.params.items()}, block.doc
        )
        for name, block in context.blocks.items()
        if name in context.used_blocks
    }


def _hash(source: Source, overrides: Mapping[str, str]) -> str:
    """The hash of what the graph was made from: the file's data and the overrides. Comments do not count."""
    text = json.dumps([source.data, dict(sorted(overrides.items()))], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
