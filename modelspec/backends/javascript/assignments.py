"""Where the two sides of an assignment or of a property part when they do not fit on one line."""

from __future__ import annotations

from enum import Enum, auto

from modelspec.backends.code import (
    Attribute,
    Call,
    Code,
    Conditional,
    DictOf,
    Format,
    Index,
    ListOf,
    Literal,
    Name,
    Operation,
    Unary,
)
from modelspec.backends.javascript.arguments import is_number
from modelspec.backends.javascript.chains import chain
from modelspec.backends.javascript.document import WIDTH
from modelspec.backends.javascript.literals import quote

LOGICAL = ("&&", "||")


class Shape(Enum):
    """The value may break before it does within; it is all that moves to the next line; or it stays where it is."""

    FLUID = auto()
    BREAK_AFTER = auto()
    NEVER_BREAK = auto()


def shape(value: Code, short: bool, breakable: bool) -> Shape:
    """How the sides part; the left one may be as `short` as an indentation, and `breakable` itself."""
    if breaks_after(value):
        return Shape.BREAK_AFTER
    if short:
        return Shape.NEVER_BREAK
    while isinstance(value, Unary) and value.operator in "!-+":
        value = value.operand
    if (isinstance(value, Literal) and isinstance(value.value, str)) or is_poorly_breakable(value):
        return Shape.BREAK_AFTER
    fixed = isinstance(value, Format) or (isinstance(value, Literal) and value.value is not None)
    return Shape.NEVER_BREAK if fixed and not breakable else Shape.FLUID


def breaks_after(value: Code) -> bool:
    """Whether the value begins a line of its own rather than break on that of the operator."""
    match value:
        case Operation():
            return not is_inlined(value)
        case Conditional(_, Operation() as test):
            return not is_inlined(test)
        case Unary("new"):
            return False
        case Unary(_, operand):
            return isinstance(operand, Literal) or is_poorly_breakable(operand)
    return False


def is_inlined(node: Operation) -> bool:
    """Whether its right operand is an object or an array that begins on the line of the operator."""
    match node.right:
        case ListOf(parts) | DictOf(parts):
            return bool(parts) and node.operator in LOGICAL
    return False


def is_poorly_breakable(value: Code) -> bool:
    """Whether it is members and short calls of a variable, in which no line breaks well."""
    if not isinstance(value, Attribute | Index | Call):
        return False
    node: Code = value
    while isinstance(node, Attribute | Index | Call):
        if isinstance(node, Call):
            many = len(node.arguments) > 1 or not all(map(is_short, node.arguments))
            if many or len(chain(node, False).tail) > 1:
                return False
        node = node.function if isinstance(node, Call) else node.value
    return isinstance(node, Name)


def is_short(argument: Code) -> bool:
    """Whether an argument takes a quarter of the line at most."""
    match argument:
        case Name(text):
            return len(text) <= WIDTH // 4
        case Literal(str() as text):
            return len(quote(text)) <= WIDTH // 4
        case Unary("-" | "+", operand):
            return is_number(operand)
    return isinstance(argument, Literal)
