"""Parts of statements that may be too long for a line: their text on one line, and the document of their layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from modelspec.backends.code.annotations import annotation_code
from modelspec.backends.code.document import SOFT, Doc, Group, Indent
from modelspec.backends.code.endings import (
    KEYS,
    is_unbreakable,
    last_value,
    optionally_parenthesized,
    right_first,
    statement_value,
)
from modelspec.backends.code.flat import bare, flat
from modelspec.backends.code.layout import (
    INSIDE,
    OUTSIDE,
    lay_arguments,
    lay_bare,
    layout,
    parenthesized_if_broken,
    separated,
)
from modelspec.backends.code.parentheses import Need, can_omit, need
from modelspec.backends.code.statement_tree import Function, Import, Parameter
from modelspec.backends.code.tree import Code, Index, Name, Operation, TupleOf

Written: TypeAlias = tuple[str, Callable[[], Doc]]
"""The text on one line, and the layout to use where that does not fit."""


def as_target(target: Code | str) -> Code:
    """Text such as `x` or `x, state` as code."""
    if not isinstance(target, str):
        return target
    names = tuple(Name(part.strip()) for part in target.split(","))
    return names[0] if len(names) == 1 else TupleOf(names)


def assignment(target: Code | str, operator: str, value: Code, annotation: str | None = None) -> Written:
    """`target: annotation = value`."""
    left = as_target(target)
    head = f"{bare(left)}: {annotation}" if annotation else bare(left)

    def lay_out() -> Doc:
        noted = annotation_code(annotation) if annotation else left
        breaks = isinstance(noted, (TupleOf, Index, Operation))
        before: Doc = lay_bare(left)
        if annotation:
            before = (before, ": ", statement_value(noted, best_fit=False))
        first = (before, f" {operator} ")
        return right_first(first, value) if breaks and is_unbreakable(value) else (first, last_value(value))

    return f"{head} {operator} {flat(value)}", lay_out


def returned(value: Code) -> Written:
    """`return value`."""

    def lay_out() -> Doc:
        if not isinstance(value, TupleOf) or len(value.items) < 2:
            return ("return ", last_value(value))
        if len(value.items) > 2:
            return ("return ", lay_bare(value))
        key = next(KEYS)
        return ("return ", optionally_parenthesized(separated([layout(item, key) for item in value.items]), key))

    return f"return {bare(value)}", lay_out


def clause(word: str, value: Code) -> Written:
    """`if value:`."""
    return f"{word} {flat(value)}:", lambda: (f"{word} ", statement_value(value), ":")


def for_clause(target: Code | str, iterable: Code) -> Written:
    """`for target in iterable:`."""
    left = as_target(target)
    text = f"for {bare(left)} in {flat(iterable)}:"

    def lay_out() -> Doc:
        before = lay_bare(left) if isinstance(left, TupleOf) else statement_value(left)
        return ("for ", before, " in ", statement_value(iterable), ":")

    return text, lay_out


def with_clause(value: Code, target: str | None) -> Written:
    """`with value as target:`."""
    if target is None:
        return clause("with", value)
    tail = f" as {target}"

    def lay_out() -> Doc:
        key = next(KEYS)
        return ("with ", optionally_parenthesized((layout(value, key), tail), key), ":")

    return f"with {flat(value)}{tail}:", lay_out


def from_import(node: Import) -> Written:
    """`import module as alias` or `from module import names`."""
    if not node.names:
        text = f"import {node.module}{f' as {node.alias}' if node.alias else ''}"
        return text, lambda: text
    head = f"from {node.module} import "
    return head + ", ".join(node.names), lambda: (head, parenthesized_if_broken(separated(node.names, last_comma=True)))


def class_header(name: str, bases: tuple[Code, ...]) -> Written:
    """`class name(bases):`."""
    if not bases:
        return f"class {name}:", lambda: f"class {name}:"
    head = f"class {name}"
    return f"{head}({', '.join(map(flat, bases))}):", lambda: (head, lay_arguments(bases, (), OUTSIDE), ":")


def function_header(node: Function) -> Written:
    """`def name(parameters) -> returns:`."""
    parameters = starred(node.parameters)
    returns = f" -> {node.returns}" if node.returns else ""

    def lay_out() -> Doc:
        content = separated(map(lay_parameter, parameters), last_comma=True)
        inner = content if len(parameters) == 1 else Group(content)
        doc: Doc = ("(", Indent((SOFT, inner)), SOFT, ")") if parameters else "()"
        if node.returns:
            doc = (doc, " -> ", lay_returns(annotation_code(node.returns), bool(parameters)))
        return (f"def {node.name}", Group(doc), ":")

    return f"def {node.name}({', '.join(map(parameter_text, parameters))}){returns}:", lay_out


def lay_returns(node: Code, parameters: bool) -> Doc:
    """The annotation of what a function returns, which is put between parentheses only if there are no parameters."""
    if parameters or need(node) is not Need.IF_IT_FITS_THEN:
        return statement_value(node, best_fit=not isinstance(node, Index))
    if not can_omit(node):
        return parenthesized_if_broken(layout(node, INSIDE))
    key = next(KEYS)
    return optionally_parenthesized(layout(node, key), key)


def starred(parameters: Sequence[Parameter]) -> list[Parameter | str]:
    """The parameters, with a `*` before the first that is taken by keyword only."""
    result: list[Parameter | str] = []
    seen = False
    for parameter in parameters:
        if parameter.keyword_only and not seen:
            result.append("*")
        seen = seen or parameter.keyword_only or parameter.name.startswith("*")
        result.append(parameter)
    return result


def parameter_text(parameter: Parameter | str) -> str:
    """`name: annotation = default`."""
    if isinstance(parameter, str):
        return parameter
    text = f"{parameter.name}: {parameter.annotation}" if parameter.annotation else parameter.name
    if parameter.default is None:
        return text
    return f"{text}{' = ' if parameter.annotation else '='}{flat(parameter.default)}"


def lay_parameter(parameter: Parameter | str) -> Doc:
    """`name: annotation = default`, which breaks within the brackets of both."""
    if isinstance(parameter, str):
        return parameter
    doc: Doc = parameter.name
    if parameter.annotation:
        doc = (doc, ": ", layout(annotation_code(parameter.annotation), INSIDE))
    if parameter.default is None:
        return doc
    return (doc, " = " if parameter.annotation else "=", layout(parameter.default, INSIDE))
