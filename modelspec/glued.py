"""Words of YAML in which a space is missing: `-relu`, `units:10`, `inputs:{x: [8]}`."""

from __future__ import annotations

import re

from modelspec.errors import Diagnostic
from modelspec.lines import invalid
from modelspec.scalars import missing_space
from modelspec.text import Text
from modelspec.words import show

GLUED_DASH = re.compile(r"-[A-Za-z_]")
GLUED_BRACKET = re.compile(r"\s*(?:- +)*([A-Za-z_][\w.-]*)(:?) *[\[{]")


def glued_dash(text: Text, start: int, end: int) -> Diagnostic:
    """`-relu` is a word in YAML, no item of a list."""
    mend = f"- {text.text[start + 1 : end]}"
    said = f"a space is missing after the dash of {show(text.text[start:end])}"
    return text.problem("E014", said, start, end, help=f"write {show(mend)}", fix_text=mend)


def glued_colon(text: Text, start: int, words: str) -> Diagnostic | None:
    """`units:10` is a word in YAML, no key with its value."""
    mend = missing_space(words)
    if mend is None:
        return None
    said = f"a space is missing after the colon of {show(words)}"
    return text.problem("E014", said, start, start + len(words), help=f"write {show(mend)}", fix_text=mend)


def glued_bracket(text: Text, line: int) -> Diagnostic | None:
    """`inputs:{x: [8]}` and `inputs {x: [8]}` are words up to the second colon, and their bracket opens nothing."""
    match = GLUED_BRACKET.match(text.line(line))
    if match is None:
        return None
    start, end = (text.start(line) + place for place in match.span(1))
    if not match[2]:
        return invalid(text, f"`{match[1]}` has no colon behind it", start, end, f"write `{match[1]}: `")
    if match[0][match.end(2) : -1]:
        return None
    said, mend = f"a space is missing after the colon of {show(match[1])}", f"{match[1]}: "
    return text.problem("E014", said, start, end + 1, help=f"write `{mend}`", fix_text=mend)
