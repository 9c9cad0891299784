"""Blocks as functions and classes: the code of each use is made with plain numbers, and what differs between the uses
of a block becomes a parameter (anti-unification). Uses whose code differs in more get definitions of their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from modelspec.backends.code import Code, Literal, Name, Operation, Unary, call, code, literals
from modelspec.backends.naming import PYTHON, Language, identifier
from modelspec.ir import BlockInfo, Body, Graph, Use
from modelspec.record import Record, replace

SIGNS = {ast.USub: "-", ast.UAdd: "+"}
OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}


class BlockParameter(Record):
    """A parameter of a definition. `values` are those of its uses, in their order."""

    name: str
    values: tuple[Literal, ...]

    @property
    def annotation(self) -> str:
        """The type of every value: `int`, `float`, `str`, `bool` or a tuple of unknown length."""
        kinds = {type(value.value).__name__ for value in self.values}
        if kinds == {"int", "float"}:
            return "float"
        (kind,) = kinds if len(kinds) == 1 else ("object",)
        if kind not in ("tuple", "list"):
            return kind
        lengths = {len(value.value) for value in self.values if isinstance(value.value, tuple | list)}
        (length,) = lengths if len(lengths) == 1 else (None,)
        return "tuple[int, ...]" if length is None else f"tuple[{', '.join(['int'] * length)}]"


class Definition(Record):
    """One function or class, for the uses (full names) whose code has this shape. `example` is the first of them."""

    name: str
    block: BlockInfo
    parameters: tuple[BlockParameter, ...]
    unit: Any
    uses: tuple[str, ...]
    example: Use


Lookup = Callable[[Use], tuple[Definition, dict[str, Literal]]]
"""Gives the definition of a use, and its arguments there."""


class Definitions:
    """The definitions that a graph's blocks need, inner blocks first.

    `spell(use, call)` makes the unit of one use: a tree of code in which what may differ between uses is a Literal with
    a role. Its second argument is the method `call`, for the uses inside.
    `title` names the n-th definition (from 1) of a block. `reserved` are names that no parameter may take.
    """

    def __init__(
        self,
        graph: Graph,
        spell: Callable[[Use, Lookup], Any],
        title: Callable[[str, int], str],
        reserved: Sequence[str],
        language: Language = PYTHON,
    ) -> None:
        self.ordered: list[Definition] = []
        self._calls: dict[str, tuple[Definition, int]] = {}
        self._language = language
        uses: dict[str, list[Use]] = {}
        for use in _inner_first(graph.body):
            uses.setdefault(use.block, []).append(use)
        for block in _in_order(uses):
            self._define(graph.blocks[block], uses[block], spell, title, reserved)

    def call(self, use: Use) -> tuple[Definition, dict[str, Literal]]:
        """The definition of a use, and its arguments there; an argument keeps the expression that it was written as."""
        definition, index = self._calls[use.full_name]
        arguments = {}
        for parameter in definition.parameters:
            value = parameter.values[index]
            arguments[parameter.name] = Literal(value.value, value.role or parameter.name, value.written)
        return definition, arguments

    def _define(
        self,
        block: BlockInfo,
        uses: Sequence[Use],
        spell: Callable[[Use, Lookup], Any],
        title: Callable[[str, int], str],
        reserved: Sequence[str],
    ) -> None:
        groups: dict[Any, list[tuple[Use, Any]]] = {}
        for use in uses:
            unit = spell(use, self.call)
            groups.setdefault(_skeleton(unit), []).append((use, unit))
        for number, group in enumerate(groups.values(), 1):
            merge = _Merge(block, [use for use, _ in group], [*reserved, *self._language.builtins], self._language)
            unit = merge.all(tuple(unit for _, unit in group))
            names = tuple(use.full_name for use, _ in group)
            definition = Definition(title(block.name, number), block, merge.parameters(), unit, names, group[0][0])
            self.ordered.append(definition)
            for index, (use, _) in enumerate(group):
                self._calls[use.full_name] = (definition, index)


class _Merge:
    """The units of several uses, walked side by side."""

    def __init__(self, block: BlockInfo, uses: Sequence[Use], reserved: Sequence[str], language: Language) -> None:
        self.uses, self.language = uses, language
        self.reserved = {*reserved}
        self.names = {name: self._new(name) for name in block.parameters}
        self.declared = {
            name: tuple(Literal(_plain(use.arguments[name]), name, use.written.get(name)) for use in uses)
            for name in block.parameters
        }
        self.used: dict[str, tuple[Literal, ...]] = {}
        self.expressions: list[tuple[tuple[Literal, ...], str]] = []
        """What the author wrote over parameters, and its values: sizes that follow from it are written like it."""

    def _new(self, name: str) -> str:
        """An identifier that no other parameter has."""
        found = identifier(name, self.reserved, self.language)
        self.reserved.add(found)
        return found

    def parameters(self) -> tuple[BlockParameter, ...]:
        """The declared ones first, in their order."""
        order = [name for name in self.names.values() if name in self.used]
        order += [name for name in self.used if name not in order]
        return tuple(BlockParameter(name, self.used[name]) for name in order)

    def all(self, nodes: tuple[Any, ...]) -> Any:
        """The units as one."""
        for column in zip(*(literals(node) for node in nodes), strict=True):
            text = column[0].written
            if text is not None and all(literal.written == text for literal in column):
                self.expressions.append((column, text))
        return self._node(nodes)

    def _node(self, nodes: tuple[Any, ...]) -> Any:
        first = nodes[0]
        if isinstance(first, Literal):
            return self._literal(nodes)
        if isinstance(first, tuple):
            items = tuple(self._node(column) for column in zip(*nodes, strict=True))
            return first if all(new is old for new, old in zip(items, first, strict=True)) else items
        if not isinstance(first, Record):
            return first
        values = {name: self._node(tuple(getattr(node, name) for node in nodes)) for name in first.FIELDS}
        return replace(first, **values)

    def _literal(self, column: tuple[Literal, ...]) -> Code:
        first = column[0]
        if first.role is None:
            return first
        if first.written is not None and all(literal.written == first.written for literal in column):
            return self._written(first.written)
        if all(_same(literal.value, first.value) for literal in column):
            return self._followed(column) or first
        return self._derived(column)

    def _followed(self, column: tuple[Literal, ...]) -> Code | None:
        """A size that is the same in all uses, yet follows from what the author wrote: `nn.Linear(d_ff, 128)`. One that
        the block's inputs have as channels is left as it is: it may be theirs."""
        size = column[0].value
        if not column[0].dimension or any(size in tensor.shape[-1:] for use in self.uses for tensor in use.inputs):
            return None
        return next((self._written(text) for values, text in self.expressions if _equal(values, column)), None)

    def _written(self, text: str) -> Code:
        def renamed(name: str) -> Code:
            self.used[self.names[name]] = self.declared[name]
            return Name(self.names[name])

        return parse_expression(text, renamed)

    def _derived(self, column: tuple[Literal, ...]) -> Code:
        """A size that differs between uses: a parameter, what the author wrote, or a parameter of its own."""
        known = {**{self.names[name]: values for name, values in self.declared.items()}, **self.used}
        for name, values in known.items():
            if _equal(values, column):
                self.used[name] = values
                return Name(name)
        for values, text in self.expressions:
            if _equal(values, column):
                return self._written(text)
        role = str(column[0].role)
        name, number = identifier(role, self.reserved, self.language), 2
        while name in self.used:
            name, number = identifier(f"{role}_{number}", self.reserved, self.language), number + 1
        self.used[name] = column
        return Name(name)


def parse_expression(text: str, parameter: Callable[[str], Code] = Name) -> Code:
    """An expression over block parameters, as `expression.to_python` writes it, as code. A function may have the name
    of a parameter: `min(min, 3)`."""
    return _expression(ast.parse(text, mode="eval").body, parameter)


def _expression(node: ast.expr, parameter: Callable[[str], Code]) -> Code:
    inner = partial(_expression, parameter=parameter)
    match node:
        case ast.Name(name):
            return parameter(name)
        case ast.Constant(value) if isinstance(value, int | float | str):
            return Literal(value)
        case ast.BinOp(left, operator, right):
            return Operation(OPERATORS[type(operator)], inner(left), inner(right))
        case ast.UnaryOp(operator, operand):
            return Unary(SIGNS[type(operator)], inner(operand))
        case ast.Call(ast.Name(function), arguments):
            return call(function, *map(inner, arguments))
        case ast.List(items) | ast.Tuple(items):
            return code(tuple(map(inner, items)))
    raise ValueError(f"{ast.unparse(node)} is no expression over parameters")


def _skeleton(node: Any) -> Any:
    """A unit without the values that may become parameters, to be compared."""
    if isinstance(node, Literal):
        return ("value", node.role) if node.role is not None else ("literal", repr(node.value))
    if isinstance(node, tuple):
        return tuple(map(_skeleton, node))
    if isinstance(node, Record):
        return (type(node), *(_skeleton(getattr(node, name)) for name in node.FIELDS))
    return node


def _plain(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, list) else value


def _equal(left: Sequence[Literal], right: Sequence[Literal]) -> bool:
    return all(_same(a.value, b.value) for a, b in zip(left, right, strict=True))


def _same(left: object, right: object) -> bool:
    return left == right and type(left) is type(right)


def _inner_first(body: Body) -> Iterator[Use]:
    for step in body.steps:
        if isinstance(step, Use):
            yield from _inner_first(step.body)
            yield step


def _in_order(uses: Mapping[str, Sequence[Use]]) -> list[str]:
    """Blocks so that each comes after all that it uses."""
    inner = {
        block: {step.block for use in group for step in use.body.steps if isinstance(step, Use)}
        for block, group in uses.items()
    }
    order: list[str] = []
    waiting = list(uses)
    while waiting:
        ready = [block for block in waiting if inner[block] <= set(order)]
        order += ready
        waiting = [block for block in waiting if block not in ready]
    return order
