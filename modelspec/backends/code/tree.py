"""The tree of generated Python: expressions as frozen values, and the helpers that build them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | tuple[Value, ...] | list[Value] | None"
"""What a literal may hold."""

DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z")


def check_identifier(text: str) -> None:
    """Raises ValueError unless `text` is a dotted ASCII identifier without Python's keywords."""
    if not DOTTED.match(text) or any(map(keyword.iskeyword, text.split("."))):
        raise ValueError(f"{text!r} is no identifier")


@dataclass(frozen=True, slots=True)
class Name:
    """A trusted identifier, a dotted framework path or `...`. Raises ValueError for anything else."""

    text: str

    def __post_init__(self) -> None:
        if self.text != "...":
            check_identifier(self.text)


@dataclass(frozen=True, slots=True)
class Literal:
    """A plain value. A `role` names the parameter it may become, `written` the expression it came from."""

    value: Value
    role: str | None = None
    written: str | None = None
    dimension: bool = False


@dataclass(frozen=True, slots=True)
class Star:
    """`*value`, or `**value` if double: an argument of a call."""

    value: Code
    double: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments, key=value)`."""

    function: Code
    arguments: tuple[Code, ...] = ()
    keywords: tuple[tuple[str, Code], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value.name`."""

    value: Code
    name: str

    def __post_init__(self) -> None:
        check_identifier(self.name)


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step` between brackets; None leaves a part out."""

    start: Code | None = None
    stop: Code | None = None
    step: Code | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """`value[items]`."""

    value: Code
    items: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """`left operator right`, parenthesized where precedence asks for it."""

    operator: str
    left: Code
    right: Code


@dataclass(frozen=True, slots=True)
class Unary:
    """`-operand`, `~operand` or `not operand`."""

    operator: str
    operand: Code


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[items]`."""

    items: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`(items)`; bare as a target and after return."""

    items: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class DictOf:
    """`{key: value}`; a key of None spreads the value: `{**value}`."""

    pairs: tuple[tuple[Code | None, Code], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """`{value:spec}` within a Format."""

    value: Code
    spec: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """An f-string of text and values; values hold only strings that need no escape."""

    parts: tuple[str | Code, ...]


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`kind` is list, generator or dict; the element of a dict is its pair of key and value."""

    kind: str
    element: Code | tuple[Code, Code]
    target: Code
    iterable: Code
    condition: Code | None = None


@dataclass(frozen=True, slots=True)
class Conditional:
    """`value if test else otherwise`."""

    value: Code
    test: Code
    otherwise: Code


@dataclass(frozen=True, slots=True)
class Lambda:
    """`lambda parameters: body`."""

    parameters: tuple[str, ...]
    body: Code

    def __post_init__(self) -> None:
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
