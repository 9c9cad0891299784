"""Names and near misses: what may be a name, and what an author probably meant."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Iterable

LONGEST_NAME = 63
"""Characters of a name."""
NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}\Z")
JAVASCRIPT = """
abstract arguments await boolean byte case catch char class const continue debugger default delete do double else enum
eval export extends false final finally float for function goto if implements import in instanceof int interface let
long native new null package private protected public return short static super switch synchronized this throw throws
transient true try typeof undefined var void volatile while with yield
"""
JAVASCRIPT_WORDS = frozenset(JAVASCRIPT.split())
LONGEST_WORD = 100
"""Characters that a misspelt word is compared by."""
MOST_CANDIDATES = 1000
"""Beyond these, a near miss is found by spelling alone: comparing all pairs of a large spec would take minutes."""
MOST_LISTED = 12
"""Words of a list inside a message."""
RESERVED = frozenset({"input", "previous", "none"})
"""Words that mean something in `from` and `outputs`."""


def name_problem(name: object, what: str) -> tuple[str, str | None] | None:
    """Why this cannot be a name (message, help), or None if it can. `what` is e.g. "layer name"."""
    if name is None:
        return f"this {what} is empty", "write a word, e.g. `my_model`"
    if not isinstance(name, str):
        return f"a {what} must be text, got {show(name)}", "a name starts with a letter"
    if not NAME.match(name):
        odd = next((c for c in name if not c.isascii()), None)
        if odd is not None:
            return f"{what} {show(name)} has the character U+{ord(odd):04X}", "use a-z, 0-9 and _ only"
        if len(name) > LONGEST_NAME:
            return f"{what} {show(name)} has {len(name):,} characters, {LONGEST_NAME} are allowed", None
        mend = re.sub(r"[^a-z0-9_]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
        hint = f"write `{mend}`" if NAME.match(mend) else "use a letter first, then a-z, 0-9 and _"
        return f"{what} {show(name)} is not in snake_case", hint
    if keyword.iskeyword(name) or name in JAVASCRIPT_WORDS:
        return f"{what} `{name}` is a reserved word of Python or JavaScript", f"write e.g. `my_{name}`"
    if name in RESERVED:
        return f"{what} `{name}` has a meaning of its own in `from`", f"write e.g. `my_{name}`"
    return None


def nearest(word: object, candidates: Iterable[str]) -> str | None:
    """The candidate that the author most likely meant, or None."""
    words = {candidate.lower(): candidate for candidate in candidates}
    text = str(word)[:LONGEST_WORD].lower()
    if not text.isascii():
        from unicodedata import normalize  # noqa: PLC0415

        text = normalize("NFKC", text)
    if text in words:
        return words[text]
    squeezed = {key.replace("_", ""): value for key, value in words.items()}
    joined_up = re.sub("[-_ ]", "", text)
    if joined_up in squeezed:
        return squeezed[joined_up]
    compared = list(words)[:MOST_CANDIDATES]
    # Two letters that changed places are the commonest slip, and `erlu` is no nearer to `relu` than to `elu` otherwise.
    swapped = [key for key in compared if len(key) == len(text) and sorted(key) == sorted(text)]
    found = difflib.get_close_matches(text, swapped or compared, 1, 0.65)
    return words[found[0]] if found else None


def did_you_mean(word: object, candidates: Iterable[str]) -> str | None:
    """`did you mean ...?`, or the whole list if it is short, or None."""
    known = list(candidates)
    near = nearest(word, known)
    if near is not None:
        return f"did you mean `{near}`?"
    return f"there are: {', '.join(known)}" if 0 < len(known) <= MOST_LISTED else None


def mend_in(help_text: str | None) -> str | None:
    """The word that a help wants in the place of what is written; None where it leaves a choice."""
    found = re.fullmatch(r"did you mean `([^`]+)`\?|write (\S+)(?: without quotes)?", help_text or "")
    return (found[1] or found[2].strip("`")) if found else None


def joined(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def listed(words: Iterable[str]) -> str:
    """`a, b, c`; of many only the first."""
    known = list(words)
    rest = len(known) - MOST_LISTED
    return ", ".join(known) if rest <= 0 else f"{', '.join(known[:MOST_LISTED])} and {rest:,} more"


def show(value: object) -> str:
    """A value of the spec inside a message: short, and in the author's spelling."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        return "a list of mappings" if all(isinstance(item, dict) for item in value) else "a list"
    if isinstance(value, list | tuple):
        inside = ", ".join(_inner(item) for item in value[:8])
        return f"`[{inside}{', ...' if len(value) > 8 else ''}]`"
    text = str(value) if not isinstance(value, int) or abs(value) < 10**40 else "a huge number"
    return f"`{_told_apart(text if len(text) <= 60 else text[:57] + '...')}`"


def _told_apart(text: str) -> str:
    """The text with codes for the letters of another alphabet in words of ASCII: many of them look alike."""
    if text.isascii():
        return text
    from unicodedata import name  # noqa: PLC0415

    def word(match: re.Match[str]) -> str:
        letters = match.group()
        if not re.search("[A-Za-z]", letters):
            return letters
        return "".join(c if name(c, "").startswith("LATIN") or c.isascii() else ascii(c)[1:-1] for c in letters)

    return re.sub(r"\w+", word, text)


def _inner(item: object) -> str:
    """A list's entry; a list in a list only where it is short."""
    if isinstance(item, list | tuple) and (len(item) > 4 or any(isinstance(part, list | tuple) for part in item)):
        return "[...]"
    return show(item).strip("`")
