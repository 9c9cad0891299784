"""Expressions as documents: where each may break, as `ruff format` breaks it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from modelspec.backends.code.document import (
    SOFT,
    SPACE,
    Doc,
    Expandable,
    Group,
    IfBroken,
    Indent,
    Line,
    OuterGroup,
    Parenthesizable,
)
from modelspec.backends.code.flat import (
    BINDING,
    COMPREHENSION_BRACKETS,
    bare,
    binding,
    flat,
    hugs,
    is_simple_slice,
    needs_parentheses_before_dot,
    operand_levels,
)
from modelspec.backends.code.parentheses import (
    Parentheses,
    can_omit,
    flatten,
    is_fluent,
    is_wrapped,
    opened,
    optional_parentheses,
    split_first,
)
from modelspec.backends.code.tree import (
    Attribute,
    Call,
    Code,
    Comprehension,
    DictOf,
    Index,
    ListOf,
    Name,
    Operation,
    Slice,
    Star,
    TupleOf,
    Unary,
)
