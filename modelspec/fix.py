"""Mends a file's text where a diagnostic knows how; everything else in it, comments too, stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from modelspec.errors import Fix, ModelspecError, Position
from modelspec.text import Text

MARK = b"\xef\xbb\xbf"
"""A byte order mark, which is no part of a Text."""


def mended(text: Text, fixes: Iterable[Fix]) -> str:
    """The text with the fixes applied; of two that overlap, the first one."""
    parts: list[str] = []
    done = 0
    for fix in sorted(fixes, key=lambda fix: fix.range):
        start, end = _index(text, fix.range.start), _index(text, fix.range.end)
        if start >= done:
            parts += [text.text[done:start], fix.text]
            done = end
    return "".join([*parts, text.text[done:]])


def write_back(file: str, text: str) -> None:
    """Replaces the file's text, whole or not at all. Raises ModelspecError where it cannot be written."""
    # Only for those that write: it costs more than all else here.
    from modelspec.disk.whole_file import replace_file  # noqa: PLC0415

    try:
        mark = MARK if Path(file).read_bytes().startswith(MARK) else b""
        replace_file(file, mark + text.encode("utf-8"))
    except OSError as error:
        raise ModelspecError(f"cannot write {file!a}: {error.strerror or error}") from None


def _index(text: Text, place: Position) -> int:
    return text.start(place.line) + place.column - 1
