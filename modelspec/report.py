"""Diagnostics as text for people; `report_formats` has the forms for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from modelspec.errors import Diagnostic, Range
from modelspec.report_formats import as_github, as_json, as_sarif
from modelspec.visible import columns, escape

Format = Literal["text", "concise", "json", "github", "sarif"]
MAX_SHOWN = 20
MAX_WIDTH = 120
BEFORE_CARET = 50
RED, YELLOW, BLUE, CYAN, RESET = "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[36m", "\x1b[0m"


class Lines(Protocol):
    """What gives a file's lines by number: a Source or a Text."""

    def line(self, number: int, /) -> str:
        """The line of that number, counted from 1, without its end."""


def render(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, Lines], format: Format = "text", colour: bool = False
) -> str:
    """All problems in one of the formats, without a newline at the end. `sources` gives a file's lines by its name."""
    if format == "json":
        return as_json(diagnostics)
    if format == "sarif":
        return as_sarif(diagnostics)
    if format == "github":
        return as_github(diagnostics)
    shown = diagnostics[:MAX_SHOWN]
    blocks = [_concise(found) if format == "concise" else _text(found, sources, colour) for found in shown]
    if len(diagnostics) > MAX_SHOWN:
        blocks.append(f"... and {len(diagnostics) - MAX_SHOWN} more")
    return ("\n" if format == "concise" else "\n\n").join(blocks)


def _place(file: str, place: Range) -> str:
    return f"{escape(file)}:{place.start.line}:{place.start.column}"


def _concise(found: Diagnostic) -> str:
    return f"{_place(found.file, found.range)}: {found.severity}[{found.code}]: {escape(found.message)}"


def _text(found: Diagnostic, sources: Mapping[str, Lines], colour: bool) -> str:
    def paint(code: str, text: str) -> str:
        return f"{code}{text}{RESET}" if colour else text

    strong = RED if found.severity == "error" else YELLOW
    number = str(found.range.start.line)
    margin = " " * len(number)
    bar = paint(BLUE, f"{margin} |")
    rows = [
        f"{paint(strong, f'{found.severity}[{found.code}]')}: {escape(found.message)}",
        f"{paint(BLUE, f'{margin}-->')} {_place(found.file, found.range)}",
    ]
    source = sources.get(found.file)
    if source is not None:
        line, blanks, carets = _excerpt(source.line(found.range.start.line), found.range)
        rows += [bar, f"{paint(BLUE, f'{number} |')} {line}".rstrip(), f"{bar} {blanks}{paint(strong, carets)}"]
    tail = [("note", f"{_place(other.file, other.range)}: {other.message}") for other in found.related]
    tail += [("help", found.help)] if found.help else []
    rows += [f"{paint(BLUE, f'{margin} =')} {paint(CYAN, word)}: {escape(said)}" for word, said in tail]
    return "\n".join(rows)


def _excerpt(line: str, place: Range) -> tuple[str, str, str]:
    """The line, cut around the range if it is long; the blanks before the carets; the carets, on this line only."""
    start = min(place.start.column - 1, len(line))
    end = place.end.column - 1 if place.end.line == place.start.line else len(line.rstrip())
    low = 0 if len(line) <= MAX_WIDTH else max(0, min(start - BEFORE_CARET, len(line) - MAX_WIDTH))
    high = min(len(line), low + MAX_WIDTH)
    left, right = "…" if low else "", "…" if high < len(line) else ""
    blanks = len(left) + columns(escape(line[low:start]))
    carets = max(1, columns(escape(line[start : min(end, high)])))
    return left + escape(line[low:high]) + right, " " * blanks, "^" * carets
