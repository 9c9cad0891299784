"""The common tree as JavaScript means it: the same records, with JavaScript's operators, functions and displays.

What the printer lays out is of this form: names without dots, one item in an index, no keywords, no signed literals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from modelspec.backends.code import (
    Attribute,
    Call,
    Code,
    Conditional,
    DictOf,
    Field,
    Format,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Operation,
    Star,
    TupleOf,
    Unary,
    call,
    method,
)
from modelspec.backends.javascript.tree import KEYS, Object
from modelspec.backends.javascript.words import check_name, check_variable

OPERATORS = {
    **{operator: operator for operator in ("+", "-", "*", "/", "**", "<", "<=", ">", ">=")},
    **{"and": "&&", "or": "||", "==": "===", "!=": "!==", "is": "===", "is not": "!=="},
}
SIGNS = {"not": "!", "-": "-", "+": "+", "await": "await", "new": "new"}
FUNCTIONS = {
    "min": "Math.min",
    "max": "Math.max",
    "abs": "Math.abs",
    "int": "Math.trunc",
    "round": "roundHalfToEven",
}
"""Python's functions, as expressions over block parameters hold them."""
FIXED = re.compile(r"\.(\d{1,2})f\Z", re.ASCII)


def translate(node: Code) -> Code:
    """The same value in JavaScript's words. Raises ValueError for what has no equal there."""
    match node:
        case Name(text):
            return dotted(text)
        case Literal(value):
            return literal(value)
        case Call(Name("len"), (value,), ()):
            return Attribute(translate(value), "length")
        case Call():
            return translate_call(node)
        case Attribute(value, name):
            return Attribute(translate(value), name)
        case Index(value, (item,)):
            return Index(translate(value), (translate(item),))
        case Operation():
            return translate_operation(node)
        case Unary(operator, operand) if operator in SIGNS:
            return translate_unary(SIGNS[operator], translate(operand))
        case ListOf(items) | TupleOf(items):
            return ListOf(tuple(map(translate, items)))
        case DictOf(pairs):
            keys = [None if key is None else property_key(key) for key, _ in pairs]
            return Object(tuple(zip(keys, [translate(item) for _, item in pairs], strict=True)), next(KEYS))
        case Star(value, False):
            return Star(translate(value))
        case Format(parts):
            return translate_format(parts)
        case Conditional(value, test, otherwise):
            return Conditional(translate(value), translate(test), translate(otherwise))
        case Lambda(parameters, body) if not isinstance(body, Lambda):
            return Lambda(tuple(map(check_variable, parameters)), translate(body))
    raise ValueError(f"{node!r} cannot be written in JavaScript")


def dotted(text: str) -> Code:
    """`tf.layers.dense` as the members that it is."""
    first, *rest = text.split(".")
    result: Code = Name(check_name(first))
    for word in rest:
        result = Attribute(result, word)
    return result


def literal(value: object) -> Code:
    """A plain value: a sign stands apart, tuples and lists are arrays."""
    if isinstance(value, list | tuple):
        return ListOf(tuple(map(literal, value)))
    if isinstance(value, int | float) and not isinstance(value, bool) and math.copysign(1, value) < 0:
        return Unary("-", Literal(-value))
    return Literal(value)  # type: ignore[arg-type]


def translate_call(node: Call) -> Code:
    """A call, whose keywords become one object at the end."""
    arguments = tuple(map(translate, node.arguments))
    if node.keywords:
        arguments += (translate(DictOf(tuple([(Literal(key), value) for key, value in node.keywords]))),)
    elif isinstance(node.function, Name) and node.function.text in FUNCTIONS:
        return Call(dotted(FUNCTIONS[node.function.text]), arguments)
    return Call(translate(node.function), arguments)


def property_key(key: Code) -> Code:
    """A key of an object: a string, or what is computed."""
    if isinstance(key, Literal) and isinstance(key.value, int | str) and not isinstance(key.value, bool):
        return Literal(str(key.value))
    return translate(key)


def translate_unary(operator: str, operand: Code) -> Code:
    """`!value`, `-value`, `await value` or `new Value()`."""
    if operator == "new" and not (isinstance(operand, Call) and is_path(operand.function)):
        raise ValueError(f"new {operand!r} makes nothing")
    return Unary(operator, operand)


def is_path(node: Code) -> bool:
    """Whether it is a name, or a member of one."""
    while isinstance(node, Attribute):
        node = node.value
    return isinstance(node, Name)


def translate_operation(node: Operation) -> Code:
    """Operations of a chain, the left operands in a loop, as a sum may have thousands of terms."""
    spine = [node]
    while isinstance(spine[-1].left, Operation):
        spine.append(spine[-1].left)
    result = translate(spine[-1].left)
    for part in reversed(spine):
        result = join(part.operator, result, part.left, part.right)
    return result


def join(operator: str, left: Code, meant: Code, right: Code) -> Code:
    """One operation; `meant` is the left operand as Python has it."""
    operand = translate(right)
    if operator == "//":
        if is_fraction(meant) or is_fraction(right):
            return call("floorDivide", left, operand)
        return Call(dotted("Math.floor"), (Operation("/", left, operand),))
    if operator == "%":
        if is_positive(meant) and is_positive(right):
            return Operation("%", left, operand)
        return call("modulo", left, operand)
    if operator not in OPERATORS or (operator in ("is", "is not") and operand != Literal(None)):
        raise ValueError(f"{operator!r} means nothing in JavaScript")
    return associate(OPERATORS[operator], left, operand)


def associate(operator: str, left: Code, right: Code) -> Code:
    """`a && (b && c)` as the `a && b && c` that it equals."""
    if operator in ("&&", "||") and isinstance(right, Operation) and right.operator == operator:
        return Operation(operator, associate(operator, left, right.left), right.right)
    return Operation(operator, left, right)


def is_fraction(node: Code) -> bool:
    """Whether there is a fraction in it, whose floor division rounds only once in Python."""
    match node:
        case Literal(float() as value):
            return not value.is_integer()
        case Operation(_, left, right):
            return is_fraction(left) or is_fraction(right)
        case Call(_, arguments):
            return any(map(is_fraction, arguments))
        case Unary(_, operand):
            return is_fraction(operand)
    return False


def is_positive(node: Code) -> bool:
    """Whether it is surely not negative, so that both languages have the same remainder."""
    match node:
        case Literal(int() | float() as value):
            return value >= 0
        case Operation("+" | "*" | "/" | "//" | "%" | "**", left, right):
            return is_positive(left) and is_positive(right)
        case Call(Name("abs" | "len")):
            return True
        case Call(Name("min" | "max" | "int" | "round"), arguments):
            return all(map(is_positive, arguments))
    return False


def translate_format(parts: Sequence[str | Code]) -> Code:
    """A template literal; without values, a plain string."""
    result: list[str | Code] = []
    for part in parts:
        value = part if isinstance(part, str) else translate_field(part)
        if isinstance(value, Literal) and isinstance(value.value, str):
            value = value.value
        if isinstance(value, str) and result and isinstance(result[-1], str):
            result[-1] += value
        elif value != "":
            result.append(value)
    if all(isinstance(part, str) for part in result):
        return Literal("".join(map(str, result)))
    return Format(tuple(result))


def translate_field(part: Code) -> Code:
    """A value between braces; a number of digits is asked of the number."""
    if not isinstance(part, Field):
        return translate(part)
    fixed = FIXED.match(part.spec)
    if part.spec and not fixed:
        raise ValueError(f"{part.spec!r} is no format in JavaScript")
    value = translate(part.value)
    return method(value, "toFixed", int(fixed[1])) if fixed else value
