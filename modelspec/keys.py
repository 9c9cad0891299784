"""What is wrong with a mapping's key."""

from __future__ import annotations

import re

from modelspec.borrowed import borrowed_line
from modelspec.errors import Diagnostic
from modelspec.glued import GLUED_DASH, glued_dash
from modelspec.scalars import BadNumber, missing_space, resolve
from modelspec.text import Text, describe
from modelspec.words import show

BEFORE_COMMA = re.compile(r"(?<![\w.])[-+]?[0-9]+,\Z")
LONGEST_WHOLE = 20
"""Characters of a number before its decimal comma."""


def key_problem(
    text: Text, start: int, end: int, key: str, *, plain: bool, first: tuple[int, int] | None
) -> Diagnostic | None:
    """The problem of the key at `text[start:end]`, or None. `first` is the place of an equal key before it."""
    if plain and key == "<<":
        help = "repeat the keys, or share them through `blocks`, `vars` or `extends`"
        return text.problem("E007", "merge keys (`<<`) are not supported", start, end, help=help)
    if plain and GLUED_DASH.match(key):
        return glued_dash(text, start, end)
    if plain and key[:1].isspace() and text.position(start).column == 1:
        here = text.position(start)
        begins = not text.line(here.line)[: here.column - 1].strip()
        said = f"this {'line is indented with' if begins else 'space is'} the character {describe(key[0])}"
        return text.problem("E001", said, start, start + 1, help=f"{'indent it with' if begins else 'write'} spaces")
    whole = BEFORE_COMMA.search(text.text[max(0, start - LONGEST_WHOLE) : start]) if plain and key.isdecimal() else None
    if whole is not None:
        return _decimal_comma(text, start - len(whole.group()), start, end)
    other = borrowed_line(text, start) if plain and not re.match("[A-Za-z_]", key) else None
    if other is not None:
        return other
    kind = _kind(key) if plain else None
    if kind is not None:
        said = f"a key must be text, {show(key)} is {kind}" if key else "a key is missing here"
        return text.problem("E013", said, start, end, help="keys are words, e.g. `units: 10`")
    if first is not None:
        related = [("first given here", *first)]
        return text.problem(
            "E006", f"duplicate key {show(key)}", start, end, help="keep one of the two", related=related
        )
    return None


def _decimal_comma(text: Text, begin: int, start: int, end: int) -> Diagnostic:
    """`{rate: 0,5}`: the comma ends the value, and makes a key of what stands behind it."""
    mend = f"{text.text[begin : start - 1]}.{text.text[start:end]}"
    message = f"{show(text.text[begin:end])} is no number in YAML: the comma ends the value"
    return text.problem("E013", message, begin, end, help=f"write {mend}", fix_text=mend)


def _kind(key: str) -> str | None:
    try:
        value = resolve(key)
    except BadNumber:
        return "a number"
    if isinstance(value, str):
        return None
    return "null" if value is None else "a boolean" if isinstance(value, bool) else "a number"


def compound_key_problem(text: Text, start: int, end: int) -> Diagnostic:
    """The problem of a list, mapping or alias that stands where a key should."""
    if text.text.startswith("{{", start - 1):
        help = "write the value out; a variable is written `$name`"
        return text.problem("E012", "a spec has no templates", start - 1, end, help=help)
    message = "a key must be a word, not a list, a mapping or an alias"
    return text.problem("E012", message, start, end, help="write the key out")


def glued_problem(text: Text, start: int, end: int) -> Diagnostic | None:
    """`{units:10}` is a key without a value; the problem if the key at `text[start:end]` is one."""
    written = text.text[start:end]
    mend = missing_space(written)
    if mend is None:
        return None
    said = f"a space is missing after the colon of {show(written)}"
    return text.problem("E014", said, start, end, help=f"write {show(mend)}", fix_text=mend)
