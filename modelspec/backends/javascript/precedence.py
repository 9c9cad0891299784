"""Which operator of JavaScript binds tighter, and where `biome format` writes parentheses for the reader."""

from __future__ import annotations

from modelspec.backends.code import (
    Code,
    Conditional,
    Lambda,
    Literal,
    Operation,
    Unary,
)

LEVELS = (
    ("||",),
    ("&&",),
    ("===", "!=="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
    ("**",),
)
BINDING = {operator: level for level, operators in enumerate(LEVELS, 2) for operator in operators}
ARROW, CHOICE = 0, 1
EQUALITY, SUM, PRODUCT, POWER = BINDING["==="], BINDING["+"], BINDING["*"], BINDING["**"]
SIGN = POWER + 1
MEMBER = POWER + 2


def binding(node: Code) -> int:
    """How tightly an expression holds together; what holds less than its place asks for is parenthesized."""
    match node:
        case Operation(operator):
            return BINDING[operator]
        case Unary("new"):
            return MEMBER
        case Unary():
            return SIGN
        case Conditional():
            return CHOICE
        case Lambda():
            return ARROW
    return MEMBER


def flattens(outer: str, inner: str) -> bool:
    """Whether a left operand goes on in the chain of the operation around it."""
    level = BINDING[outer]
    if level != BINDING[inner] or level in (POWER, EQUALITY):
        return False
    return level != PRODUCT or (outer == inner and outer != "%")


def is_operand_wrapped(operator: str, operand: Code, left: bool) -> bool:
    """Whether an operand stands between parentheses."""
    level = BINDING[operator]
    if is_await(operand):
        return True
    if not isinstance(operand, Operation):
        return binding(operand) < (MEMBER if operator == "**" and left else SIGN)
    inner = BINDING[operand.operator]
    if inner != level:
        mixed = operator == "||" or (operand.operator == "%" and level == SUM)
        return inner < level or (mixed and operand.operator in ("&&", "%"))
    return not left or not flattens(operator, operand.operator)


def is_await(node: Code) -> bool:
    """Whether it waits for a value, which always stands between parentheses as an operand."""
    return isinstance(node, Unary) and node.operator == "await"


def is_object_wrapped(node: Code) -> bool:
    """Whether what a dot, an index or a call follows stands between parentheses."""
    number = isinstance(node, Literal) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return number or binding(node) < MEMBER
