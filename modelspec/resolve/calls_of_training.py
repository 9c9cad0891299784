"""A loss or an optimizer as written -> the object that it makes: a name, or one `name: arguments`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from modelspec.errors import Path
from modelspec.messages import TRAINING, Owner, signature
from modelspec.resolve.arguments import validate
from modelspec.source import Problems
from modelspec.training.base import Call
from modelspec.words import nearest, show

Kind = TypeVar("Kind", bound=Call)


def make(
    value: Any, path: Path, what: str, table: Mapping[str, type[Kind]], aliases: Mapping[str, str], problems: Problems
) -> Kind | None:
    """The loss or optimizer (`what`, with its article) that stands at `path`, or None after adding its problems."""
    kind, given, at = value, None, path
    if isinstance(value, dict) and len(value) == 1:
        kind, given = next(iter(value.items()))
        at = (*path, kind)
    if not isinstance(kind, str):
        said = "is empty" if value is None else f"is a name or one call, got {show(value)}"
        subject = f"this {what.rsplit(maxsplit=1)[-1]}" if value is None else what
        problems.add("E601", f"{subject} {said}", path, help=f"e.g. `{next(iter(table))}`")
        return None
    cls = table.get(kind)
    if cls is None:
        bare = kind.rpartition(".")[2]
        near = aliases.get(bare) or aliases.get(bare.lower()) or nearest(bare, table)
        help_text = f"did you mean `{near}`?" if near else f"there are: {', '.join(table)}"
        message = f"unknown {what.rsplit(maxsplit=1)[-1]} {show(kind)}"
        problems.add("E602", message, at, at="key" if value is not kind else "value", help=help_text, fix_text=near)
        return None
    main = None
    if given is not None and not isinstance(given, dict):
        if cls.main is None:
            message = f"`{kind}` takes named arguments, got {show(given)}"
            fields = ", ".join(cls.model_fields)
            problems.add("E601", message, at, help=f"it has: {fields}" if fields else "it has none")
            return None
        main, given = cls.main, {cls.main: given}
    call = signature(cls, kind).replace("`- ", "`")
    owner = Owner(f"`{kind}`", TRAINING, tuple(cls.model_fields), cls.refused, call, main)
    return validate(cls, given or {}, at, owner, problems)
