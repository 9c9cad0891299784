"""Chains of calls: where `biome format` breaks before the dots."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Attribute, Call, Code, DictOf, Format, Index, Lambda, ListOf, Literal, Name, Unary
from modelspec.backends.javascript.arguments import is_number
from modelspec.record import Record

TAB = 2


class Chain(Record):
    """The members of a chain: those of its head, and groups that may each begin a line. A member is the node whose last
    part it is."""

    head: tuple[Code, ...]
    tail: tuple[tuple[Code, ...], ...]

    @property
    def calls(self) -> list[Call]:
        """The calls of the chain, first to last."""
        members = [*self.head, *(member for group in self.tail for member in group)]
        return [member for member in members if isinstance(member, Call)]


def chain(node: Call, is_statement: bool) -> Chain:
    """The chain that ends in this call."""
    members = flattened(node)
    start = head_end(members)
    groups = tail_groups(members[start:])
    head = members[:start]
    if groups and joins_head(head, groups[0], is_statement):
        head += groups.pop(0)
    return Chain(tuple(head), tuple(map(tuple, groups)))


def flattened(node: Code) -> list[Code]:
    """The nodes of a chain from its first value on. A call of a plain name is one member."""
    members = [node]
    while True:
        match node:
            case Call(Attribute() | Index() | Call() as inner) | Attribute(inner) | Index(inner):
                members.append(inner)
                node = inner
            case _:
                return members[::-1]


def head_end(members: Sequence[Code]) -> int:
    """The number of members that begin the chain: calls at once, then all dots but the last before a call."""
    start = 1
    while start < len(members) and (isinstance(members[start], Call) or is_number_index(members[start])):
        start += 1
    if isinstance(members[0], Call):
        return start
    while start + 1 < len(members) and isinstance(members[start], Attribute | Index):
        if not isinstance(members[start + 1], Attribute | Index):
            break
        start += 1
    return start


def tail_groups(members: Sequence[Code]) -> list[list[Code]]:
    """The rest: a group begins with a dot after a call."""
    groups: list[list[Code]] = []
    called = True
    for member in members:
        is_dot = isinstance(member, Attribute | Index) and not is_number_index(member)
        if not groups or (is_dot and called):
            groups.append([])
            called = False
        groups[-1].append(member)
        called = called or isinstance(member, Call)
    return groups


def is_number_index(member: Code) -> bool:
    """Whether it is `[0]`."""
    return isinstance(member, Index) and is_number(member.items[0])


def joins_head(head: Sequence[Code], group: Sequence[Code], is_statement: bool) -> bool:
    """Whether the first group stays on the line of the head: `this.f()`, `Math.f()`, and short names in a statement."""
    computed = isinstance(group[0], Index)
    match head:
        case [Name("this")]:
            return True
        case [Name(text)]:
            return computed or is_factory(text) or (is_statement and len(text) <= TAB)
        case [_]:
            return False
        case [*_, Attribute(_, text)]:
            return computed or is_factory(text)
    return False


def is_factory(name: str) -> bool:
    """Whether a name looks like that of a class."""
    return name[0].isupper() or not name.strip("_")


def must_expand(found: Chain) -> bool:
    """Whether each group is to begin a line, however short it is: three calls with arguments that are not simple."""
    return len(found.calls) > 2 and not all(is_simple(item) for call in found.calls for item in call.arguments)


def has_arrow(found: Chain) -> bool:
    """Whether a call other than the last takes a function."""
    return any(isinstance(item, Lambda) for call in found.calls[:-1] for item in call.arguments)


def is_simple(node: Code, depth: int = 0) -> bool:
    """Whether an argument is short enough to be read at a glance."""
    if depth >= 2:
        return False
    match node:
        case Name() | Literal():
            return True
        case Format(parts):
            return all(is_simple(part, depth + 1) for part in parts if not isinstance(part, str))
        case DictOf(pairs):
            return all(isinstance(key, Literal) and is_plain_pair(key, value, depth) for key, value in pairs)
        case ListOf(items):
            return all(is_simple(item, depth + 1) for item in items)
        case Unary("new", Call() as call) | (Call() as call):
            arguments = call.arguments
            simple = is_simple(call.function, depth) and len(arguments) + depth <= 2
            return simple and all(is_simple(item, depth + 1) for item in arguments)
        case Unary("!" | "-" | "+", operand):
            return is_simple(operand, depth)
        case Attribute(value):
            return is_simple(value, depth)
        case Index(value, (item,)):
            return is_simple(value, depth) and is_simple(item, depth)
    return False


def is_plain_pair(key: Literal, value: Code, depth: int) -> bool:
    """Whether a property is simple: a shorthand is, whatever the depth."""
    return (isinstance(value, Name) and value.text == key.value) or is_simple(value, depth + 1)
