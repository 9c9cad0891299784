"""How plain values are written in JavaScript: strings quoted in ASCII, numbers as a person does, text within comments
so that it ends with them and no tool takes orders from it."""

from __future__ import annotations

import re
import textwrap

from modelspec.backends.code.literals import escape_breaks, plain_lines, preferred_quotes, without_orders, wrap
from modelspec.backends.code.literals import spell_number as spell_as_python
from modelspec.visible import columns

ORDERS = re.compile(r"(biome|prettier|eslint|istanbul|c8|v8|jshint|jslint|tslint)(?=[-\s:])|@(?=ts-)", re.IGNORECASE)
"""Words that tools obey in a comment."""
MARKUP = re.compile(r"<(?=[/!])")
"""What a page would obey that holds the module in a `<script>`."""
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SAFE = 2**53


def quote(text: str) -> str:
    """An ASCII literal of `text`, in double quotes unless single ones need fewer escapes."""
    quotes = preferred_quotes(text)
    return f"{quotes}{escape(text, quotes)}{quotes}"


def template(text: str) -> str:
    """The text between the values of a template literal."""
    return escape(text, "`").replace("${", "\\${")


def escape(text: str, quotes: str = "") -> str:
    """ASCII text without control characters, nor what would end a `<script>`; `quotes` are escaped too."""
    return MARKUP.sub(r"\\u003c", "".join([_escape_character(character, quotes) for character in text]))


def _escape_character(character: str, quotes: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    if " " <= character <= "~":
        return "\\" + character if character == quotes else character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\u{{{number:x}}}"


def spell_number(value: float) -> str:
    """A number in its shortest exact form: 1e-5, 0.001, 2 for 2.0. Raises ValueError for what is no exact number."""
    if isinstance(value, int):
        if abs(value) > SAFE:
            raise ValueError(f"{value} is no exact number of JavaScript")
        return str(value)
    return spell_as_python(value).removesuffix(".0")


def wrap_comment(text: str, width: int) -> list[str]:
    """Comment lines of at most `width` columns; longer words stay whole. No text can break out of them."""
    lines = [part for line in tame(text).split("\n") for part in wrap(line, max(width - 3, 20))]
    return [f"// {line}".rstrip() for line in lines]


def comment_line(text: str) -> str:
    """A comment of one line, however long."""
    return f"// {tame(escape_breaks(text))}".rstrip()


def documentation(text: str, width: int) -> list[str]:
    """The lines of a JSDoc comment that its text cannot end, of at most `width` columns; those after the first keep
    their indentation, longer words stay whole."""
    first, *rest = tame(text.strip().expandtabs()).replace("*/", "*\\/").splitlines() or [""]
    if not rest and columns(first, lasting=True) <= width - len("/**  */"):
        return [f"/** {first} */" if first else "/** */"]
    lines = [first, *textwrap.dedent("\n".join(rest)).split("\n")] if rest else [first]
    wrapped = [part for line in lines for part in _wrapped(line, width - len(" * "))]
    return ["/**", *[f" * {line}".rstrip() for line in wrapped], " */"]


def _wrapped(line: str, width: int) -> list[str]:
    """A line as lines that begin where it begins."""
    margin = line[: len(line) - len(line.lstrip())]
    return wrap(line, max(width, len(margin) + 20), margin)


def tame(text: str) -> str:
    """Visible lines that no tool reads as an order (`biome-ignore`, `@ts-nocheck`), and no page as its own."""
    plain = without_orders(plain_lines(text, lambda character: _escape_character(character, "")))
    return MARKUP.sub(r"<\\", ORDERS.sub(lambda match: f"{match[1]}_" if match[1] else "", plain))
