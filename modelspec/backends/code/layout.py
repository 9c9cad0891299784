"""Expressions as documents: where each may break, as `ruff format` breaks it.

A place says where an expression stands: OUTSIDE of brackets no line may break, INSIDE it may, and within parentheses
that are still to be decided (then the place is the key of their group) it may if they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from modelspec.backends.code.document import HARD, SOFT, SPACE, Doc, Expandable, Group, IfBroken, Indent, Line, Variants
from modelspec.backends.code.flat import BRACKETS, bare, flat, hugs, is_sole_generator, lambda_head, slice_parts
from modelspec.backends.code.parentheses import flatten, is_display, is_fluent, looseness, owner_is_wrapped
from modelspec.backends.code.precedence import ATOM, BINDING, DISJUNCTION, is_wrapped, operand_level
from modelspec.backends.code.tree import (
    Attribute,
    Call,
    Code,
    Comprehension,
    Conditional,
    DictOf,
    Index,
    Lambda,
    ListOf,
    Literal,
    Operation,
    Slice,
    Star,
    TupleOf,
    Unary,
)

OUTSIDE = -1
INSIDE = 0


class Chain(Enum):
    """How the dots of a chain of calls break: not yet known, each on its line, or not at all."""

    ROOT = 0
    FLUENT = 1
    PLAIN = 2


def layout(node: Code, place: int, level: int = 0, chain: Chain = Chain.ROOT) -> Doc:
    """The document of an expression, parenthesized if it binds less than `level`."""
    if is_wrapped(node, level):
        return enclosed("(", layout(node, INSIDE), ")", place)
    match node:
        case Call() | Attribute() | Index():
            return lay_chain(node, place, chain)
        case Operation():
            return grouped(lay_operation(*flatten(node), place), place)
        case Unary(operator, operand):
            return (operator + (" " if operator == "not" else ""), layout(operand, place, operand_level(node)))
        case Conditional():
            return grouped(lay_conditional(node, place), place)
        case Lambda():
            return lay_lambda(node, place)
        case Star(value, double):
            return ("**" if double else "*", layout(value, place, BINDING["|"]))
        case Comprehension(kind):
            left, right = BRACKETS[kind]
            return enclosed(left, Group(lay_comprehension(node)), right, place)
        case Slice():
            return tuple([part if isinstance(part, str) else layout(part, INSIDE) for part in slice_parts(node)])
        case _ if is_display(node):
            return lay_display(node, place)
    return flat(node)


def enclosed(left: str, content: Doc, right: str, place: int) -> Doc:
    """Content between brackets, which may break without forcing the parentheses around them."""
    inside = Group((Indent((SOFT, content)), SOFT))
    return (left, Expandable(inside, place) if place > 0 else inside, right)


def grouped(content: Doc, place: int) -> Doc:
    """A group where lines may break."""
    if place == OUTSIDE:
        return content
    return Group(content, within=place)


def line(place: int, text: str = " ") -> Doc:
    """A line break where lines may break."""
    if place == OUTSIDE:
        return text
    return IfBroken(Line(text), text, place) if place else Line(text)


def separated(items: Iterable[Doc], last_comma: bool = False) -> Doc:
    """Items with commas, one on each line if they break, then with a comma after the last of several."""
    docs: list[Doc] = []
    for item in items:
        docs += [",", SPACE, item] if docs else [item]
    return (*docs, IfBroken(",")) if last_comma or len(docs) > 1 else tuple(docs)


def lay_chain(node: Call | Attribute | Index, place: int, chain: Chain) -> Doc:
    """A call, an attribute or a subscript, and what it is of."""
    kind = chain
    if chain is Chain.ROOT:
        kind = Chain.FLUENT if place != OUTSIDE and is_fluent(node) else Chain.PLAIN
    doc: Doc
    match node:
        case Call(function, arguments, keywords):
            doc = (layout(function, place, ATOM, kind), lay_arguments(arguments, keywords, place))
        case Index(value, items):
            inside = [layout(item, INSIDE) for item in items]
            content = inside[0] if len(inside) == 1 else Group(separated(inside))
            doc = (layout(value, place, ATOM, kind), enclosed("[", content, "]", place))
        case Attribute(value, name):
            wrapped = owner_is_wrapped(value)
            owner = enclosed("(", layout(value, INSIDE), ")", place) if wrapped else layout(value, place, 0, kind)
            breaks = kind is Chain.FLUENT and (wrapped or isinstance(value, (Call, Index)))
            doc = (owner, SOFT if breaks else "", "." + name)
    return Group(doc) if chain is Chain.ROOT and kind is Chain.FLUENT else doc


def lay_arguments(arguments: tuple[Code, ...], keywords: tuple[tuple[str, Code], ...], place: int) -> Doc:
    """The arguments of a call: all on a line of their own if they fit there, else each on its line."""
    if not arguments and not keywords:
        return "()"
    if is_sole_generator(arguments, keywords) and isinstance(arguments[0], Comprehension):
        return enclosed("(", Group(lay_comprehension(arguments[0])), ")", place)
    items: list[Doc] = [layout(argument, INSIDE) for argument in arguments]
    items += [(f"{key}=", layout(value, INSIDE)) for key, value in keywords]
    return enclosed("(", Group(separated(items)), ")", place)


def lay_operation(operands: Sequence[tuple[Code, int]], operators: Sequence[str], place: int) -> Doc:
    """A chain of operations, which breaks before the loosest operators."""
    if not operators:
        operand, level = operands[0]
        return layout(operand, place, level)
    loosest = max(map(looseness, operators))
    docs: list[Doc] = []
    start = 0
    for index, operator in [*enumerate(operators), (len(operators), "")]:
        if operator and looseness(operator) != loosest:
            continue
        part = lay_operation(operands[start : index + 1], operators[start:index], place)
        docs.append(part if index == start else grouped(part, place))
        if operator:
            hug = operator == "**" and all(hugs(*operand) for operand in operands[index : index + 2])
            docs += [line(place, "" if hug else " "), operator, hug_space(place) if hug else " "]
        start = index + 1
    return tuple(docs)


def hug_space(place: int) -> Doc:
    """The blank after a simple `**`, which is there only where its line breaks."""
    return "" if place == OUTSIDE else IfBroken(" ", key=place)


def lay_conditional(node: Conditional, place: int) -> Doc:
    """A choice, which breaks before `if` and `else`; one after `else` goes on in the same way."""
    rest = node.otherwise
    return (
        layout(node.value, place, DISJUNCTION),
        line(place),
        "if ",
        layout(node.test, place, DISJUNCTION),
        line(place),
        "else ",
        lay_conditional(rest, place) if isinstance(rest, Conditional) else grouped(layout(rest, place), place),
    )


def lay_lambda(node: Lambda, place: int, alone: bool = False) -> Doc:
    """A lambda, whose body takes parentheses rather than the whole."""
    body = node.body
    doc = layout(body, place)
    if isinstance(body, (Call, Index)) and not is_fluent(body):
        doc = Variants((doc, Group(doc, expand=True), ("(", Indent((HARD, doc)), HARD, ")")))
    elif not is_display(body):
        doc = parenthesized_if_broken(layout(body, INSIDE))
    return (lambda_head(node.parameters), Expandable(doc) if alone else doc)


def lay_display(node: Code, place: int) -> Doc:
    """A list, a tuple or a dictionary, one item on each line if it breaks."""
    match node:
        case Literal(list() | tuple() as values):
            items = tuple(map(Literal, values))
            return lay_display(ListOf(items) if isinstance(values, list) else TupleOf(items), place)
        case TupleOf((item,)):
            return enclosed("(", (layout(item, INSIDE), ","), ")", place)
        case ListOf(()) | TupleOf(()) | DictOf(()):
            return flat(node)
        case ListOf(items):
            return enclosed("[", separated([layout(item, INSIDE) for item in items]), "]", place)
        case TupleOf(items):
            return enclosed("(", separated([layout(item, INSIDE) for item in items]), ")", place)
        case DictOf(pairs):
            return enclosed("{", separated([Group(lay_pair(*pair)) for pair in pairs]), "}", place)
    raise TypeError(f"{node!r} is no display")


def lay_pair(key: Code | None, value: Code) -> Doc:
    """`key: value` or `**value`."""
    if key is None:
        return ("**", layout(value, INSIDE, BINDING["|"]))
    return (layout(key, INSIDE), ": ", layout(value, INSIDE))


def lay_comprehension(node: Comprehension) -> Doc:
    """A comprehension without its brackets."""
    pair = isinstance(node.element, tuple)
    element = lay_pair(*node.element) if isinstance(node.element, tuple) else layout(node.element, INSIDE)
    doc: Doc = (
        element if pair else Group(element),
        SPACE,
        Group((f"for {bare(node.target)} in ", layout(node.iterable, INSIDE, DISJUNCTION))),
    )
    if node.condition is None:
        return doc
    return (doc, SPACE, Group(("if ", layout(node.condition, INSIDE, DISJUNCTION))))


def lay_bare(node: Code) -> Doc:
    """A target: a tuple takes parentheses only if it breaks."""
    if isinstance(node, TupleOf) and len(node.items) > 1:
        return parenthesized_if_broken(separated([layout(item, INSIDE) for item in node.items]))
    return layout(node, OUTSIDE)


def parenthesized_if_broken(content: Doc) -> Doc:
    """Content between parentheses if it does not fit on one line."""
    return Group((IfBroken("("), Indent((SOFT, content)), SOFT, IfBroken(")")))
