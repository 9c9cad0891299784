"""What a file says that it holds, apart from the arrays themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from modelspec.numeric import Array
from modelspec.record import Record

FLOATS = ("float16", "bfloat16", "float32", "float64")
"""The types of entries that weights may have."""
MOST_AXES = 64
"""NumPy's own limit."""


class Refused(Exception):
    """What is wrong with a file, in the words that follow `cannot read FILE: `."""


class Declared(Record):
    """An array's shape, and the type of its entries by the name that NumPy gives it."""

    shape: tuple[int, ...]
    dtype: str


class Held(Record):
    """A file that is open: what it declares, and a function that reads an array that is wanted, and nothing else."""

    declared: Mapping[str, Declared]
    read: Callable[[str], Array]
