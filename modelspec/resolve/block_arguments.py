"""The parameters of a block: what is declared, and what a use gives."""

from __future__ import annotations

from collections import ChainMap
from typing import Any

from modelspec.messages import BLOCK, Owner, suggested, unknown_argument
from modelspec.resolve.calls import COMMON, Call
from modelspec.resolve.context import Context
from modelspec.resolve.variables import UNDEFINED, has_undefined, substitute, value_problem
from modelspec.spec import BlockSpec
from modelspec.words import show

REQUIRED = "required"


def short_form(block: BlockSpec) -> str | None:
    """The parameter that `- block: value` sets: the required one, if there is just one."""
    required = [name for name, default in block.params.items() if default == REQUIRED]
    return required[0] if len(required) == 1 else None


def block_arguments(call: Call, block: BlockSpec, context: Context) -> dict[str, Any] | None:
    """The value of every parameter at this use, or None after adding the problems."""
    problems, given = context.problems, dict(call.arguments)
    main = short_form(block)
    if call.has_main:
        if main is None:
            example = next(iter(block.params), None)
            help_text = (
                f"name the parameter: `- {call.kind}: {{{example}: ...}}`" if example else "it has no parameters"
            )
            message = f"block `{call.kind}` has no short form, got {show(call.main)}"
            problems.add("E419", message, call.arguments_path, help=help_text)
            return None
        given[main] = call.main
    whole = True
    owner = Owner(f"block `{call.kind}`", BLOCK, [*block.params, *COMMON], noun="parameter")
    meant = {suggested(name, owner) for name in given if name not in block.params}
    for name in given:
        if name not in block.params:
            unknown_argument(name, problems, (*call.arguments_path, name), owner)
            whole = False
    values: dict[str, Any] = {}
    scope = ChainMap(values, {**context.variables})
    for name, default in block.params.items():
        at = call.arguments_path if call.has_main else (*call.arguments_path, name)
        if name in given:
            values[name] = given[name]
        elif default == REQUIRED:
            if name not in meant:
                _missing(name, call, context)
            values[name] = UNDEFINED
            whole = False
        else:
            at = ("blocks", call.kind, "params", name)
            values[name] = substitute(default, scope, problems, at)
        reason = value_problem(values[name])
        if reason:
            problems.add("E422", f"parameter `{name}` {reason}", at)
        whole = whole and not reason and not has_undefined(values[name])
    return values if whole else None


def _missing(name: str, call: Call, context: Context) -> None:
    related = [("declared here", ("blocks", call.kind, "params", name))]
    context.problems.add("E421", f"block `{call.kind}` needs `{name}`", call.arguments_path, at="key",
                         help=f"`- {call.kind}: {{{name}: ...}}`", related=related)  # fmt: skip
