"""Expressions as documents: where each may break, as `biome format` breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from modelspec.backends.code import (
    Attribute,
    Call,
    Code,
    Conditional,
    DictOf,
    Format,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Operation,
    Star,
    Unary,
)
from modelspec.backends.code.document import HARD, SOFT, SPACE, Doc, IfBroken, Indent, Variants
from modelspec.backends.javascript.arguments import hugs_last, is_composition, is_number, is_numeric
from modelspec.backends.javascript.assignments import LOGICAL, Shape, is_inlined, shape
from modelspec.backends.javascript.chains import chain, has_arrow, must_expand
from modelspec.backends.javascript.document import BREAK, can_break, flat_text, group, must_break
from modelspec.backends.javascript.literals import quote, template
from modelspec.backends.javascript.pieces import Place, bracketed, guarded, separated, spell
from modelspec.backends.javascript.precedence import (
    ARROW,
    CHOICE,
    MEMBER,
    SIGN,
    binding,
    flattens,
    is_await,
    is_object_wrapped,
    is_operand_wrapped,
)
from modelspec.backends.javascript.tree import KEYS, Object

IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")


def layout(node: Code, place: Place = Place.OTHER) -> Doc:
    """The document of an expression without parentheses around it."""
    match node:
        case Name(text):
            return text
        case Literal(value):
            return spell(value)
        case Call():
            return lay_call(node, place)
        case Attribute(value, name):
            return lay_member(value, name, place)
        case Index(value, items):
            return (lay_object(value), lay_index(items[0]))
        case Operation():
            return lay_operation(node, place)
        case Unary(operator, operand):
            return lay_unary(operator, operand)
        case ListOf(items):
            return lay_array(items)
        case Object(guarded=True):
            return ("(", lay_object_literal(node), ")")
        case Object():
            return lay_object_literal(node)
        case Star(value):
            return lay_spread(value)
        case Format(parts):
            return flat_template(parts)
        case Conditional():
            return lay_conditional(node, place)
        case Lambda():
            return lay_arrow(node)
    raise TypeError(f"{node!r} is no expression")


def wrapped(node: Code, level: int, place: Place = Place.OTHER) -> Doc:
    """An expression, between parentheses if it binds less than `level`."""
    doc = layout(node, place)
    return ("(", doc, ")") if binding(node) < level else doc


# Chains of members and calls --------------------------------------------------------------------------------------


def lay_object(node: Code) -> Doc:
    """What a dot, an index or a call follows."""
    doc = layout(node, Place.OBJECT)
    return ("(", doc, ")") if is_object_wrapped(node) else doc


def lay_member(value: Code, name: str, place: Place) -> Doc:
    """`value.name`, which breaks before its dot if it is no call's and of more than two words."""
    doc = lay_object(value) if is_object_wrapped(value) else layout(value, Place.MEMBER)
    called = isinstance(value, Call) and (bool(value.arguments) or len(chain(value, False).tail) > 1)
    if (place is not Place.MEMBER and isinstance(value, Name)) or (place is Place.RIGHT and called):
        return (doc, ".", name)
    return (doc, group(Indent((SOFT, ".", name))))


def lay_index(item: Code) -> Doc:
    """`[item]`."""
    if is_number(item):
        return ("[", layout(item), "]")
    return group(("[", Indent((SOFT, layout(item))), SOFT, "]"))


def lay_call(node: Call, place: Place) -> Doc:
    """A call, as a chain if several are called one after the other."""
    if isinstance(node.function, Call):
        return group((layout(node.function, Place.OBJECT), lay_arguments(node.arguments)))
    found = chain(node, place is Place.STATEMENT)
    head = tuple(map(lay_link, found.head))
    tail = [tuple(map(lay_link, members)) for members in found.tail]
    line = (head, *tail)
    if len(tail) <= 1:
        return group(line)
    expanded = (head, Indent(group(tuple([(HARD, members) for members in tail]))))
    if must_expand(found) or (must_break(tail[-1]) and has_arrow(found)) or must_break((head, *tail[:-1])):
        return group(expanded)
    return (BREAK if must_break(tail[-1]) else "", Variants((line, expanded)))


def lay_link(member: Code) -> Doc:
    """The last part of a chain's member; the whole of its first."""
    match member:
        case Call(Attribute() | Index() | Call(), arguments):
            return lay_arguments(arguments)
        case Call(function, arguments):
            return (lay_object(function), lay_arguments(arguments))
        case Attribute(_, name):
            return ("." + name,)
        case Index(_, items):
            return lay_index(items[0])
    return lay_object(member)


def lay_arguments(arguments: Sequence[Code]) -> Doc:
    """The arguments of a call: the last one may break alone."""
    if not arguments:
        return "()"
    docs = [layout(argument, Place.ARGUMENT) for argument in arguments]
    if is_composition(arguments):
        return broken_out(docs, True)
    if not hugs_last(arguments):
        return broken_out(docs, False)
    *others, last = docs
    if any(map(must_break, others)):
        return broken_out(docs, True)
    grouped = lay_arrow(arguments[-1], True) if isinstance(arguments[-1], Lambda) else last
    flat = ("(", separated([*others, grouped]), ")")
    middle = ("(", separated([*others, group(grouped, expand=True)]), ")")
    if must_break(last):
        return (BREAK, Variants((middle, broken_out(docs, True))))
    return Variants((flat, middle, broken_out(docs, True)))


def broken_out(docs: Sequence[Doc], expand: bool) -> Doc:
    """Arguments on one line, or each on its own."""
    return group(bracketed("(", separated(docs), ")"), expand=expand)


# Operators --------------------------------------------------------------------------------------------------------


def lay_unary(operator: str, operand: Code) -> Doc:
    """`-value`, `!value`, `await value` or `new Value()`."""
    if operator == "new" and isinstance(operand, Call):
        return ("new ", flat(operand.function), lay_arguments(operand.arguments))
    if operator == "await":
        return ("await ", wrapped(operand, SIGN))
    doubled = isinstance(operand, Unary) and operand.operator == operator and operator in "+-"
    doc = layout(operand, Place.SIGN)
    return (operator, "(", doc, ")") if doubled or is_await(operand) or binding(operand) < SIGN else (operator, doc)


def lay_operation(node: Operation, place: Place, parent: Operation | None = None) -> Doc:
    """A chain of operations, which breaks after the operators; it may be an operand of its parent."""
    parts = operation_parts(node, place, parent)
    if place is Place.TEST:
        return tuple(parts)
    if place in (Place.OBJECT, Place.MEMBER, Place.SIGN):
        return group((Indent((SOFT, *parts)), SOFT))
    inlines = is_inlined(node)
    stays = place in (Place.RETURN, Place.BODY, Place.CHOSEN)
    if stays or (inlines and len(parts) <= 2) or (not inlines and place in (Place.RIGHT, Place.PROPERTY)):
        return group(tuple(parts))
    return group((parts[0], Indent(tuple(parts[1:]))))


def operation_parts(node: Operation, place: Place, parent: Operation | None) -> list[Doc]:
    """The first operand, then each operator with its operand; the chain is walked in a loop."""
    spine = [node]
    while isinstance(spine[-1].left, Operation) and flattens(spine[-1].operator, spine[-1].left.operator):
        spine.append(spine[-1].left)
    first = spine[-1]
    parts: list[Doc] = [group(lay_operand(first, first.left, True))]
    for index in range(len(spine) - 1, -1, -1):
        part = spine[index]
        space = " " if is_inlined(part) else SPACE
        doc = (f" {part.operator}", space, lay_operand(part, part.right, False))
        above = spine[index - 1] if index else parent
        alone = not any(is_same_kind(part, other) for other in (part.left, part.right, above))
        tested = place is Place.TEST and part.operator in LOGICAL
        parts.append(group(doc) if alone and not tested else doc)
    return parts


def is_same_kind(node: Operation, other: Code | None) -> bool:
    """Whether both are logical, or both are not."""
    return isinstance(other, Operation) and (node.operator in LOGICAL) == (other.operator in LOGICAL)


def lay_operand(node: Operation, operand: Code, left: bool) -> Doc:
    """An operand, between parentheses where they are needed or help."""
    doc = lay_operation(operand, Place.OTHER, node) if isinstance(operand, Operation) else layout(operand)
    return ("(", doc, ")") if is_operand_wrapped(node.operator, operand, left) else doc


def lay_conditional(node: Conditional, place: Place) -> Doc:
    """A choice, which breaks before `?` and `:`."""
    test, tail = choice_parts(node, place)
    return group((test, Indent(tail)))


def choice_parts(node: Conditional, place: Place) -> tuple[Doc, Doc]:
    """The test of a choice, and what it chooses from."""
    inner = Place.OTHER if place in (Place.RETURN, Place.ARGUMENT) else Place.CHOSEN
    if isinstance(node.test, Conditional):
        first, rest = choice_parts(node.test, Place.OTHER)
        test: Doc = ("(", group((Indent((SOFT, first, Indent(rest))), SOFT)), ")")
    else:
        test = wrapped(node.test, MEMBER if is_await(node.test) else CHOICE + 1, inner)
    value, otherwise = (lay_branch(branch, inner) for branch in (node.value, node.otherwise))
    if isinstance(node.value, Conditional):
        value = (IfBroken("", "("), value, IfBroken("", ")"))
    if isinstance(node.otherwise, Conditional):
        first, rest = choice_parts(node.otherwise, Place.OTHER)
        otherwise = Indent((Indent(first), rest))
    return test, (SPACE, "? ", value, SPACE, ": ", otherwise)


def lay_branch(node: Code, place: Place) -> Doc:
    """What a choice gives; one within it breaks with it."""
    return Indent(choice_parts(node, Place.OTHER) if isinstance(node, Conditional) else layout(node, place))


def lay_arrow(node: Lambda, hugged: bool = False) -> Doc:
    """An arrow function; as the last argument its parameters stay together."""
    names = separated(node.parameters)
    if hugged or not node.parameters:
        head: Doc = f"({', '.join(node.parameters)}) =>"
    else:
        head = (group(bracketed("(", names, ")")), " =>")
    body = guarded(node.body)
    doc = layout(body, Place.BODY)
    if isinstance(body, ListOf | DictOf):
        return (head, " ", doc)
    if isinstance(body, Conditional) and body is node.body:
        doc = (IfBroken("", "("), doc, IfBroken("", ")"))
    return (head, group((Indent((SPACE, doc)), (IfBroken(","), SOFT) if hugged else "")))


# Displays ---------------------------------------------------------------------------------------------------------


def lay_array(items: Sequence[Code]) -> Doc:
    """An array: numbers fill lines, rows stand below each other."""
    if not items:
        return "[]"
    if is_numeric(items):
        key = next(KEYS)
        first, *rest = map(layout, items)
        words = (first, *[(",", group((SPACE, word))) for word in rest], IfBroken(",", key=key))
        return ("[", group((Indent((SOFT, words)), SOFT), key), "]")
    return ("[", group(bracketed("", separated(map(layout, items)), ""), expand=is_table(items)), "]")


def is_table(items: Sequence[Code]) -> bool:
    """Whether there are several rows, each of several parts."""
    rows = all(isinstance(item, ListOf) and len(item.items) > 1 for item in items)
    records = all(isinstance(item, DictOf) and len(item.pairs) > 1 for item in items)
    return len(items) > 1 and (rows or records)


def lay_object_literal(node: Object) -> Doc:
    """An object."""
    if not node.pairs:
        return "{}"
    pairs = separated([lay_pair(*pair) for pair in node.pairs])
    return group(bracketed("{", pairs, "}", SPACE), node.key, node.kept)


def lay_spread(value: Code) -> Doc:
    """`...value`."""
    doc = layout(value)
    return ("...(", doc, ")") if is_await(value) or ARROW < binding(value) < SIGN else ("...", doc)


def lay_pair(key: Code | None, value: Code) -> Doc:
    """`key: value`, `key` for the variable of that name, or `...value`."""
    if key is None:
        return lay_spread(value)
    if isinstance(value, Name) and key == Literal(value.text):
        return value.text
    if not isinstance(key, Literal) or key.value == "__proto__":
        return assignment(("[", layout(key), "]"), ":", value)
    text = str(key.value)
    name = text if IDENTIFIER.match(text) else quote(text)
    return assignment(name, ":", value, short=len(name) < 5)


def assignment(left: Doc, operator: str, value: Code, short: bool = False) -> Doc:
    """`left = value` or `left: value`."""
    doc = layout(value, Place.PROPERTY if operator == ":" else Place.RIGHT)
    match shape(value, short, can_break(left)):
        case Shape.BREAK_AFTER:
            return group((group(left), operator, group(Indent((SPACE, doc)))))
        case Shape.NEVER_BREAK:
            return group((group(left), operator, " ", doc))
    key = next(KEYS)
    return group((group(left), operator, group(Indent(SPACE), key), Indent(doc, key)))


def flat_template(parts: Iterable[str | Code]) -> str:
    """A template literal, which never breaks."""
    texts = [template(part) if isinstance(part, str) else f"${{{flat(part)}}}" for part in parts]
    return f"`{''.join(texts)}`"


def flat(node: Code) -> str:
    """An expression on one line, however long."""
    return flat_text(layout(node))
