"""pydantic's errors in the author's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from modelspec.argument_words import ARGUMENT_ALIASES, INSTEAD
from modelspec.errors import Path
from modelspec.expression import names
from modelspec.penalty import SLOTS
from modelspec.record import NOTHING, Record
from modelspec.source import Problems
from modelspec.value_messages import value_message
from modelspec.words import mend_in, nearest, show

ALL_SLOTS = frozenset(f"{slot}_regularizer" for slot in SLOTS)
NORMS = ("l1", "l2")
GLUED = re.compile(r"(\w+)(?:\s*[:=]\s*| +)(\S.*)", re.DOTALL)
"""`units 4` or `units=4`: a key without a value."""
TORN = r"[\d.]+\)?\Z"
ODD = re.compile(r"[\[(]")
"""Stands in the names that pydantic gives to the members of a union and to validators, e.g. `list[int]`."""


class Codes(Record):
    """The codes that a part of the language uses for the same kinds of mistakes."""

    missing: str
    unknown: str
    refused: str
    value: str


LAYER = Codes(missing="E105", unknown="E106", refused="E108", value="E107")
TOP = Codes(missing="E031", unknown="E030", refused="E030", value="E032")
INPUT = Codes(missing="E037", unknown="E037", refused="E037", value="E037")
REGULARIZATION = Codes(missing="E331", unknown="E330", refused="E330", value="E331")
BLOCK = Codes(missing="E421", unknown="E420", refused="E420", value="E422")
TRAINING = Codes(missing="E603", unknown="E604", refused="E606", value="E605")


class Owner(Record):
    """Whose arguments are being checked, and how to speak of it."""

    title: str
    codes: Codes
    fields: Iterable[str]
    refused: Mapping[str, str] = NOTHING
    signature: str | None = None
    main: str | None = None
    """The argument that the short form sets; its problems stand at the value itself."""
    noun: str = "argument"
    """What its entries are called: arguments of a call, keys of a section."""
    examples: Mapping[str, str] = NOTHING
    """A help for entries that are missing or of the wrong kind."""


def signature(cls: type[BaseModel], kind: str) -> str:
    """`- dense: {units: ...}`: the required arguments, or the first one where none is."""
    fields = [name for name in cls.model_fields if name != "activity_regularizer"]
    required = [name for name in fields if cls.model_fields[name].is_required()] or fields[:1]
    return f"`- {kind}: {{{', '.join(f'{name}: ...' for name in required)}}}`"


def report(error: ValidationError, problems: Problems, path: Path, owner: Owner) -> None:
    """Adds every problem that pydantic found in the value at `path`."""
    items = error.errors(include_url=False)
    unknown = [str(item["loc"][0]) for item in items if item["type"] == "extra_forbidden" and len(item["loc"]) == 1]
    meant = {suggested(name, owner) for name in unknown}
    told = set()
    # To YAML, the comma of `(3, 3)` in braces ends the entry: `3)` is a key then.
    torn = any(isinstance(item["input"], str) and item["input"].startswith("(") for item in items)
    for item in items:
        if torn and re.match(TORN, str(item["loc"][0])):
            continue
        # A value that fits no member of a union gives an error for each of them: one is enough.
        place = item["loc"][:1] if item["loc"][1:] and isinstance(item["loc"][1], str) else item["loc"]
        misspelt = item["type"] == "missing" and item["loc"][-1] in meant
        if place not in told and not misspelt:
            report_item(item, problems, path, owner)
        told.add(place)


def suggested(name: str, owner: Owner) -> str | None:
    """The argument of `owner` that an unknown one most likely means."""
    fields = list(owner.fields)
    if name in ARGUMENT_ALIASES:
        return next((word for word in (ARGUMENT_ALIASES[name] or "").split() if word in fields), None)
    slot, key = name.removesuffix("_regularizer"), _glued_value(name, owner)[0]
    return slot if slot in fields else nearest(key, fields)


def _glued_value(name: str, owner: Owner) -> tuple[str, str]:
    """`units` and `4` of `units 4`; the name and nothing where it is one word, or two of one argument."""
    glued = GLUED.match(name)
    fields = list(owner.fields)
    if (
        glued
        and name.replace(" ", "_") not in fields
        and (glued[1] in fields or nearest(name.replace(" ", "_"), fields) is None)
    ):
        return glued[1], glued[2]
    return name, ""


def unknown_argument(name: str, problems: Problems, path: Path, owner: Owner) -> None:
    """Adds the problem of an argument that `owner` does not have."""
    if name in owner.refused:
        problems.add(
            owner.codes.refused, f"{owner.title} takes no `{name}` here", path, at="key", help=owner.refused[name]
        )
        return
    fields, near = list(owner.fields), suggested(name, owner)
    if name in ALL_SLOTS and owner.codes is LAYER:
        near = None
        slots = [field for field in fields if field in ALL_SLOTS]
        help_text = f"it has: {', '.join(slots)}" if slots else "it has no regularizers"
    elif near and _stands_beside(near, path, problems):
        near, help_text = None, f"`{near}` is here too: keep one of the two"
    elif near and (value := _glued_value(name, owner)[1]):
        near, help_text = None, f"write {show(f'{near}: {value}')}"
    elif near:
        help_text = f"did you mean `{near}`?"
    elif name in INSTEAD and owner.codes is LAYER:
        help_text = INSTEAD[name]
    elif name in NORMS and owner.codes in (LAYER, TOP):
        section = "regularization: {kernel: " if owner.codes is TOP else "kernel_regularizer: "
        help_text = f"say of which weights: `{section}{{{name}: ...}}{'}' * (owner.codes is TOP)}`"
    elif name in ARGUMENT_ALIASES and ARGUMENT_ALIASES[name] is None:
        help_text = "leave it out: sizes are worked out from the inputs"
    else:
        help_text = f"it has: {', '.join(fields)}" if fields else f"it has no {owner.noun}s"
    message = f"{owner.title} has no {owner.noun} {show(name)}"
    problems.add(owner.codes.unknown, message, path, at="key", help=help_text, fix_text=near)


def _stands_beside(key: str, path: Path, problems: Problems) -> bool:
    """Whether the file that has the key at `path` gives this one there too: an overriding one may."""
    beside, place = (*path[:-1], key), problems.source.place
    return _written(problems, beside) is not None and place(beside)[0] == place(path)[0]


def report_item(item: ErrorDetails, problems: Problems, base: Path, owner: Owner) -> None:
    """Adds one problem of pydantic's; its `loc` leads on from `base`."""
    kind, loc, context = item["type"], tuple(item["loc"]), item.get("ctx") or {}
    name = str(loc[0]) if loc else ""
    subject = f"`{name}`" if loc else owner.title
    if loc[1:] and isinstance(loc[-1], int):
        subject = f"an entry of {subject}"
    path = (*base, *_yaml_path(loc))
    if kind == "extra_forbidden":
        path = (*base, *_yaml_path(loc[:-1]), loc[-1])
    if owner.main is not None and loc[:1] == (owner.main,):
        path = (*base, *_yaml_path(loc[1:]))
    if kind == "missing":
        problems.add(
            owner.codes.missing,
            f"{owner.title} needs `{name}`",
            base,
            at="key",
            help=owner.examples.get(name, owner.signature),
        )
    elif kind == "extra_forbidden":
        unknown_argument(name, problems, path, owner)
    elif len(kind) == 4 and kind[1:].isdigit():
        place = tuple(context.get("at") or ())
        message, written = item["msg"], _expression(problems, (*path, *place))
        if written is not None:
            message = message.replace(", got ", f", {show(written)} is ")
        if message.startswith("must "):
            message = f"{subject} {message}"
        is_key, help_text = bool(context.get("key")), context.get("help")
        problems.add(
            kind,
            message,
            (*path, *place),
            at="key" if is_key else "value",
            help=help_text,
            related=declared(problems, written),
            fix_text=mend_in(help_text) if is_key or _is_text(problems, (*path, *place)) else None,
        )
    else:
        written = _expression(problems, path)
        message, help_text = value_message(item, subject, written)
        help_text = help_text or _variable(item["input"], problems) or owner.examples.get(name)
        if owner.main == name and (isinstance(item["input"], list) or "," in str(item["input"])):
            help_text = help_text or f"name the arguments: {owner.signature}"
        # A number out of bounds is one that nobody but the author knows.
        known = _is_text(problems, path) or (written is None and kind in ("int_type", "int_from_float"))
        mend = mend_in(help_text) if known else None
        problems.add(
            owner.codes.value, message, path, help=help_text, related=declared(problems, written), fix_text=mend
        )


def declared(problems: Problems, written: str | None) -> list[tuple[str, Path]]:
    """Where the variables of an expression have their values, the parameters of a block in its use: the other place
    that a mend may stand at."""
    variables = _variables(problems)
    used = names(written) if written is not None else ()
    places = [(f"`${name}` is declared here", ("vars", name)) for name in used if name in variables]
    return places + (problems.uses[::-1] if len(places) < len(used) else [])


def _variable(value: Any, problems: Problems) -> str | None:
    return f"write `${value}` for the variable" if isinstance(value, str) and value in _variables(problems) else None


def _variables(problems: Problems) -> dict[str, Any]:
    section = problems.source.data.get("vars")
    return section if isinstance(section, dict) else {}


def _expression(problems: Problems, path: Path) -> str | None:
    """The expression that the author wrote at `path`, if it is one: the value alone would be a riddle."""
    written = _written(problems, path)
    return written if isinstance(written, str) and "$" in written else None


def _is_text(problems: Problems, path: Path) -> bool:
    """Whether the author wrote a word at `path`, and no expression: what a mend may replace."""
    written = _written(problems, path)
    return isinstance(written, str) and "$" not in written


def _written(problems: Problems, path: Path) -> Any:
    """What stands in the file at `path`, or the text that has given what is there; None where nothing stands."""
    written: Any = problems.source.data
    for step in path:
        if isinstance(written, str):
            return written
        try:
            written = written[step]
        except (LookupError, TypeError):
            return None
    return written


def _yaml_path(loc: tuple[Any, ...]) -> Path:
    """pydantic adds the names of union members and validators to a place; the file has no such keys."""
    return tuple(part for part in loc if isinstance(part, int) or not ODD.search(part))
