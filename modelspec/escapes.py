"""Escapes in double quotes: where the one stands that a character came from."""

from __future__ import annotations

import re

ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)", re.DOTALL)
LETTERS = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"}
"""The escapes of one letter that stand for a control character."""


def place_of(character: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where the first escape for a character stands in `text[start:end]`; the whole where there is none."""
    escapes = ESCAPE.finditer(text, start, end)
    return next((match.span() for match in escapes if _meaning(match) == character), (start, end))


def _meaning(match: re.Match[str]) -> str | None:
    digits = match[1] or match[2] or match[3]
    return LETTERS.get(match.group()[1]) if digits is None else chr(int(digits, 16))
