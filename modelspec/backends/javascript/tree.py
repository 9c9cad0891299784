"""What only JavaScript has: the records around statements of the common tree, and its objects."""

from __future__ import annotations

from itertools import count
from typing import TypeAlias

from modelspec.backends.code import DictOf, Function, Statement
from modelspec.record import Record

KEYS = count(1)


class Object(DictOf):
    """An object of translated code, which its `key` tells from others. It may be `kept` open on lines of its own, and
    `guarded` by parentheses."""

    key: int
    kept: bool = False
    guarded: bool = False


class Async(Record):
    """`async function ...`."""

    function: Function


class Export(Record):
    """`export` before a function or a variable; the comment of a leading docstring stands before it."""

    statement: Script


class Tidied(Function):
    """A function whose body runs within `tf.tidy`."""


Script: TypeAlias = "Statement | Async | Export"
"""Any statement of a JavaScript file."""
