"""The lines of a file as they stand: what is above and below them, and how deep."""

from __future__ import annotations

import re

from modelspec.errors import Diagnostic
from modelspec.text import Text


def invalid(text: Text, message: str, start: int, end: int, help: str | None = None) -> Diagnostic:
    """The problem of a place where no rule of YAML goes on."""
    return text.problem("E001", message, start, end, help=help)


def whole_line(text: Text, line: int, message: str, help: str) -> Diagnostic:
    start = text.start(line)
    return invalid(text, message, start + indent_of(text, line), start + len(text.line(line).rstrip()), help)


def indent_of(text: Text, line: int) -> int:
    """Blanks at the start of a line."""
    written = text.line(line)
    return len(written) - len(written.lstrip(" "))


def start_of(text: Text, line: int) -> int:
    """Characters before the first word of a line: blanks, and the dashes of items."""
    written = text.line(line)
    return len(written) - len(re.sub(r"\A\s*(?:- +)*", "", written))


def block_above(text: Text, line: int, indent: int | None = None) -> list[int]:
    """This line, and above it those just above that are indented deeper than it, or than `indent`: from below to
    above."""
    indent = indent_of(text, line) if indent is None else indent
    block = [line]
    while block[-1] > 1 and indent_of(text, line_above(text, block[-1])) > indent:
        block.append(line_above(text, block[-1]))
    return block


def line_above(text: Text, line: int) -> int:
    """The next line above that has more than a comment; the first line if there is none."""
    above = line - 1
    while above > 1 and not text.line(above).split("#")[0].strip():
        above -= 1
    return max(above, 1)


def line_below(text: Text, line: int) -> int:
    """The next line below that has more than a comment; the line behind the last one if there is none."""
    below, last = line + 1, text.position(len(text.text)).line
    while below <= last and not text.line(below).split("#")[0].strip():
        below += 1
    return below


def next_within(text: Text, line: int, indent: int) -> int:
    """The next line below that is not deeper than `indent`."""
    below = line_below(text, line)
    while text.line(below) and indent_of(text, below) > indent:
        below = line_below(text, below)
    return below


def code_of(text: Text, line: int) -> str:
    """A line without a comment."""
    return re.sub(r"(?:^|\s)#.*", "", text.line(line))


def ends_with_colon(text: Text, line: int) -> bool:
    return re.search(r":\s*(?:\s#.*)?\Z", text.line(line)) is not None


def is_item(text: Text, line: int) -> bool:
    return text.line(line).lstrip().startswith("- ")
