"""How plain values are written: strings quoted in ASCII, numbers as a person does, text within comments tamed."""

from __future__ import annotations

import math
import re
import textwrap

PRAGMA = re.compile(
    r"(coding|\b(?:fmt|yapf|type|ruff|mypy|pylint|isort|flake8|pyright|pragma))(?=\s*[:=])", re.IGNORECASE
)
"""Words that tools obey in a comment when a colon follows."""
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
    """Comment lines of at most `width` characters; longer words stay whole. No text can break out of them."""
    lines = []
    for line in tame(text).split("\n"):
        lines += textwrap.wrap(line, max(width - 2, 20), break_long_words=False, break_on_hyphens=False) or [""]
    return [f"# {line}".rstrip() for line in lines]


def tame(text: str) -> str:
    """ASCII lines that no tool reads as an order (`coding:`, `type: ignore`, `fmt: off`, `noqa`)."""
    lines = "\n".join(text.splitlines())
    plain = "".join([c if c == "\n" or " " <= c <= "~" else _escape_character(c, "") for c in lines])
    return re.sub("noqa", "no qa", PRAGMA.sub(r"\1 ", plain), flags=re.IGNORECASE)


def docstring_lines(text: str) -> list[str]:
    """Lines of a docstring that its text cannot end; those after the first keep their indentation to each other."""
    first, *rest = text.strip().expandtabs().splitlines() or [""]
    lines = [first, *textwrap.dedent("\n".join(rest)).split("\n")] if rest else [first]
    lines = [escape(line).replace('"""', '\\"\\"\\"').rstrip() for line in lines]
    if lines[0].startswith('"'):
        lines[0] = " " + lines[0]
    if len(lines) > 1:
        return [f'"""{lines[0]}', *lines[1:], '"""']
    end = " " if OPEN_QUOTE.search(lines[0]) else ""
    return [f'"""{lines[0]}{end}"""']
