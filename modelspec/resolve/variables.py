"""Variables: the `vars` section, and the replacement of `$name` by its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelspec.errors import Path, SpecError
from modelspec.expression import ExpressionError, evaluate, is_expression, names, to_python, unescape
from modelspec.resolve.overrides import override
from modelspec.source import Problems
from modelspec.words import mend_in, name_problem, show

Scope = Mapping[str, Any]
TEXT_KEYS = frozenset({"description", "doc"})
"""Keys whose text is for people: a dollar in it is a dollar."""
MOST_VARIABLES = 1_000
"""Variables of a spec."""
MOST_ENTRIES = 100
"""Values in a variable or parameter, lists included: lists that hold lists by name double with every step."""
DEEPEST = 4
"""Lists inside one another in a variable or parameter."""


class Undefined:
    """Stands for the value of an expression that failed: its problem is reported, and nothing more is said of it."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


def read_variables(data: Mapping[str, Any], overrides: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    """The values of `vars`, each may use those above it; `overrides` are the texts of `--set`."""
    section = data.get("vars")
    if section is None:
        section = {}
    if not isinstance(section, dict):
        help_text = "e.g. `vars: {width: 64}`"
        problems.add("E201", f"`vars` must map names to values, got {show(section)}", ("vars",), help=help_text)
        section = {}
    if len(section) > MOST_VARIABLES:
        message = f"there are {len(section):,} variables, at most {MOST_VARIABLES:,} are allowed"
        problems.add("E206", message, ("vars",), at="key", help="put numbers that belong together in a list")
        raise SpecError(problems.diagnostics)
    values: dict[str, Any] = {}
    waiting = dict(overrides)
    for name, written in section.items():
        path = ("vars", name)
        wrong = name_problem(name, "variable name")
        if wrong:
            problems.add("E202", wrong[0], path, at="key", help=wrong[1])
            values[name] = UNDEFINED
            continue
        value = _value(name, written, values, section, problems)
        reason = value_problem(value)
        if reason:
            help_text = "give it a number, text, true or false, or a list of these"
            problems.add("E203", f"variable `{name}` {reason}", path, help=help_text)
        if reason or has_undefined(value):
            value = UNDEFINED
        values[name] = override(name, waiting.pop(name), value) if name in waiting else value
    for name, text in waiting.items():
        override(name, text, None, known=values)
    return values


def _value(name: str, written: Any, above: Scope, section: Scope, problems: Problems) -> Any:
    path = ("vars", name)
    for used in names(written) if isinstance(written, str) else ():
        if used in section and used not in above:
            help_text = f"move `{used}` above `{name}`"
            if _reaches(used, name, section):
                help_text = f"`{name}` and `{used}` use each other: give one of them a value of its own"
            if used == name:
                help_text = "a variable cannot use itself"
            problems.add("E204", f"`${used}` has no value here yet", path, help=help_text)
            return UNDEFINED
    return substitute(written, above, problems, path)


def _reaches(start: str, goal: str, section: Scope) -> bool:
    """Whether a variable needs another one for its value."""
    waiting, seen = [start], set()
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            written = section.get(name)
            waiting.extend(names(written) if isinstance(written, str) else ())
    return False


def substitute(
    value: Any,
    scope: Scope,
    problems: Problems,
    path: Path,
    *,
    keep: frozenset[str] = frozenset(),
    written: dict[Path, str] | None = None,
) -> Any:
    """A copy of `value` in which every text with a `$variable` is replaced by what it comes to. For an expression over
    a name in `keep`, `written` receives its Python form by path."""
    if isinstance(value, str):
        return _text(value, scope, problems, path, keep, written) if "$" in value else value
    if isinstance(value, dict):
        return {
            key: item
            if key in TEXT_KEYS
            else substitute(item, scope, problems, (*path, key), keep=keep, written=written)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [
            substitute(item, scope, problems, (*path, i), keep=keep, written=written) for i, item in enumerate(value)
        ]
    return value


def has_undefined(value: Any) -> bool:
    """Whether a failed expression is anywhere inside."""
    if isinstance(value, dict):
        return any(has_undefined(item) for item in value.values())
    if isinstance(value, list):
        return any(has_undefined(item) for item in value)
    return value is UNDEFINED


def value_problem(value: Any) -> str | None:
    """Why this cannot be the value of a variable or of a block's parameter; None if it can."""
    waiting, entries = [(value, 0)], 0
    while waiting:
        item, depth = waiting.pop()
        entries += 1
        if entries > MOST_ENTRIES or depth > DEEPEST:
            return f"holds more than {MOST_ENTRIES} entries, or lists nested deeper than {DEEPEST}"
        if isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item[: MOST_ENTRIES + 1])
        elif item is None:
            return "is empty"
        elif item is not UNDEFINED and not isinstance(item, int | float | str):
            return f"must be a number, text or a list of these, got {show(item)}"
    return None


def _text(
    text: str, scope: Scope, problems: Problems, path: Path, keep: frozenset[str], written: dict[Path, str] | None
) -> Any:
    if not is_expression(text):
        return unescape(text)
    used = names(text)
    if any(scope.get(name) is UNDEFINED for name in used):
        return UNDEFINED
    try:
        value = evaluate(text, scope)
        if written is not None and any(name in keep for name in used):
            written[path] = to_python(text, keep, scope)
    except ExpressionError as error:
        code = "E204" if error.name is not None else "E205"
        mend = mend_in(error.help) if text == f"${error.name}" else None
        problems.add(code, error.message, path, help=error.help, fix_text=mend)
        return UNDEFINED
    return value
