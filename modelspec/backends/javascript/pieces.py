"""What layouts are made of: places, plain values, brackets, and the guard of what comes first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from modelspec.backends.code import Attribute, Call, Code, Conditional, Index, Operation
from modelspec.backends.code.document import SOFT, SPACE, Doc, IfBroken, Indent
from modelspec.backends.javascript.literals import quote, spell_number
from modelspec.backends.javascript.tree import Object
from modelspec.record import replace

FIRST = {Attribute: "value", Index: "value", Call: "function", Operation: "left", Conditional: "test"}
"""The part of an expression that is written first."""


class Place(Enum):
    """Where an expression stands, as far as that changes its layout."""

    OTHER = auto()
    STATEMENT = auto()
    RETURN = auto()
    TEST = auto()
    """Between the parentheses of `if`."""
    RIGHT = auto()
    """The right side of an assignment."""
    PROPERTY = auto()
    """The value of a property."""
    OBJECT = auto()
    """Before a dot, an index or a call."""
    MEMBER = auto()
    """The same, of a member."""
    SIGN = auto()
    BODY = auto()
    ARGUMENT = auto()
    CHOSEN = auto()
    """A part of a choice that indents it."""


def spell(value: object) -> str:
    """The literal of a plain value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return spell_number(value)
    return quote(str(value))


def separated(items: Iterable[Doc]) -> Doc:
    """Items with commas, one on each line if they break."""
    docs: list[Doc] = []
    for item in items:
        docs += [",", SPACE, item] if docs else [item]
    return tuple(docs)


def bracketed(left: str, content: Doc, right: str, space: Doc = SOFT) -> Doc:
    """Content between brackets, on lines of its own if they break, then with a comma at the end."""
    return (left, Indent((space, content, IfBroken(","))), space, right)


def guarded(node: Code) -> Code:
    """The same, with parentheses around an object that it begins with: a statement and an arrow take it for a block."""
    if isinstance(node, Object):
        return replace(node, guarded=True)
    for kind, field in FIRST.items():
        if isinstance(node, kind):
            value = getattr(node, field)
            inner = guarded(value)
            return node if inner is value else replace(node, **{field: inner})
    return node
