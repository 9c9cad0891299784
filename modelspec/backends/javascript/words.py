"""The words of JavaScript that a generated name must leave alone."""

from __future__ import annotations

from modelspec.backends.code.tree import check_identifier

KEYWORDS = frozenset(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof undefined var void while with yield".split()
)
"""What no variable may be called in a module."""
BUILTINS = frozenset(
    "Array Boolean Date Error Infinity JSON Map Math NaN Number Object Promise Proxy Reflect RegExp Set String Symbol "
    "WeakMap WeakSet abs async console constructor decodeURI define describe document encodeURI escape global "
    "globalThis hasOwnProperty int isFinite isNaN isPrototypeOf it len max min module modulo parseFloat parseInt "
    "process propertyIsEnumerable require round roundHalfToEven self test toLocaleString toString unescape valueOf "
    "window".split()
)
"""What the language, its hosts and its formatter know by name, and what the printer writes in another way."""
READABLE = frozenset(("this", "super", "undefined"))


def check_variable(text: str) -> str:
    """The name of something that is declared. Raises ValueError for a word of the language."""
    check_identifier(text)
    if "." in text or text in KEYWORDS:
        raise ValueError(f"{text!r} is no variable of JavaScript")
    return text


def check_name(text: str) -> str:
    """The first word of a name that is read. Raises ValueError for what is no value."""
    if text in KEYWORDS and text not in READABLE:
        raise ValueError(f"{text!r} is no value of JavaScript")
    return text
