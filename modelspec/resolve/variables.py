"""Variables: the `vars` section, `--set`, and the replacement of `$name` by its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelspec.errors import ModelspecError, Path
from modelspec.expression import ExpressionError, evaluate, is_expression, names, to_python, unescape
from modelspec.scalars import resolve_plain
from modelspec.source import Problems
from modelspec.words import did_you_mean, name_problem, show

Scope = Mapping[str, Any]
TEXT_KEYS = frozenset({"description", "doc"})
"""Keys whose text is for people: a dollar in it is a dollar."""


def read_variables(data: Mapping[str, Any], overrides: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    """The values of `vars`, each may use those above it; `overrides` are the texts of `--set`."""
    section = data.get("vars")
    if section is None:
        section = {}
    if not isinstance(section, dict):
        problems.add("E201", f"`vars` must be a mapping of names to values, got {show(section)}", ("vars",))
        section = {}
    values: dict[str, Any] = {}
    for name, written in section.items():
        path = ("vars", name)
        wrong = name_problem(name, "variable name")
        if wrong:
            problems.add("E202", wrong[0], path, at="key", help=wrong[1])
            continue
        value = substitute(written, values, problems, path)
        if not _is_value(value):
            problems.add("E203", f"variable `{name}` must be a number, text or a list of these, got {show(value)}", path)
            value = 1
        values[name] = value
    for name, text in overrides.items():
        values[name] = _override(name, text, values)
    return values


def substitute(
    value: Any,
    scope: Scope,
    problems: Problems,
    path: Path,
    *,
    keep: frozenset[str] = frozenset(),
    written: dict[Path, str] | None = None,
) -> Any:
    """A copy of `value` in which every text with a `$variable` is replaced by what it comes to. For an expression over a
    name in `keep`, `written` receives its Python form by path."""
    if isinstance(value, str):
        return _text(value, scope, problems, path, keep, written)
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


class Undefined:
    """Stands for the value of an expression that failed: its problem is reported, and nothing more is said of it."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


def has_undefined(value: Any) -> bool:
    """Whether a failed expression is anywhere inside."""
    if isinstance(value, dict):
        return any(has_undefined(item) for item in value.values())
    if isinstance(value, list):
        return any(has_undefined(item) for item in value)
    return value is UNDEFINED


def _text(
    text: str, scope: Scope, problems: Problems, path: Path, keep: frozenset[str], written: dict[Path, str] | None
) -> Any:
    if "$" not in text:
        return text
    if not is_expression(text):
        return unescape(text)
    try:
        value = evaluate(text, scope)
        if written is not None and any(name in keep for name in names(text)):
            written[path] = to_python(text, keep, scope)
    except ExpressionError as error:
        code = "E204" if error.name is not None else "E205"
        problems.add(code, error.message, path, help=error.help)
        return UNDEFINED
    return value


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_value(item) for item in value)
    return value is UNDEFINED or isinstance(value, int | float | str)


def _override(name: str, text: str, values: Mapping[str, Any]) -> Any:
    """The value of `--set name=text`, read like a scalar (or a list in brackets) of the file, and of the file's type."""
    if name not in values:
        hint = did_you_mean(name, values)
        raise ModelspecError(f"--set {name}: the spec has no variable of that name" + (f"; {hint}" if hint else ""))
    old = values[name]
    new: Any = (
        [resolve_plain(part.strip()) for part in text.strip()[1:-1].split(",") if part.strip()]
        if text.strip().startswith("[") and text.strip().endswith("]")
        else resolve_plain(text.strip())
    )
    if isinstance(old, str) and not isinstance(new, list):
        return text
    number = isinstance(old, int | float) and not isinstance(old, bool)
    fits = (
        isinstance(new, int | float) and not isinstance(new, bool)
        if number
        else isinstance(new, bool) == isinstance(old, bool) and isinstance(new, list) == isinstance(old, list)
    )
    if not fits:
        kind = "a number" if number else "true or false" if isinstance(old, bool) else "a list like [1, 2]"
        raise ModelspecError(f"--set {name}={text}: `{name}` is {kind} in the spec")
    return new
