"""The text of one file, with places counted as editors count them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice

from modelspec.errors import Diagnostic, Fix, Position, Range, Related, SpecError

MAX_BYTES = 4_000_000
"""Bytes of a spec, with the files that it brings in."""
MAX_FORBIDDEN = 20
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
FORBIDDEN = rf"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[{BIDI}\ufeff]|\r(?!\n)"
"""What YAML forbids, what turns text around on the screen, and a lone carriage return."""
SUSPECT = re.compile(r"[^\t\n\r -~]|\r(?!\n)")
"""Most files are of ASCII and have none of these; compiling the full pattern would cost them start-up time."""


class Text:
    """A file's characters and its lines. Lines end with \\n or \\r\\n only; lines and columns count from 1."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, number: int) -> str:
        """The line of that number without its end; empty outside the file."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        written = self.text[self._starts[number - 1] : end]
        return written.removesuffix("\r\n").removesuffix("\n")

    def start(self, number: int) -> int:
        """The index of the first character of a line."""
        return self._starts[number - 1]

    def position(self, index: int) -> Position:
        """The place of the character at `index`; the end of the text for one beyond it."""
        index = min(index, len(self.text))
        if index and self.text.startswith("\r\n", index - 1):
            # Both are one end of the line.
            index -= 1
        line = bisect_right(self._starts, index)
        return Position(line, index - self._starts[line - 1] + 1)

    def range(self, start: int, end: int) -> Range:
        """The place of `text[start:end]`; the end is exclusive."""
        return Range(self.position(start), self.position(end))

    def problem(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        *,
        help: str | None = None,
        related: Iterable[tuple[str, int, int]] = (),
        fix_text: str | None = None,
    ) -> Diagnostic:
        """A diagnostic at `text[start:end]`; each `related` is (message, start, end)."""
        place = self.range(start, end)
        others = tuple(Related(said, self.name, self.range(first, last)) for said, first, last in related)
        fix = None if fix_text is None else Fix(place, fix_text)
        return Diagnostic(code, message, self.name, place, help, related=others, fix=fix)


def forbidden(text: str) -> Iterator[re.Match[str]]:
    """The characters that no file may hold."""
    return re.finditer(FORBIDDEN, text) if SUSPECT.search(text) else iter(())


def decode(data: str | bytes, name: str, texts: dict[str, Text] | None = None) -> Text:
    """The text of a file's bytes; SpecError where they are too many, not UTF-8 or hold forbidden characters.

    The text is put into `texts` before it can be refused, so that a report can show its lines.
    """
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        start = Position(1, 1)
        message = f"the file has more than {MAX_BYTES:,} bytes"
        raise SpecError([Diagnostic("E017", message, name, Range(start, start))])
    shown = data.decode("utf-8", "backslashreplace") if isinstance(data, bytes) else data
    # A byte order mark at the start is no character of the file: editors do not count it.
    text = Text(shown.removeprefix("\ufeff"), name)
    if texts is not None:
        texts[name] = text
    if isinstance(data, bytes):
        _require_utf8(data, text)
    matches = list(islice(forbidden(text.text), MAX_FORBIDDEN))
    if matches and matches[0].group() == "\0":
        # Of a file in UTF-16, every other character is one.
        matches = matches[:1]
    found = [_forbidden(match, text) for match in matches]
    if found:
        raise SpecError(found)
    return text


def _require_utf8(data: bytes, text: Text) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        index = len(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            message = "the file is not UTF-8; it looks like UTF-16"
        raise SpecError(
            [text.problem("E003", message, index, index + len(r"\xff"), help="save the file as UTF-8")]
        ) from None


def _forbidden(match: re.Match[str], text: Text) -> Diagnostic:
    character, (start, end) = match.group(), match.span()
    if character == "\ufeff":
        message = "a byte order mark (U+FEFF) stands inside the file"
        return text.problem("E005", message, start, end, help="delete this invisible character", fix_text="")
    return text.problem(
        "E004", f"the character {describe(character)} is not allowed", start, end, help=_mend(character)
    )


def _mend(character: str) -> str:
    if character == "\r":
        return "end lines with a line feed (LF or CRLF)"
    return "is the file UTF-16? save it as UTF-8" if character == "\0" else "delete it"


def describe(character: str) -> str:
    """A character that cannot be printed, as `U+202E (right-to-left override)`."""
    number = f"U+{ord(character):04X}"
    if character == "\r":
        return f"{number} (carriage return without a line feed)"
    if 0xD800 <= ord(character) <= 0xDFFF:
        return f"{number} (half of a surrogate pair)"
    name = unicodedata.name(character, "")
    return f"{number} ({name.lower()})" if name else number
