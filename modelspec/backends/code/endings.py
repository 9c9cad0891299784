"""Expressions at the end of a statement, where parentheses may be added so that lines may break."""

from __future__ import annotations

from itertools import count

from modelspec.backends.code.document import HARD, SOFT, Doc, Group, IfBroken, Indent, Parenthesizable, Variants
from modelspec.backends.code.flat import flat
from modelspec.backends.code.layout import INSIDE, OUTSIDE, lay_lambda, layout, parenthesized_if_broken
from modelspec.backends.code.parentheses import Need, can_omit, need
from modelspec.backends.code.tree import Attribute, Call, Code, Index, Lambda, Literal, Name, Unary

KEYS = count(1)


def statement_value(node: Code, best_fit: bool = True) -> Doc:
    """An expression at the end of a statement, between parentheses if it needs them to break or to fit."""
    key = next(KEYS)
    needed = need(node)
    if needed is Need.IF_BROKEN:
        if can_omit(node):
            return optionally_parenthesized(layout(node, key), key)
        return parenthesized_if_broken(layout(node, INSIDE))
    if needed is Need.IF_IT_FITS_THEN and best_fit:
        return Parenthesizable(layout(node, key), key)
    return layout(node, OUTSIDE)


def optionally_parenthesized(content: Doc, key: int) -> Doc:
    """Content between parentheses if it does not fit with its own brackets broken; it was laid out with that key."""
    return Group((IfBroken("("), Indent((SOFT, content), key), SOFT, IfBroken(")")), key)


def is_unbreakable(value: Code) -> bool:
    """Whether a value has no places of its own to break at."""
    return is_one_word(value) or (not is_sign(value) and need(value) is Need.IF_IT_FITS_THEN)


def is_sign(value: Code) -> bool:
    """Whether an operator with one operand comes first."""
    return isinstance(value, Unary) or (isinstance(value, Literal) and flat(value).startswith("-"))


def is_one_word(value: Code) -> bool:
    """Whether a value is a single word."""
    if isinstance(value, Name):
        return "." not in value.text
    return isinstance(value, Literal) and not isinstance(value.value, (str, list, tuple)) and not is_sign(value)


def last_value(value: Code) -> Doc:
    """The value at the end of an assignment or a return."""
    if is_one_word(value):
        return Parenthesizable(flat(value), next(KEYS))
    if isinstance(value, Lambda):
        key = next(KEYS)
        return optionally_parenthesized(lay_lambda(value, key, alone=True), key)
    return statement_value(value)


def right_first(first: Doc, value: Code) -> Doc:
    """A target with brackets and a value without places to break at: the target breaks last."""
    doc = layout(value, OUTSIDE)
    flat_doc: Doc = (first, doc)
    wrapped = (first, "(", Indent((HARD, doc)), HARD, ")")
    if isinstance(value, (Call, Index, Attribute)) or (isinstance(value, Name) and "." in value.text):
        return Variants((flat_doc, (first, Group(doc, expand=True)), wrapped, flat_doc))
    return Variants((flat_doc, wrapped, flat_doc))
