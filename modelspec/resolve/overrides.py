"""Values for variables from outside: read like a scalar of the file, and held to the type that the file gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelspec.errors import ModelspecError
from modelspec.scalars import BadNumber, resolve
from modelspec.words import did_you_mean, show


def override(name: str, text: str, old: Any, known: Iterable[str] | None = None) -> Any:
    """The value that `text` gives to a variable whose value in the file is `old`. Raises ModelspecError where it
    does not fit, or where the file has no such variable: then `known` are those that it has."""
    if known is not None:
        hint = did_you_mean(name, known)
        raise ModelspecError(f"the spec has no variable {show(name)}" + (f"; {hint}" if hint else ""))
    text = text.strip()
    if isinstance(old, str):
        return text
    new = _read(name, text)
    if _kind(new) != _kind(old) and isinstance(old, bool | int | float | list):
        raise ModelspecError(f"variable `{name}` is {_kind(old)} in the spec, got {show(text)}")
    return new


def _read(name: str, text: str) -> Any:
    inside = text[1:-1] if text.startswith("[") and text.endswith("]") else None
    try:
        if inside is None:
            return resolve(text)
        return [resolve(part.strip()) for part in inside.split(",")] if inside.strip() else []
    except BadNumber as error:
        raise ModelspecError(f"variable `{name}`: {error.message}") from None


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list like [1, 2]" if isinstance(value, list) else "text"
