"""Traversal of the tree: every node is a Record, so one generic walk serves all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from modelspec.backends.code.tree import Code, Literal, Operation
from modelspec.record import Record, replace

Node = TypeVar("Node")


def _children(kind: Any) -> tuple[str, ...]:
    """The fields of a node that may hold nodes; a Literal's value holds none."""
    return () if kind is Literal else tuple(kind.FIELDS)


def transform(node: Node, function: Callable[[Code], Code]) -> Node:
    """The same tree with `function` applied to every expression, children first. Tuples of nodes are taken too."""
    return _transform(node, function)  # type: ignore[no-any-return]


def _transform(node: Any, function: Callable[[Code], Code]) -> Any:
    # A sum may have thousands of terms, so its left operands are walked in a loop.
    spine = []
    while isinstance(node, Operation):
        spine.append(node)
        node = node.left
    result = _transform_node(node, function)
    for operation in reversed(spine):
        right = _transform(operation.right, function)
        same = result is operation.left and right is operation.right
        result = function(operation if same else Operation(operation.operator, result, right))
    return result


def _transform_node(node: Any, function: Callable[[Code], Code]) -> Any:
    if isinstance(node, tuple):
        items = tuple([_transform(item, function) for item in node])
        return node if all(map(_same, items, node)) else items
    if not isinstance(node, Record):
        return node
    changes = {}
    for field in _children(type(node)):
        value = getattr(node, field)
        changed = _transform(value, function)
        if changed is not value:
            changes[field] = changed
    result = replace(node, **changes) if changes else node
    return function(result) if isinstance(result, Code) else result


def _same(left: object, right: object) -> bool:
    return left is right


def literals(node: object) -> Iterator[Literal]:
    """Every Literal of a node or a tuple of nodes, in the order of the text."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Literal):
            yield part
        elif isinstance(part, tuple):
            waiting += reversed(part)
        elif isinstance(part, Record):
            waiting += [getattr(part, field) for field in reversed(_children(type(part)))]
