"""Errors that the parser finds at the beginning of a line: which line the author must edit."""

from __future__ import annotations

import re

from modelspec.borrowed import borrowed_line
from modelspec.errors import Diagnostic
from modelspec.glued import GLUED_DASH, glued_bracket, glued_colon, glued_dash
from modelspec.lines import code_of, indent_of, invalid, is_item, line_above, start_of, whole_line
from modelspec.misplaced import key_too_deep, no_dash, no_item, torn_block
from modelspec.text import Text
from modelspec.words import show

WORD = re.compile(r"[A-Za-z_][\w.-]*\Z")
NO_COLON = "write `key: value`, or `- item` in a list"
MARKS = {"'": "''", '"': '\\"'}
"""A quote inside of quotes."""


def no_colon(text: Text, at: int, help: str = NO_COLON) -> Diagnostic:
    """What begins here is neither a key nor an item."""
    here = text.position(at)
    words = code_of(text, here.line)[here.column - 1 :].rstrip()
    if GLUED_DASH.match(words):
        return glued_dash(text, at, at + len(words))
    other = borrowed_line(text, at) or glued_colon(text, at, words)
    if other is not None:
        return other
    message = f"{show(words)} has no colon behind it" if words else "a key is missing here"
    return invalid(text, message, at, at + len(words), help)


def second_colon(text: Text, at: int) -> Diagnostic:
    """`a: b: c`, or a key below a line that is finished, or lacks its colon, or is glued like `units:10`."""
    here = text.position(at)
    before = text.line(here.line)[: here.column - 1]
    if re.search(r":\s", before):
        return invalid(text, "a second `: ` in one line", at, at + 1, "put text with a colon in quotes")
    above = _begin_of_words(text, line_above(text, here.line))
    column = start_of(text, above)
    words = text.line(above)[column:].rstrip()
    start = text.start(above) + column
    glued = glued_colon(text, start, words)
    if glued is not None:
        return glued
    indent = indent_of(text, here.line)
    if is_item(text, here.line) and is_item(text, above):
        message = f"this item stands below {show(words)} as if it were a part of it"
        return whole_line(text, here.line, message, "items of one list start in the same column")
    if indent == column and WORD.match(words) and is_item(text, above):
        message = f"this line stands below {show(words)} as if it were a part of it"
        help = "begin it with `- `, or indent it and end the line above with a colon"
        return whole_line(text, here.line, message, help)
    is_kind = WORD.match(words) and (indent > column or not is_item(text, above))
    if words and ":" not in words and (is_kind or (indent <= column and not WORD.match(words))):
        return no_colon(text, start, f"write `{words}:`" if is_kind else NO_COLON)
    torn = torn_block(text, here.line)
    if torn is not None:
        return torn
    message = "this key is indented below a line that already has its value"
    help = "indent it like the keys beside it, or end the line above with a colon"
    return invalid(text, message, at - len(before.lstrip(" ")), at, help)


def _begin_of_words(text: Text, line: int) -> int:
    """The line of a word alone that takes all down to this line for a part of itself; this line if there is none."""
    above = line
    while above > 1 and ":" not in text.line(above) and not WORD.match(text.line(above).strip()):
        above = line_above(text, above)
    return above if WORD.match(text.line(above).strip()) else line


def unexpected(text: Text, at: int) -> Diagnostic:
    """The parser found the end of a block where this stands."""
    here = text.position(at)
    line = text.line(here.line)
    character = text.text[at : at + 1]
    if character and character in "]}":
        glued = glued_bracket(text, here.line)
        if glued is not None:
            return glued
        return invalid(text, f"this `{character}` closes nothing", at, at + 1, "delete it")
    if line[: here.column - 1].strip(" -"):
        message = "this text stands behind a value that has ended"
        help = "put the whole value in quotes"
        if character == ":" and text.text[at - 1] in MARKS:
            said = "a space is missing after this colon"
            return text.problem("E014", said, at, at + 1, help="write `: `", fix_text=": ")
        if text.text[at - 1] in MARKS:
            help = f"inside of these quotes, write `{text.text[at - 1]}` as `{MARKS[text.text[at - 1]]}`"
        return invalid(text, message, at, at + 1, help)
    if character == ":":
        return invalid(text, "a key is missing before this `:`", at, at + 1)
    above = line_above(text, here.line)
    if not is_item(text, above) and indent_of(text, above) == here.column - 1 and ":" not in code_of(text, above):
        return no_colon(text, text.start(above) + here.column - 1)
    ways = (key_too_deep, no_dash) if is_item(text, here.line) else (key_too_deep, torn_block, no_item)
    for way in ways:
        other = way(text, here.line)
        if other is not None:
            return other
    end = at + max(1, len(line[here.column - 1 :].rstrip()))
    help = "keys of one mapping, and items of one list, start in the same column"
    return invalid(text, "the indentation of this line matches nothing above it", at, end, help)
