"""Which statement declares a variable: the first that assigns it, unless it is used outside of that one's block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from modelspec.backends.code import (
    Assign,
    AugmentedAssign,
    Code,
    For,
    If,
    Literal,
    Name,
    Raw,
    TupleOf,
)
from modelspec.backends.javascript.tree import Export
from modelspec.backends.javascript.words import check_variable
from modelspec.record import Record


def targets(target: Code | str) -> tuple[str, ...]:
    """The variables that a target names; a member or an item of something is none."""
    match target:
        case str():
            return tuple([check_variable(text.strip()) for text in target.split(",")])
        case Name(text) if "." not in text:
            return (check_variable(text),)
        case TupleOf(items) if all(isinstance(item, Name) for item in items):
            return tuple([name for item in items for name in targets(item)])
    return ()


def assignments(statements: Iterable[Any]) -> Iterator[str]:
    """The variables that statements assign, once for each time."""
    for statement in statements:
        match statement:
            case Assign(target) | AugmentedAssign(target):
                yield from targets(target)
            case Export(inner):
                yield from assignments([inner])
            case For(_, _, body):
                yield from assignments(body)
            case If(_, body, otherwise):
                yield from assignments([*body, *otherwise])


def words(node: Any) -> Iterator[str]:
    """Every name in a tree, and every word of its pasted text."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case Name(text):
                yield text.split(".")[0]
            case Raw(text):
                yield from re.findall(r"\w+", text)
            case Assign(str() as text) | AugmentedAssign(str() as text) | For(str() as text):
                yield from targets(text)
        if isinstance(part, tuple | list):
            waiting += part
        elif isinstance(part, Record) and not isinstance(part, Literal | Raw):
            waiting += [getattr(part, field) for field in part.FIELDS]


class Scope:
    """The variables of one function, or of the file."""

    def __init__(self, statements: Sequence[Any], parameters: Iterable[str] = ()) -> None:
        self.declared = {*parameters}
        self.assigned = Counter(assignments(statements))

    def keyword(self, names: Iterable[str]) -> str:
        """What declares variables: `const` for those that are assigned once."""
        return "const" if all(self.assigned[name] <= 1 for name in names) else "let"

    def shared(self, statement: Any, rest: Sequence[Any]) -> list[str]:
        """The new variables of a statement's blocks that are used outside of the block that assigns them first."""
        match statement:
            case For(target, iterable, body):
                blocks, outside, own = [body], [iterable, rest], targets(target)
            case If(test, body, otherwise):
                blocks, outside, own = [body, otherwise], [test, rest], ()
            case _:
                return []
        users = Counter(name for part in [*blocks, outside] for name in {*words(part)})
        inner = dict.fromkeys(assignments([statement]))
        return [name for name in inner if users[name] > 1 and name not in self.declared and name not in own]
