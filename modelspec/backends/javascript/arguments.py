"""Which arguments of a call may break alone, and which force all others to break."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Call, Code, Conditional, DictOf, Lambda, ListOf, Literal, Unary


def hugs_last(arguments: Sequence[Code]) -> bool:
    """Whether the last argument may break while the others stay on the line of the call."""
    *others, last = arguments
    if not is_huggable(last) or (others and is_same_kind(others[-1], last)):
        return False
    if isinstance(last, ListOf) and others:
        return not is_numeric(last.items) and not (len(others) == 1 and isinstance(others[0], Lambda))
    return True


def is_huggable(node: Code) -> bool:
    """Whether an argument has brackets of its own to break at."""
    match node:
        case DictOf(items) | ListOf(items):
            return bool(items)
        case Lambda(_, DictOf() | ListOf() | Call() | Conditional()):
            return True
    return False


def is_same_kind(node: Code, last: Code) -> bool:
    """Whether two arguments look alike, so that none of them is to break alone."""
    return type(node) is type(last)


def is_composition(arguments: Sequence[Code]) -> bool:
    """Whether several arguments are functions, or one of several a call that takes a function."""
    several = sum(isinstance(argument, Lambda) for argument in arguments) > 1
    return several or (len(arguments) > 1 and any(map(takes_function, arguments)))


def takes_function(node: Code) -> bool:
    """Whether it is a call with an arrow function among its arguments."""
    match node:
        case Call(_, arguments) | Unary("new", Call(_, arguments)):
            return any(isinstance(argument, Lambda) for argument in arguments)
    return False


def is_numeric(items: Sequence[Code]) -> bool:
    """Whether there are only numbers, signed or not."""
    return all(is_number(item.operand if isinstance(item, Unary) and item.operator in "+-" else item) for item in items)


def is_number(node: Code) -> bool:
    """Whether it is a number without a sign."""
    return isinstance(node, Literal) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
