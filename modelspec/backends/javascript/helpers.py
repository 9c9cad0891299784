"""Functions of Python that JavaScript lacks; a file that uses one must hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelspec.backends.code import AugmentedAssign, Code, Literal, Name, Operation
from modelspec.backends.javascript.meaning import translate
from modelspec.record import Record

MODULO = """\
/** The remainder, with the sign of the divisor. */
function modulo(dividend, divisor) {
	const rest = dividend % divisor;
	return rest * divisor < 0 ? rest + divisor : rest;
}
"""
FLOOR_DIVIDE = """\
/** The whole number below the quotient, of fractions too. */
function floorDivide(dividend, divisor) {
	return Math.round((dividend - modulo(dividend, divisor)) / divisor);
}
"""
ROUND = """\
/** The nearest number of so many digits; of two, the one that ends evenly. */
function roundHalfToEven(number, digits = 0) {
	if (digits < 0) {
		const scale = 10 ** -digits;
		return roundHalfToEven(number / scale) * scale;
	}
	const nearest = Number(number.toFixed(digits));
	const isTie = Math.abs((number * 2 ** (digits + 1)) % 2) === 1;
	const isEven = Math.round(nearest * 10 ** digits) % 2 === 0;
	return isTie && !isEven
		? Number((2 * number - nearest).toFixed(digits))
		: nearest;
}
"""
HELPERS = {"modulo": MODULO, "floorDivide": FLOOR_DIVIDE, "roundHalfToEven": ROUND}


def helpers(tree: Any) -> list[str]:
    """The texts of the functions that a statement, an expression or a tuple of them needs."""
    used = {name for expression in _expressions(tree) for name in _names(translate(expression))}
    if "floorDivide" in used:
        used.add("modulo")
    return [text for name, text in HELPERS.items() if name in used]


def _expressions(node: Any) -> Iterator[Code]:
    """The outermost expressions of a tree."""
    if isinstance(node, AugmentedAssign):
        target = Name("x") if isinstance(node.target, str) else node.target
        yield Operation(node.operator, target, node.value)
    elif isinstance(node, Code):
        yield node
    elif isinstance(node, tuple | list):
        for item in node:
            yield from _expressions(item)
    elif isinstance(node, Record):
        for field in node.FIELDS:
            yield from _expressions(getattr(node, field))


def _names(tree: Code) -> Iterator[str]:
    """The names within an expression."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            yield node.text
        elif isinstance(node, tuple):
            waiting += node
        elif isinstance(node, Record) and not isinstance(node, Literal):
            waiting += [getattr(node, field) for field in node.FIELDS]
