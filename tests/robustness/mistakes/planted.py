"""A planted mistake."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.robustness.mistakes.base import Base, Entry


@dataclass(frozen=True)
class Mistake:
    """A spec with one mistake on one of `lines`; `right` is the word that was misspelt."""

    text: str
    lines: tuple[int, ...]
    right: str | None = None


Family = Callable[[random.Random, Base], Mistake | None]
"""Plants a mistake of one kind; None where the spec has no place for it."""


def drawn(choose: random.Random, base: Base, fits: Callable[[Entry], bool]) -> Entry | None:
    """One of the entries that fit."""
    found = [entry for entry in base.entries if fits(entry)]
    return choose.choice(found) if found else None


def with_value(base: Base, entry: Entry, new: str, right: str | None = None) -> Mistake:
    """Another text in the place of the value."""
    return Mistake(base.replaced(entry.start, entry.end, new), (base.line(entry.start),), right)


def with_key(base: Base, entry: Entry, new: str, right: str | None = None) -> Mistake:
    """Another text in the place of the key."""
    return Mistake(base.replaced(entry.key_start, entry.key_end, new), (base.line(entry.key_start),), right)
