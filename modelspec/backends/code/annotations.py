"""Annotations are written as text; where one is too long for its line, it is read back to be broken like other code."""

from __future__ import annotations

import ast

from modelspec.backends.code.tree import (
    Attribute,
    Code,
    Index,
    ListOf,
    Literal,
    Name,
    Operation,
)


def annotation_code(text: str) -> Code:
    """The code of an annotation. Raises ValueError for what no annotation of ours has."""
    return _code(ast.parse(text, mode="eval").body)


def _code(node: ast.expr) -> Code:
    match node:
        case ast.Name(id=text):
            return Name(text)
        case ast.Attribute(value=value, attr=name):
            return Attribute(_code(value), name)
        case ast.Subscript(value=value, slice=ast.Tuple(elts=items)):
            return Index(_code(value), tuple(map(_code, items)))
        case ast.Subscript(value=value, slice=item):
            return Index(_code(value), (_code(item),))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return Operation("|", _code(left), _code(right))
        case ast.List(elts=items):
            return ListOf(tuple(map(_code, items)))
        case ast.Constant(value=None | str() | int() as value):
            return Literal(value)
        case ast.Constant(value=value) if value is ...:
            return Name("...")
    raise ValueError(f"{ast.unparse(node)} is no annotation")
