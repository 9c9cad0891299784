"""Which characters of a text can be shown as they are, to people and in files."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]"
"""Fillers and selectors, which Python counts among the printable characters; the two selectors of emoji are none."""

LASTING = unicodedata.ucd_3_2_0
"""What was known of characters in 2002, which every Python has beside what it knows itself."""


def escape(text: str) -> str:
    """Text that can be printed anywhere: control, invisible and direction characters become `\\x1b`, `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join([character if is_visible(character) else escaped(character) for character in text])


def escape_lines(text: str) -> str:
    """The same for text of several lines, which may be indented by tabs."""
    return "".join([c if c in "\n\t" or is_visible(c) else escaped(c) for c in text])


def escaped(character: str) -> str:
    """A character in the letters of ASCII."""
    return character.encode("unicode_escape").decode("ascii")


def is_visible(character: str) -> bool:
    """Whether a reader sees the character, and it does nothing but that."""
    return character.isprintable() and (character.isascii() or not re.match(INVISIBLE, character))


def is_lasting(character: str) -> bool:
    """Whether it is a visible one to every version of Python: generated files must not depend on that. The letters of
    living languages were in Unicode by then, emoji were not."""
    return is_visible(character) and LASTING.category(character) != "Cn"


def columns(text: str, *, lasting: bool = False) -> int:
    """How wide a terminal or an editor shows the text: characters of East Asia take two columns, marks none. `lasting`
    says that every version of Python is to count alike."""
    if text.isascii():
        return len(text)
    data = LASTING if lasting else unicodedata
    wide = sum(data.east_asian_width(character) in ("W", "F") for character in text)
    return len(text) + wide - sum(map(bool, map(data.combining, text)))
