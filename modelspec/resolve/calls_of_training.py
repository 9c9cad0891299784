"""A loss or an optimizer as written -> the object that it makes: a name, or one `name: arguments`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from modelspec.errors import Path
from modelspec.messages import TRAINING, Owner, signature
from modelspec.resolve.arguments import validate
from modelspec.source import Problems
from modelspec.training.base import Call
from modelspec.words import listed, nearest, show

Kind = TypeVar("Kind", bound=Call)
NAMING = frozenset({"type", "kind", "name", "class_name", "_target_"})
"""Keys by which other tools name a loss or an optimizer."""


def make(
    value: Any, path: Path, what: str, table: Mapping[str, type[Kind]], aliases: Mapping[str, str], problems: Problems
) -> Kind | None:
    """The loss or optimizer (`what`, with its article) that stands at `path`, or None after adding its problems."""
    kind, given, at = value, None, path
    if isinstance(value, dict) and len(value) == 1 and NAMING.isdisjoint(value):
        kind, given = next(iter(value.items()))
        at = (*path, kind)
    if not isinstance(kind, str):
        _not_a_call(value, path, what, table, aliases, problems)
        return None
    cls = table.get(kind)
    if cls is None:
        near = _meant(kind, table, aliases)
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


def _meant(word: str, table: Mapping[str, type[Kind]], aliases: Mapping[str, str]) -> str | None:
    bare = word.rpartition(".")[2]
    return aliases.get(bare) or aliases.get(bare.lower()) or nearest(bare, table)


def _not_a_call(
    value: Any,
    path: Path,
    what: str,
    table: Mapping[str, type[Kind]],
    aliases: Mapping[str, str],
    problems: Problems,
) -> None:
    kinds = [key for key in value if key in table] if isinstance(value, dict) else []
    if len(kinds) == 1:
        other = next(key for key in value if key not in kinds)
        message = f"{show(other)} stands beside `{kinds[0]}`, not under it"
        help_text = f"indent it deeper, or write `{kinds[0]}: {{{other[:30]}: ...}}`"
        problems.add("E601", message, (*path, other), at="key", help=help_text)
        return
    naming = next((key for key in value if key in NAMING), None) if isinstance(value, dict) and not kinds else None
    if naming is not None:
        kind = _meant(str(value[naming]), table, aliases) or next(iter(table))
        rest = listed(f"{key[:30]}: ..." for key in value if key != naming)
        help_text = f"write `{kind}: {{{rest}}}`" if rest else f"write `{kind}`"
        message = f"{what} is written `name: arguments`, without `{naming}:`"
        problems.add("E601", message, (*path, naming), at="key", help=help_text)
        return
    said = "is empty" if value is None else f"is a name or one call, got {show(value)}"
    subject = f"this {what.rsplit(maxsplit=1)[-1]}" if value is None else what
    problems.add("E601", f"{subject} {said}", path, help=f"e.g. `{next(iter(table))}`")
