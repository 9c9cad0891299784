"""The parameters of a block: what is declared, and what a use gives."""

from __future__ import annotations

from typing import Any

from modelspec.messages import BLOCK, Owner, unknown_argument
from modelspec.resolve.calls import COMMON, Call
from modelspec.resolve.context import Context
from modelspec.resolve.variables import has_undefined, substitute
from modelspec.spec import BlockSpec
from modelspec.words import show

REQUIRED = "required"


def block_arguments(call: Call, block: BlockSpec, context: Context) -> dict[str, Any] | None:
    """The value of every parameter at this use, or None after adding the problems."""
    problems, given = context.problems, dict(call.arguments)
    if call.has_main:
        required = [name for name, default in block.params.items() if default == REQUIRED]
        if len(required) != 1:
            problems.add("E419", f"block `{call.kind}` has no short form, got {show(call.main)}", call.arguments_path,
                         help=f"name the parameter: `- {call.kind}: {{{next(iter(block.params), 'name')}: ...}}`")  # fmt: skip
            return None
        given[required[0]] = call.main
    whole = True
    owner = Owner(f"block `{call.kind}`", BLOCK, [*block.params, *COMMON])
    for name in given:
        if name not in block.params:
            unknown_argument(name, problems, (*call.arguments_path, name), owner)
            whole = False
    values: dict[str, Any] = {}
    for name, default in block.params.items():
        if name in given:
            values[name] = given[name]
        elif default == REQUIRED:
            problems.add("E421", f"block `{call.kind}` needs `{name}`", call.arguments_path, at="key",
                         help=f"`- {call.kind}: {{{name}: ...}}`",
                         related=[("declared here", ("blocks", call.kind, "params", name))])  # fmt: skip
            whole = False
        else:
            scope = {**context.variables, **values}
            values[name] = substitute(default, scope, problems, ("blocks", call.kind, "params", name))
        if name in values and (has_undefined(values[name]) or not _is_plain(values[name])):
            if not has_undefined(values[name]):
                problems.add("E422", f"parameter `{name}` must be a number, text or a list, got {show(values[name])}",
                             (*call.arguments_path, name))  # fmt: skip
            whole = False
    return values if whole else None


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_plain(item) for item in value)
    return isinstance(value, int | float | str)
