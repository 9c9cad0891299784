"""Expressions on one line."""

from __future__ import annotations

import re
from functools import partial

from modelspec.backends.code.literals import escape, preferred_quotes, quote, spell_number
from modelspec.backends.code.precedence import (
    ATOM,
    BINDING,
    DISJUNCTION,
    is_wrapped,
    needs_parentheses_before_dot,
    operand_level,
    operand_levels,
)
from modelspec.backends.code.tree import (
    Attribute,
    Call,
    Code,
    Comprehension,
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
    Slice,
    Star,
    TupleOf,
    Unary,
    Value,
)

BRACKETS = {"list": ("[", "]"), "generator": ("(", ")"), "dict": ("{", "}")}
FORMAT_SPEC = re.compile(r"[\w .,<>=^+%#-]*\Z", re.ASCII)


def flat(node: Code, level: int = 0, quotes: str = "") -> str:
    """The text of an expression on one line, parenthesized if it binds less than `level`."""
    text = _flat(node, quotes)
    return f"({text})" if level and is_wrapped(node, level) else text


def _flat(node: Code, quotes: str) -> str:
    inner = partial(flat, quotes=quotes)
    match node:
        case Name(text):
            return text
        case Literal(value):
            return spell(value, quotes)
        case Call(function, arguments, keywords):
            return f"{inner(function, ATOM)}({flat_arguments(arguments, keywords, quotes)})"
        case Attribute(value, name):
            owner = inner(value, ATOM)
            return f"({owner}).{name}" if needs_parentheses_before_dot(value) else f"{owner}.{name}"
        case Index(value, items):
            return f"{inner(value, ATOM)}[{', '.join(map(inner, items))}]"
        case Slice():
            return "".join([part if isinstance(part, str) else inner(part) for part in slice_parts(node)])
        case Operation():
            return flat_operation(node, quotes)
        case Unary(operator, operand):
            return f"{operator}{' ' if operator == 'not' else ''}{inner(operand, operand_level(node))}"
        case ListOf(items):
            return f"[{', '.join(map(inner, items))}]"
        case TupleOf(items):
            return f"({', '.join(map(inner, items))}{',' if len(items) == 1 else ''})"
        case DictOf(pairs):
            return "{" + ", ".join([flat_pair(*pair, quotes) for pair in pairs]) + "}"
        case Star(value, double):
            return f"{'**' if double else '*'}{inner(value, BINDING['|'])}"
        case Format(parts):
            return format_string(parts, quotes)
        case Comprehension(kind):
            left, right = BRACKETS[kind]
            return f"{left}{flat_comprehension(node, quotes)}{right}"
        case Conditional(value, test, otherwise):
            return f"{inner(value, DISJUNCTION)} if {inner(test, DISJUNCTION)} else {inner(otherwise)}"
        case Lambda(parameters, body):
            return f"{lambda_head(parameters)}{inner(body)}"
    raise TypeError(f"{node!r} is no expression of its own")


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


def flat_operation(node: Operation, quotes: str) -> str:
    """A chain of operations; the left operands are walked in a loop, as a sum may have thousands of terms."""
    texts: list[str] = []
    chain: Code = node
    level = 0
    while isinstance(chain, Operation) and not is_wrapped(chain, level):
        operator, left, right = chain.operator, chain.left, chain.right
        level, right_level = operand_levels(operator)
        space = "" if operator == "**" and hugs(left, level) and hugs(right, right_level) else " "
        texts.append(f"{space}{operator}{space}{flat(right, right_level, quotes)}")
        chain = left
    return flat(chain, level, quotes) + "".join(reversed(texts))


def hugs(node: Code, level: int = 0) -> bool:
    """Whether an operand is simple enough for `a**b` without blanks, parentheses included."""
    if is_wrapped(node, level):
        return False
    match node:
        case Name():
            return True
        case Literal(value):
            return value is None or isinstance(value, (int, float))
        case Attribute(value) | Unary("-" | "~", value):
            return hugs(value)
    return False


def flat_arguments(arguments: tuple[Code, ...], keywords: tuple[tuple[str, Code], ...], quotes: str = "") -> str:
    """The arguments of a call; a generator alone goes without its own parentheses."""
    if is_sole_generator(arguments, keywords):
        return flat(arguments[0], 0, quotes)[1:-1]
    texts = [flat(argument, 0, quotes) for argument in arguments]
    return ", ".join(texts + [f"{key}={flat(value, 0, quotes)}" for key, value in keywords])


def is_sole_generator(arguments: tuple[Code, ...], keywords: tuple[tuple[str, Code], ...]) -> bool:
    """Whether a call's only argument is a generator."""
    return (
        len(arguments) == 1
        and not keywords
        and isinstance(arguments[0], Comprehension)
        and arguments[0].kind == "generator"
    )


def flat_pair(key: Code | None, value: Code, quotes: str = "") -> str:
    """An item of a dictionary."""
    if key is None:
        return f"**{flat(value, BINDING['|'], quotes)}"
    return f"{flat(key, 0, quotes)}: {flat(value, 0, quotes)}"


def slice_parts(node: Slice) -> list[str | Code]:
    """`start:stop:step` in pieces; there are blanks around the colons if a part is more than a name or a number."""
    bounds = [node.start, node.stop] if node.step is None else [node.start, node.stop, node.step]
    space = "" if all(bound is None or is_simple_bound(bound) for bound in bounds) else " "
    parts: list[str | Code] = []
    for index, bound in enumerate(bounds):
        if index:
            parts.append(space + ":" if bounds[index - 1] is not None else ":")
        if bound is not None:
            parts += [space, bound] if index else [bound]
    return parts


def is_simple_bound(node: Code) -> bool:
    """Whether a part of a slice needs no blanks around its colons."""
    if isinstance(node, Unary) and node.operator != "not":
        return is_simple_bound(node.operand)
    if isinstance(node, Literal):
        return not isinstance(node.value, (list, tuple))
    return isinstance(node, Name) and "." not in node.text


def format_string(parts: tuple[str | Code, ...], quotes: str = "") -> str:
    """An f-string. Raises ValueError if a value within it needs an escape, which Python 3.11 does not read."""
    if quotes:
        raise ValueError("an f-string within an f-string")
    values = [part if isinstance(part, str) else flat_field(part) for part in parts]
    texts = "".join([part for part in parts if isinstance(part, str)])
    nested = any("'" in value for part, value in zip(parts, values, strict=True) if not isinstance(part, str))
    quotes = '"' if nested else preferred_quotes(texts)
    inside = [
        escape(part, quotes).replace("{", "{{").replace("}", "}}") if isinstance(part, str) else value
        for part, value in zip(parts, values, strict=True)
    ]
    return f"f{quotes}{''.join(inside)}{quotes}"


def flat_field(node: Code) -> str:
    """`{value:spec}`, its strings in single quotes."""
    value, spec = (node.value, node.spec) if isinstance(node, Field) else (node, "")
    text = flat(value, DISJUNCTION, "'")
    if "\\" in text or '"' in text or text.startswith("{") or not FORMAT_SPEC.match(spec):
        raise ValueError(f"{text}:{spec} cannot stand in an f-string")
    return f"{{{text}:{spec}}}" if spec else f"{{{text}}}"


def flat_comprehension(node: Comprehension, quotes: str = "") -> str:
    """A comprehension without its brackets."""
    element = node.element
    head = flat_pair(*element, quotes) if isinstance(element, tuple) else flat(element, 0, quotes)
    text = f"{head} for {bare(node.target)} in {flat(node.iterable, DISJUNCTION, quotes)}"
    return text if node.condition is None else f"{text} if {flat(node.condition, DISJUNCTION, quotes)}"


def lambda_head(parameters: tuple[str, ...]) -> str:
    """A lambda up to its body."""
    return f"lambda {', '.join(parameters)}: " if parameters else "lambda: "


def bare(node: Code) -> str:
    """A target or returned value: a tuple goes without its parentheses."""
    if isinstance(node, TupleOf) and len(node.items) > 1:
        return ", ".join(map(flat, node.items))
    return flat(node)
