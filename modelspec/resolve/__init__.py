"""A source -> a Graph, in one direction: variables, top level, layers (blocks opened, wired, shaped, penalized), training."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from modelspec.errors import Diagnostic, Path, SpecError
from modelspec.ir import BlockInfo, Body, Graph, Tensor
from modelspec.messages import REGULARIZATION, TOP, Owner, report
from modelspec.resolve.block_arguments import REQUIRED
from modelspec.resolve.body import build_body
from modelspec.resolve.calls import COMMON
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.penalties import PenaltyRules
from modelspec.resolve.training import resolve_training, warn_of_weight_decay
from modelspec.resolve.variables import has_undefined, read_variables, substitute
from modelspec.source import Problems, Source
from modelspec.spec import NOT_YET, Regularization, SpecFile
from modelspec.layers import FAMILY
from modelspec.words import name_problem, nearest, show

SECTIONS_WITH_VARIABLES = ("dtype", "inputs", "regularization", "outputs", "training")


@dataclass(frozen=True)
class Resolution:
    """A graph, and the warnings that came up on the way to it."""

    graph: Graph
    warnings: list[Diagnostic]


def resolve(source: Source, overrides: Mapping[str, str] | None = None) -> Resolution:
    """The graph of a source. Raises SpecError with every problem found."""
    problems = Problems(source)
    variables = read_variables(source.data, overrides or {}, problems)
    data = _prepared(source.data, variables, problems)
    spec = _checked(data, problems)
    if spec is None:
        problems.raise_if_errors()
        raise SpecError(problems.diagnostics)
    graph = _graph(spec, source, variables, overrides or {}, problems)
    problems.raise_if_errors()
    assert graph is not None
    warn_of_weight_decay(graph, problems)
    return Resolution(graph, problems.diagnostics)


def _prepared(data: Mapping[str, Any], variables: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """The top level without `x-` keys, its variables replaced wherever they have one value for the whole file."""
    prepared: dict[str, Any] = {}
    for key, value in data.items():
        if key.startswith("x-"):
            continue
        if key in NOT_YET:
            problems.add("E033", f"`{key}` is not carried yet ({NOT_YET[key]})", (key,), at="key",
                         help="write it out in this file for now")  # fmt: skip
            continue
        prepared[key] = substitute(value, variables, problems, (key,)) if key in SECTIONS_WITH_VARIABLES else value
        if has_undefined(prepared[key]):
            prepared.pop(key)
            if key == "inputs":
                prepared[key] = {"unknown": [1]}
    return prepared


def _checked(data: dict[str, Any], problems: Problems) -> SpecFile | None:
    try:
        return SpecFile.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            _top_problem(item, data, problems)
        return None


def _top_problem(item: Any, data: Mapping[str, Any], problems: Problems) -> None:
    """One problem of the top level, spoken of as the section that it is in."""
    one = ValidationError.from_exception_data("spec", [item]) if False else None
    del one
    loc: Path = tuple(item["loc"])
    kind = item["type"]
    if loc[:1] == ("modelspec",):
        given = data.get("modelspec")
        problems.add("E035", "the format version `modelspec: 1` is missing" if given is None else
                     f"`modelspec` must be 1, the format version, got {show(given)}", loc if given is not None else (),
                     help="begin the file with `modelspec: 1`")  # fmt: skip
        return
    del kind


def _graph(
    spec: SpecFile, source: Source, variables: Mapping[str, Any], overrides: Mapping[str, str], problems: Problems
) -> Graph | None:
    rules = PenaltyRules(spec.regularization, problems)
    context = Context(problems, spec.blocks, rules, variables)
    _block_names(spec, problems)
    inputs = _inputs(spec, problems)
    around = Surroundings(scope=variables)
    body, words = build_body(spec.layers, ("layers",), inputs, (spec.outputs, ("outputs",)), context, around)
    rules_words = {*context.words, *spec.blocks}
    if body is not None:
        rules.finish(rules_words)
    for name in spec.blocks:
        if name not in context.used_blocks:
            problems.warn("W401", f"block `{name}` is never used: its layers were not checked", ("blocks", name), at="key",
                          help=f"use it with `- {name}`, or remove it")  # fmt: skip
    outputs = {word: tensor.shape for word, tensor in zip(words, body.outputs, strict=True)} if body else {}
    training = None
    if spec.training is not None and body is not None:
        training = resolve_training(spec.training, outputs, problems)
    if body is None:
        return None
    return Graph(
        name=spec.name,
        description=spec.description,
        dtype=spec.dtype,
        body=body,
        output_names=tuple(words),
        blocks=_blocks(spec),
        training=training,
        source_name=source.name,
        source_hash=_hash(source, overrides),
    )


def _inputs(spec: SpecFile, problems: Problems) -> dict[str, tuple[Tensor, Path]]:
    inputs = {}
    for name, item in spec.inputs.items():
        wrong = name_problem(name, "input name")
        if wrong:
            problems.add("E036", wrong[0], ("inputs", name), at="key", help=wrong[1])
        inputs[name] = (Tensor(name, tuple(item.shape), item.dtype), ("inputs", name))
    return inputs


def _block_names(spec: SpecFile, problems: Problems) -> None:
    for name, block in spec.blocks.items():
        path = ("blocks", name)
        wrong = name_problem(name, "block name")
        if wrong:
            problems.add("E423", wrong[0], path, at="key", help=wrong[1])
        elif name in FAMILY or name == "reuse":
            problems.add("E424", f"`{name}` is a layer kind; a block needs a name of its own", path, at="key")
        for parameter in block.params:
            at = (*path, "params", parameter)
            wrong = name_problem(parameter, "parameter name")
            if parameter in COMMON:
                problems.add("E425", f"a parameter cannot be named `{parameter}`: every call has that argument", at, at="key")
            elif wrong:
                problems.add("E425", wrong[0], at, at="key", help=wrong[1])


def _blocks(spec: SpecFile) -> dict[str, BlockInfo]:
    return {
        name: BlockInfo(
            name, {key: None if value == REQUIRED else value for key, value in block.params.items()}, block.doc
        )
        for name, block in spec.blocks.items()
    }


def _hash(source: Source, overrides: Mapping[str, str]) -> str:
    """The hash of what the graph was made from: the file's data and the overrides. Comments do not count."""
    text = json.dumps([source.data, dict(sorted(overrides.items()))], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


__all__ = ["Resolution", "resolve", "nearest", "Owner", "REGULARIZATION", "TOP", "Regularization", "report"]
