"""The heads of loops: counting ones in the form that a person writes."""

from __future__ import annotations

from collections.abc import Callable

from modelspec.backends.code import Call, Code, For, ListOf, Literal, Name, Operation, TupleOf
from modelspec.backends.code.document import SOFT, SPACE, Doc, Indent
from modelspec.backends.javascript.declarations import assignments, targets
from modelspec.backends.javascript.document import group
from modelspec.backends.javascript.layout import assignment, layout
from modelspec.backends.javascript.meaning import translate
from modelspec.backends.javascript.pieces import Place, bracketed, separated

ZERO, ONE = Literal(0), Literal(1)


Header = tuple[Callable[[Code], Doc], Code]
"""A layout, and the code that it lays out."""


def loop_header(node: For) -> Header:
    """`for (...) {`."""
    names = targets(node.target)
    if isinstance(node.iterable, Call) and is_counting(node):
        return counting(names[0], *node.iterable.arguments)
    if not names:
        raise ValueError(f"{node.target!r} is no variable of a loop")
    several = isinstance(node.target, TupleOf) or len(names) > 1
    target = group(bracketed("[", separated(names), "]")) if several else names[0]
    keyword = "let" if {*names}.intersection(assignments(node.body)) else "const"
    return lambda code: (f"for ({keyword} ", target, " of ", layout(code), ") {"), translate(node.iterable)


def is_counting(node: For) -> bool:
    """Whether it counts over a range."""
    match node.iterable:
        case Call(Name("range"), arguments, ()):
            return 1 <= len(arguments) <= 3 and len(targets(node.target)) == 1
    return False


def counting(name: str, first: Code, stop: Code | None = None, step: Code = ONE) -> Header:
    """`for (let i = 0; i < stop; i++)`; a range that begins at another number ends with its last one."""
    start, end = (ZERO, first) if stop is None else (first, stop)
    if not isinstance(step, Literal) or not isinstance(step.value, int) or step.value < 1:
        raise ValueError(f"range by {step!r} is not known to count upwards")
    operator = "<"
    if start != ZERO:
        last = last_of(end)
        operator, end = ("<", end) if last is None else ("<=", last)
    grow = f"{name}++" if step.value == 1 else f"{name} += {step.value}"

    def lay(bounds: Code) -> Doc:
        assert isinstance(bounds, ListOf)
        begin, test = bounds.items
        parts = (assignment(f"let {name}", " =", begin), ";", SPACE, layout(test, Place.CHOSEN), ";", SPACE, grow)
        return ("for (", group((Indent((SOFT, parts)), SOFT)), ") {")

    return lay, ListOf((translate(start), Operation(operator, Name(name), translate(end))))


def last_of(end: Code) -> Code | None:
    """The number before the end, if it can be told."""
    match end:
        case Literal(int() as value):
            return Literal(value - 1)
        case Operation("+", left, Literal(1)):
            return left
    return None
