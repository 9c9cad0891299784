"""Expressions on one line."""

from __future__ import annotations

from functools import partial

from modelspec.backends.code.literals import escape, quote, spell_number
from modelspec.backends.code.tree import (
    Attribute,
    Call,
    Code,
    Comprehension,
    DictOf,
    Field,
    Format,
    Index,
    ListOf,
    Literal,
    Name,
    Operation,
    Slice,
    Star,
    TupleOf,
    Unary,
    Value,
)

BINDING = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!=", "in", "is", "is not"), 4),
    "|": 5,
    "^": 6,
    "&": 7,
    "<<": 8,
    ">>": 8,
    "+": 9,
    "-": 9,
    "*": 10,
    "/": 10,
    "//": 10,
    "%": 10,
    "@": 10,
    "~": 11,
    "**": 12,
}
COMPARISON = 4
SIGN = 11
POWER = 12
ATOM = 13


def binding(node: Code) -> int:
    """How tightly an expression holds together; what holds less than its place asks for is parenthesized."""
    match node:
        case Operation(operator):
            return BINDING[operator]
        case Unary(operator):
            return BINDING[operator] if operator == "not" else SIGN
        case Literal(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and _negative(value):
            return SIGN
    return ATOM


def _negative(value: float) -> bool:
    return spell_number(value).startswith("-")


def operand_levels(operator: str) -> tuple[int, int]:
    """The binding that the left and the right operand need."""
    level = BINDING[operator]
    if operator == "**":
        return level + 1, SIGN
    # Comparisons chain in Python, which the tree does not mean.
    return (level + 1 if level == COMPARISON else level), level + 1


def flat(node: Code, level: int = 0, quotes: str = "") -> str:
    """The text of an expression on one line, parenthesized if it binds less than `level`."""
    text = _flat(node, quotes)
    return f"({text})" if level and binding(node) < level else text


def _flat(node: Code, quotes: str) -> str:
    inner = partial(flat, quotes=quotes)
    match node:
        case Name(text):
            return text
        case Literal(value):
            return spell(value, quotes)
        case Call(function, arguments, keywords):
            return f"{inner(function, ATOM)}({', '.join(arguments_of(arguments, keywords, quotes))})"
        case Attribute(value, name):
            return f"{flat_owner(value, quotes)}.{name}"
        case Index(value, items):
            return f"{inner(value, ATOM)}[{', '.join(map(inner, items))}]"
        case Slice():
            return flat_slice(node, quotes)
        case Operation(operator, left, right):
            left_level, right_level = operand_levels(operator)
            space = "" if operator == "**" and hugs(left) and hugs(right) else " "
            return f"{inner(left, left_level)}{space}{operator}{space}{inner(right, right_level)}"
        case Unary(operator, operand):
            space = " " if operator == "not" else ""
            return f"{operator}{space}{inner(operand, BINDING[operator] if space else SIGN)}"
        case ListOf(items):
            return f"[{', '.join(map(inner, items))}]"
        case TupleOf(items):
            return f"({', '.join(map(inner, items))}{',' if len(items) == 1 else ''})"
        case DictOf(pairs):
            return "{" + ", ".join(f"{inner(key)}: {inner(value)}" for key, value in pairs) + "}"
        case Star(value, double):
            return f"{'**' if double else '*'}{inner(value)}"
        case Format(parts):
            return format_string(parts, quotes)
        case Comprehension():
            return flat_comprehension(node, quotes)
    raise TypeError(f"{node!r} stands alone")


def spell(value: Value, quotes: str = "") -> str:
    """The literal of a plain value."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return quote(value, quotes)
    if isinstance(value, tuple):
        return f"({', '.join([spell(item, quotes) for item in value])}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join([spell(item, quotes) for item in value])}]"
    return spell_number(value)


def flat_owner(value: Code, quotes: str = "") -> str:
    """The part before a dot; a whole number needs parentheses there."""
    text = flat(value, ATOM, quotes)
    return f"({text})" if text.isdigit() else text


def arguments_of(arguments: tuple[Code, ...], keywords: tuple[tuple[str, Code], ...], quotes: str = "") -> list[str]:
    """The text of each argument of a call."""
    if len(arguments) == 1 and not keywords and isinstance(arguments[0], Comprehension):
        return [flat(arguments[0], 0, quotes).removeprefix("(").removesuffix(")")]
    texts = [flat(argument, 0, quotes) for argument in arguments]
    return texts + [f"{key}={flat(value, 0, quotes)}" for key, value in keywords]


def flat_slice(node: Slice, quotes: str = "") -> str:
    """`start:stop:step`; blanks around the colon where a part is an operation."""
    parts = [node.start, node.stop] if node.step is None else [node.start, node.stop, node.step]
    simple = all(part is None or is_simple_bound(part) for part in parts)
    texts = ["" if part is None else flat(part, 0, quotes) for part in parts]
    if simple:
        return ":".join(texts)
    return " : ".join(texts).strip().replace(" :  : ", " :: ")


def is_simple_bound(node: Code) -> bool:
    """Whether a part of a slice needs no blanks around its colons."""
    if isinstance(node, Unary):
        return is_simple_bound(node.operand)
    return isinstance(node, (Name, Literal))


def hugs(node: Code) -> bool:
    """Whether an operand is simple enough for `a**b` without blanks."""
    match node:
        case Name():
            return True
        case Literal(value):
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case Attribute(value):
            return hugs(value) and not isinstance(value, Literal)
        case Unary("-" | "~", operand):
            return hugs(operand)
    return False


def format_string(parts: tuple[str | Code, ...], quotes: str = "") -> str:
    """An f-string. Raises ValueError if a value within it needs an escape, which Python 3.11 does not read."""
    if quotes:
        raise ValueError("an f-string within an f-string")
    texts = []
    for part in parts:
        if isinstance(part, str):
            texts.append(escape(part, '"').replace("{", "{{").replace("}", "}}"))
            continue
        value, spec = (part.value, part.spec) if isinstance(part, Field) else (part, "")
        text = flat(value, 0, "'")
        if "\\" in text or '"' in text or text.startswith("{"):
            raise ValueError(f"{text} cannot stand in an f-string")
        texts.append("{" + text + (f":{spec}" if spec else "") + "}")
    return f'f"{"".join(texts)}"'


def flat_comprehension(node: Comprehension, quotes: str = "") -> str:
    """`[element for target in iterable]` in the brackets of its kind."""
    element = node.element
    left, right = {"list": "[]", "generator": "()", "dict": "{}"}[node.kind]
    head = ": ".join(flat(e, 0, quotes) for e in element) if isinstance(element, tuple) else flat(element, 0, quotes)
    text = f"{head} for {bare(node.target)} in {flat(node.iterable, 1, quotes)}"
    if node.condition is not None:
        text += f" if {flat(node.condition, 0, quotes)}"
    return f"{left}{text}{right}"


def bare(node: Code) -> str:
    """A target or returned value: a tuple goes without its parentheses."""
    if isinstance(node, TupleOf) and len(node.items) > 1:
        return ", ".join(map(flat, node.items))
    return flat(node)
