"""The tree of generated Python: expressions as frozen values, and the helpers that build them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from modelspec.record import Record

Value: TypeAlias = "bool | int | float | str | tuple[Value, ...] | list[Value] | None"
"""What a literal may hold."""

ANNOTATION = re.compile(r"[A-Za-z_][\w.]*(?:[\[\], |]+[\w.]+)*\]*\Z", re.ASCII)
DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z")


@lru_cache(4096)
def check_identifier(text: str) -> None:
    """Raises ValueError unless `text` is a dotted ASCII identifier without Python's keywords."""
    if not DOTTED.match(text) or any(map(keyword.iskeyword, text.split("."))):
        raise ValueError(f"{text!r} is no identifier")


@lru_cache(4096)
def check_annotation(text: str | None) -> None:
    """Raises ValueError unless it is of names, brackets, commas and bars."""
    if text is not None and not ANNOTATION.match(text):
        raise ValueError(f"{text!r} is no annotation")


class Name(Record):
    """A trusted identifier, a dotted framework path or `...`. Raises ValueError for anything else."""

    text: str

    def check(self) -> None:
        if self.text != "...":
            check_identifier(self.text)


class Literal(Record):
    """A plain value. A `role` names the parameter it may become, `written` the expression it came from."""

    value: Value
    role: str | None = None
    written: str | None = None
    dimension: bool = False


class Star(Record):
    """`*value`, or `**value` if double: an argument of a call."""

    value: Code
    double: bool = False


class Call(Record):
    """`function(arguments, key=value)`."""

    function: Code
    arguments: tuple[Code, ...] = ()
    keywords: tuple[tuple[str, Code], ...] = ()

    def check(self) -> None:
        for key, _ in self.keywords:
            check_identifier(key)


class Attribute(Record):
    """`value.name`."""

    value: Code
    name: str

    def check(self) -> None:
        check_identifier(self.name)


class Slice(Record):
    """`start:stop:step` between brackets; None leaves a part out."""

    start: Code | None = None
    stop: Code | None = None
    step: Code | None = None


class Index(Record):
    """`value[items]`."""

    value: Code
    items: tuple[Code, ...]


class Operation(Record):
    """`left operator right`, parenthesized where precedence asks for it."""

    operator: str
    left: Code
    right: Code


class Unary(Record):
    """`-operand`, `~operand` or `not operand`."""

    operator: str
    operand: Code


class ListOf(Record):
    """`[items]`."""

    items: tuple[Code, ...]


class TupleOf(Record):
    """`(items)`; bare as a target and after return."""

    items: tuple[Code, ...]


class DictOf(Record):
    """`{key: value}`; a key of None spreads the value: `{**value}`."""

    pairs: tuple[tuple[Code | None, Code], ...]


class Field(Record):
    """`{value:spec}` within a Format."""

    value: Code
    spec: str = ""


class Format(Record):
    """An f-string of text and values; values hold only strings that need no escape."""

    parts: tuple[str | Code, ...]


class Comprehension(Record):
    """`kind` is list, generator or dict; the element of a dict is its pair of key and value."""

    kind: str
    element: Code | tuple[Code, Code]
    target: Code
    iterable: Code
    condition: Code | None = None


class Conditional(Record):
    """`value if test else otherwise`."""

    value: Code
    test: Code
    otherwise: Code


class Lambda(Record):
    """`lambda parameters: body`."""

    parameters: tuple[str, ...]
    body: Code

    def check(self) -> None:
        for parameter in self.parameters:
            check_identifier(parameter)


Code: TypeAlias = (
    Name
    | Literal
    | Star
    | Call
    | Attribute
    | Slice
    | Index
    | Operation
    | Unary
    | ListOf
    | TupleOf
    | DictOf
    | Field
    | Format
    | Comprehension
    | Conditional
    | Lambda
)
"""Any expression."""

Plain: TypeAlias = "Code | Value | Sequence[Plain] | Mapping[str, Plain]"
"""What the helpers take: code, or plain Python that becomes code."""


def code(value: Plain) -> Code:
    """Code as it is; a plain value as a Literal, or as a display if there is code within it."""
    if isinstance(value, Code):
        return value
    if isinstance(value, Mapping):
        return DictOf(tuple((Literal(key), code(item)) for key, item in value.items()))
    if isinstance(value, tuple) and not _plain(value):
        return TupleOf(tuple(code(item) for item in value))
    if isinstance(value, list) and not _plain(value):
        return ListOf(tuple(code(item) for item in value))
    return Literal(value)  # type: ignore[arg-type]


def _plain(value: Plain) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_plain, value))
    return value is None or isinstance(value, (bool, int, float, str))


def name(text: str) -> Name:
    """A trusted identifier or dotted path."""
    return Name(text)


def call(function: Code | str, *arguments: Plain, **keywords: Plain) -> Call:
    """`call("layers.Dense", 32, name="dense")`: plain values become literals, a function of text a Name."""
    target = Name(function) if isinstance(function, str) else function
    return Call(target, tuple(map(code, arguments)), tuple((key, code(value)) for key, value in keywords.items()))


def method(value: Code | str, attribute: str, /, *arguments: Plain, **keywords: Plain) -> Call:
    """`value.attribute(arguments)`."""
    return call(Attribute(Name(value) if isinstance(value, str) else value, attribute), *arguments, **keywords)


def operation(operator: str, *operands: Plain) -> Code:
    """The operands joined from the left; one operand stands alone."""
    result, *rest = map(code, operands)
    for operand in rest:
        result = Operation(operator, result, operand)
    return result
