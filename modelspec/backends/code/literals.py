"""How plain values are written: strings quoted in ASCII, numbers as a person does, text within comments and docstrings
so that it ends with them and no tool takes orders from it."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable

from modelspec.visible import columns, is_lasting

PRAGMA = re.compile(
    r"(coding|\b(?:fmt|yapf|type|ruff|mypy|pylint|isort|flake8|pyright|pragma))(?=\s*[:=])", re.IGNORECASE
)
"""Words that tools obey in a comment when a colon follows, and some of them in any line."""
MODELINE = re.compile(r"(\bvim?(?:[<=>]?\d+)?|\bex|\bLocal Variables)(?=\s*:)|(-\*)(?=-)", re.IGNORECASE)
"""What editors obey wherever it stands in a file."""
LOG_ORDER = re.compile(r"(?m)^(\s*:)(?=:\w)|(#)(?=#\w*\[)")
"""What GitHub, Azure and TeamCity obey where a log shows it, as in the output of `cat`."""
OPEN_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"\Z')
"""A quotation mark at the end that no backslash escapes."""
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text: str, quotes: str = "") -> str:
    """An ASCII literal of `text`, in double quotes unless single ones need fewer escapes."""
    quotes = quotes or preferred_quotes(text)
    return f"{quotes}{escape(text, quotes)}{quotes}"


def preferred_quotes(text: str) -> str:
    """The quotes that `ruff format` chooses."""
    return "'" if text.count('"') > text.count("'") else '"'


def escape(text: str, quotes: str = "") -> str:
    """ASCII text without control characters; `quotes` are escaped too."""
    return "".join([_escape_character(character, quotes) for character in text])


def _escape_character(character: str, quotes: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if " " <= character <= "~":
        return "\\" + character if character == quotes else character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def spell_number(value: float) -> str:
    """An int or float in its shortest exact form: 1e-5, 0.001, 1e20. Raises ValueError for infinities and NaN."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} has no literal")
    mantissa, mark, exponent = repr(value).partition("e")
    return f"{mantissa}{mark}{int(exponent)}" if mark else mantissa


def wrap_comment(text: str, width: int) -> list[str]:
    """Comment lines of at most `width` columns; longer words stay whole. No text can break out of them."""
    lines = [part for line in tame(text).split("\n") for part in wrap(line, max(width - 2, 20))]
    return [f"# {line}".rstrip() for line in lines]


def comment_line(text: str) -> str:
    """A comment of one line, however long."""
    return f"# {tame(escape_breaks(text))}".rstrip()


def escape_breaks(text: str) -> str:
    """The text with every kind of line break written as an escape."""
    return "".join([_escape_character(c, "") if c.splitlines() == [""] else c for c in text])


def wrap(line: str, width: int, margin: str = "") -> list[str]:
    """Lines of at most `width` columns, those after the first behind the margin; longer words stay whole."""
    # To textwrap a character is one column: a NUL, which is in no text, stands for the second of a wide one.
    wide = line if line.isascii() else "".join([c + "\0" * (columns(c, lasting=True) - 1) for c in line])
    found = textwrap.wrap(wide, width, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)
    return [part.replace("\0", "") for part in found] or [""]


def tame(text: str) -> str:
    """Visible lines that no tool reads as an order (`coding:`, `type: ignore`, `fmt: off`, `noqa`)."""
    return _tamed(plain_lines(text, lambda character: _escape_character(character, "")))


def _tamed(text: str) -> str:
    return re.sub("noqa", "no qa", PRAGMA.sub(r"\1 ", without_orders(text)), flags=re.IGNORECASE)


def plain_lines(text: str, spell: Callable[[str], str]) -> str:
    """The lines of a text; characters that are not visible everywhere and always are spelled in another way."""
    lines = "\n".join(text.splitlines())
    return "".join([c if c == "\n" or is_lasting(c) else spell(c) for c in lines])


def without_orders(text: str) -> str:
    """The text, from which neither editors nor build logs take orders: a blank parts what they look for."""
    return LOG_ORDER.sub(_parted, MODELINE.sub(_parted, text))


def _parted(match: re.Match[str]) -> str:
    return f"{match[1] or match[2]} "


def docstring_lines(text: str) -> list[str]:
    """Lines of a docstring that its text cannot end; those after the first keep their indentation to each other."""
    first, *rest = text.strip().expandtabs().splitlines() or [""]
    lines = [first, *textwrap.dedent("\n".join(rest)).split("\n")] if rest else [first]
    lines = [_in_docstring(line) for line in lines]
    if lines[0].startswith('"'):
        lines[0] = " " + lines[0]
    if len(lines) > 1:
        return [f'"""{lines[0]}', *lines[1:], '"""']
    end = " " if OPEN_QUOTE.search(lines[0]) else ""
    return [f'"""{lines[0]}{end}"""']


def _in_docstring(line: str) -> str:
    kept = "".join([c if is_lasting(c) and c != "\\" else _escape_character(c, "") for c in _tamed(line)])
    return kept.replace('"""', '\\"\\"\\"').rstrip()
