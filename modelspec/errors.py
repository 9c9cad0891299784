"""A problem is a value: what is wrong, where the author wrote it, and the mend."""

from __future__ import annotations

from dataclasses import dataclass, field

from modelspec.record import Record
from modelspec.visible import escape

MOST_PROBLEMS = 200
"""After so many problems of one file the search for more ends."""

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value in the file, e.g. ("layers", 2, "dense", "units")."""


class Position(Record):
    """A place in a file, counted from 1, columns in characters, as editors count."""

    line: int
    column: int


class Range(Record):
    """From a position up to the one before `end`."""

    start: Position
    end: Position


class Related(Record):
    """The other end of a relation, e.g. the first of two layers of one name."""

    message: str
    file: str
    range: Range


class Fix(Record):
    """An unambiguous mend: replace the text of `range` by `text`."""

    range: Range
    text: str


class Diagnostic(Record):
    """One problem. Its code is never given a second meaning; `modelspec explain CODE` tells more."""

    code: str
    message: str
    file: str
    range: Range
    help: str | None = None
    path: Path = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def severity(self) -> str:
        return "warning" if self.code.startswith("W") else "error"


@dataclass
class SpecError(Exception):
    """The spec is wrong. Holds every problem found, in the order of their places."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            escape(f"{d.file}:{d.range.start.line}:{d.range.start.column}: {d.severity}[{d.code}]: {d.message}")
            for d in self.diagnostics
        )


class ModelspecError(Exception):
    """Not the spec's fault: wrong usage, an unreadable file, a missing framework. One clear line."""
