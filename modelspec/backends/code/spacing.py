"""Blank lines between statements, as `ruff format` wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from modelspec.backends.code.statement_tree import (
    Blank,
    Class,
    Comment,
    Docstring,
    For,
    Function,
    If,
    Import,
    Raw,
    Statement,
    With,
)

DEFINITION = re.compile(r"(?:#.*\n)*(?:(?:class|def)\b|@)")
IMPORT = re.compile(r"(?:import|from)\b")


def gap(before: Statement | None, rest: Sequence[Statement], indent: int, blank: bool) -> int:
    """Blank lines between a statement and the rest of its block; comments stay with what follows them, unless the
    author put a `blank` line between."""
    if before is None:
        return 0
    if isinstance(before, Comment):
        return 2 if blank and indent == 0 and is_definition(rest[0]) else 0
    after = following(rest)
    if isinstance(before, Docstring) and indent == 0:
        return 1
    if ends_in_definition(before) or is_definition(after):
        return 1 if indent or isinstance(before, Docstring) else 2
    ends_imports = isinstance(rest[0], Comment) or not is_import(after)
    return int(is_import(before) and after is not None and ends_imports)


def following(rest: Sequence[Statement]) -> Statement | None:
    """The first statement that is no comment."""
    return next((item for item in rest if not isinstance(item, (Comment, Blank))), None)


def is_definition(node: Statement | None) -> bool:
    """Whether it is a function or a class; raw text is what it begins with, after comments."""
    return isinstance(node, (Function, Class)) or (isinstance(node, Raw) and bool(DEFINITION.match(node.text.lstrip())))


def ends_in_definition(node: Statement) -> bool:
    """Whether it is a definition, or its last branch ends in one."""
    body: Sequence[Statement] = ()
    match node:
        case If(_, body, otherwise):
            body = otherwise or body
        case For(_, _, body) | With(_, body):
            pass
    last = following(body[::-1])
    return is_definition(node) or (last is not None and ends_in_definition(last))


def is_import(node: Statement | None) -> bool:
    """Whether it is an import."""
    return isinstance(node, Import) or (isinstance(node, Raw) and bool(IMPORT.match(node.text.lstrip())))
