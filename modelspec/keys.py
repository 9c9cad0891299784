"""What is wrong with a mapping's key."""

from __future__ import annotations

from modelspec.errors import Diagnostic
from modelspec.scalars import BadNumber, missing_space, resolve
from modelspec.text import Text
from modelspec.words import show


def key_problem(
    text: Text, start: int, end: int, key: str, *, plain: bool, first: tuple[int, int] | None
) -> Diagnostic | None:
    """The problem of the key at `text[start:end]`, or None. `first` is the place of an equal key before it."""
    if plain and key == "<<":
        help = "repeat the keys, or share them through `blocks`, `vars` or `extends`"
        return text.problem("E007", "merge keys (`<<`) are not supported", start, end, help=help)
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
    help = "write the key out"
    if text.text.startswith("{{", start - 1):
        help = "a spec has no templates; a variable is written `$name`"
    return text.problem("E012", "a key must be a word, not a list, a mapping or an alias", start, end, help=help)


def glued_problem(text: Text, start: int, end: int) -> Diagnostic | None:
    """`{units:10}` is a key without a value; the problem if the key at `text[start:end]` is one."""
    written = text.text[start:end]
    mend = missing_space(written)
    if mend is None:
        return None
    said = f"a space is missing after the colon of {show(written)}"
    return text.problem("E014", said, start, end, help=f"write {show(mend)}", fix_text=mend)
