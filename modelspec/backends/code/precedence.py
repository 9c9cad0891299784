"""Which operator binds tighter, and so where parentheses are needed."""

from __future__ import annotations

from modelspec.backends.code.literals import spell_number
from modelspec.backends.code.tree import Code, Conditional, Lambda, Literal, Operation, Unary

LEVELS = (
    ("or",),
    ("and",),
    ("not",),
    ("<", "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not"),
    ("|",),
    ("^",),
    ("&",),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "//", "%", "@"),
    ("~",),
    ("**",),
)
LOOSE = 1
DISJUNCTION = 2
BINDING = {operator: level for level, operators in enumerate(LEVELS, DISJUNCTION) for operator in operators}
COMPARISON = BINDING["<"]
SIGN = BINDING["~"]
ATOM = BINDING["**"] + 1


def binding(node: Code) -> int:
    """How tightly an expression holds together; what holds less than its place asks for is parenthesized."""
    match node:
        case Operation(operator):
            return BINDING[operator]
        case Unary(operator):
            return BINDING["not"] if operator == "not" else SIGN
        case Literal(int() | float() as value) if spell_number(value).startswith("-"):
            return SIGN
        case Conditional() | Lambda():
            return LOOSE
    return ATOM


def is_wrapped(node: Code, level: int) -> bool:
    """Whether an expression gets parentheses where `level` is asked for."""
    return binding(node) < level


def operand_levels(operator: str) -> tuple[int, int]:
    """The binding that the left and the right operand need."""
    level = BINDING[operator]
    if operator == "**":
        return ATOM, SIGN
    # Comparisons chain in Python, which the tree does not mean.
    return (level + 1 if level == COMPARISON else level), level + 1


def operand_level(node: Unary) -> int:
    """The binding that the operand of a sign or of `not` needs; a power is parenthesized there for the reader."""
    if isinstance(node.operand, Operation) and node.operand.operator == "**":
        return ATOM
    return BINDING["not"] if node.operator == "not" else SIGN


def needs_parentheses_before_dot(node: Code) -> bool:
    """Whether it is a number, which a dot would change."""
    return isinstance(node, Literal) and type(node.value) in (int, float) and binding(node) == ATOM
