"""Lines that do not stand where the lines around them say. Each function knows one way in which that comes about, and
gives the problem of the line that the author must edit; None if it was not so."""

from __future__ import annotations

from modelspec.borrowed import borrowed_line
from modelspec.errors import Diagnostic
from modelspec.glued import GLUED_DASH, glued_dash
from modelspec.lines import (
    block_above,
    ends_with_colon,
    indent_of,
    is_item,
    line_above,
    line_below,
    next_within,
    start_of,
    whole_line,
)
from modelspec.text import Text


def no_item(text: Text, line: int) -> Diagnostic | None:
    """A line in the column of the items above it that is none: its dash is missing, glued or of another kind."""
    indent, above = indent_of(text, line), line_above(text, block_above(text, line)[-1])
    if not is_item(text, above) or indent_of(text, above) != indent or is_item(text, line):
        return None
    at, words = text.start(line) + indent, text.line(line)[indent:]
    if GLUED_DASH.match(words):
        return glued_dash(text, at, at + len(words.split(":")[0]))
    message = "this line stands among the items of a list, and is none"
    return borrowed_line(text, at) or whole_line(text, line, message, "begin it with `- `, or move it to its place")


def key_too_deep(text: Text, line: int) -> Diagnostic | None:
    """The key just above is indented deeper than what belongs to it, which stands where the lines around have it."""
    indent, key = indent_of(text, line), line_above(text, line)
    deep = start_of(text, key)
    if deep <= indent or not ends_with_colon(text, key):
        return None
    if is_item(text, key):
        after, before = next_within(text, line, indent - 1), line_above(text, block_above(text, key)[-1])
        wrong = is_item(text, after) and indent_of(text, before) <= indent_of(text, after) < indent_of(text, key)
    elif is_item(text, line):
        after, before = next_within(text, line, deep), line_above(text, block_above(text, line)[-1])
        goes_on = is_item(text, after) and indent_of(text, after) == deep
        wrong = indent_of(text, before) == indent and not goes_on
    else:
        after, before = next_within(text, line, indent - 1), line_above(text, block_above(text, key, deep - 1)[-1])
        alone = indent_of(text, line_above(text, key)) < deep
        wrong = alone and bool(text.line(after)) and indent_of(text, before) < indent_of(text, after)
    message = "this key is indented deeper than what belongs to it"
    return whole_line(text, key, message, "indent it like the keys beside it") if wrong else None


def no_dash(text: Text, line: int) -> Diagnostic | None:
    """The first item of a list has no dash, and the next one does."""
    indent, block = indent_of(text, line), block_above(text, line)
    first, parent = block[-1], line_above(text, block[-1])
    alone = [indent_of(text, each) for each in block].count(indent_of(text, first)) == 1
    starts = ends_with_colon(text, parent) and not is_item(text, parent)
    if indent_of(text, first) == indent + len("- ") and alone and starts and not is_item(text, first):
        message = "the items below begin with `- `, this one does not"
        return whole_line(text, first, message, f"begin it with `- `, in the column of the `- ` in line {line:,}")
    return None


def torn_block(text: Text, line: int) -> Diagnostic | None:
    """A line goes on with a block that one above it has ended, by standing further left with lines below it that fit
    into the block."""
    indent, within = indent_of(text, line), block_above(text, line)
    cut = line_above(text, within[-1])
    while cut > 1 and is_item(text, cut) and indent_of(text, cut) == indent:
        cut = line_above(text, block_above(text, cut)[-1])  # A list may stand in the column of its key.
    before = line_above(text, block_above(text, cut, indent)[-1])
    fits = indent_of(text, cut) < indent == indent_of(text, before)
    # A section with a list is no line that is out of place.
    section = indent_of(text, cut) == 0 and is_item(text, line_above(text, within[-1]))
    glued = GLUED_DASH.match(text.line(line).lstrip())
    if not fits or before == cut or is_item(text, cut) or section or glued:
        return None
    # One line alone below it may as well be the one that is indented too far.
    alone = len(within) == 1 and indent_of(text, line_below(text, line)) == indent_of(text, cut)
    if len(within) == 2 or alone:
        return None
    message = f"this line ends the block above it, and line {line:,} goes on with that block"
    return whole_line(text, cut, message, f"indent it like line {line:,}, or mend the indentation there")
