"""What the walk counts, so that blocks and `repeat` cannot make a model of a few lines too large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from modelspec.errors import Path, SpecError
from modelspec.resolve.bounds import MOST_BLOCKS, MOST_CALLS, MOST_INPUTS, MOST_VALUES, too_large
from modelspec.resolve.calls import Call
from modelspec.resolve.context import Context
from modelspec.resolve.wiring import Output

COUNTED = "with `repeat` and blocks counted out"


def count_call(context: Context, call: Call, references: Any) -> None:
    """Notes a call. Raises SpecError where a model gets too large: to look further would take too long."""
    context.values += _values(call.arguments) + _values(call.main) + _values(references)
    if call.kind in context.blocks:
        context.values += len(context.blocks[call.kind].params)
    if context.values > MOST_VALUES:
        message = f"the model's calls have more than {MOST_VALUES:,} arguments and inputs, {COUNTED}"
        _stop(context, "E426", message, call, "lower `repeat`, or make the lists shorter")
    _more_calls(context, call, 1)


def count_again(context: Context, call: Call, use: str) -> None:
    """Notes the calls within a use of a block that is called again."""
    _more_calls(context, call, context.inside.get(use, 0))


def _more_calls(context: Context, call: Call, number: int) -> None:
    context.calls += number
    if context.calls > MOST_CALLS:
        message = f"the model has more than {MOST_CALLS:,} calls, {COUNTED}"
        _stop(context, "E408", message, call, "lower `repeat`, or use fewer blocks inside one another")


def _stop(context: Context, code: str, message: str, call: Call, help_text: str) -> NoReturn:
    context.problems.add(code, message, call.path, help=help_text)
    raise SpecError(context.problems.diagnostics)


def inputs_in_bounds(inputs: Mapping[str, tuple[Output, Path]], context: Context) -> bool:
    """Whether a model can have these inputs."""
    if len(inputs) > MOST_INPUTS:
        message = f"there are {len(inputs):,} inputs, at most {MOST_INPUTS:,} are allowed"
        context.problems.add("E427", message, ("inputs",), help="put some of them together in one")
        return False
    tensors = [(tensor, path) for tensor, path in inputs.values() if tensor is not None]
    found = [(too_large(tensor.shape, f"the input `{tensor.name}`"), path) for tensor, path in tensors]
    for problem, path in found:
        if problem is not None:
            context.problems.add("E504", problem, path, help="give it fewer or shorter axes")
    return all(problem is None for problem, _ in found)


def count_block(context: Context, call: Call) -> None:
    """Notes that a block is used. Raises SpecError where there are too many."""
    context.used_blocks.add(call.kind)
    if len(context.used_blocks) > MOST_BLOCKS:
        message = f"the model uses more than {MOST_BLOCKS:,} different blocks"
        _stop(context, "E427", message, call, "give blocks parameters, so that one serves for several")


def _values(value: Any) -> int:
    """How many values a walk over this one meets."""
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + sum(map(_values, value)) if isinstance(value, list) else 1
