"""Misspelt words: keys, kinds, choices, variables, references."""

from __future__ import annotations

import random
import re

from modelspec.backends import BACKENDS
from modelspec.initializers import DEFAULTS
from modelspec.layers import FAMILY
from modelspec.spec import SpecFile
from tests.robustness.mistakes.base import Base
from tests.robustness.mistakes.misspell import misspelt
from tests.robustness.mistakes.planted import Family, Mistake, drawn, with_key, with_value
from tests.robustness.mistakes.roles import is_common, role_of_key, role_of_word

KNOWN = frozenset((*FAMILY, *SpecFile.model_fields, *DEFAULTS, *BACKENDS, "reuse"))


def _slip(choose: random.Random, base: Base, word: str) -> str | None:
    wrong = misspelt(choose, word)
    return None if wrong in base.words or wrong in KNOWN else wrong


def _key(*roles: str, common: bool | None = None) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(
            choose,
            base,
            lambda entry: entry.has_key and role_of_key(entry) in roles and common in (None, is_common(entry)),
        )
        wrong = _slip(choose, base, entry.key) if entry else None
        return with_key(base, entry, wrong, entry.key) if entry and wrong else None

    return plant


def _word(*roles: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda entry: entry.scalar is not None and role_of_word(base, entry) in roles)
        wrong = _slip(choose, base, entry.scalar or "") if entry else None
        return with_value(base, entry, wrong, entry.scalar) if entry and wrong else None

    return plant


def variable(choose: random.Random, base: Base) -> Mistake | None:
    """`$widht`."""
    entry = drawn(choose, base, lambda entry: "$" in (entry.scalar or "") and "vars" not in entry.path)
    if entry is None:
        return None
    found = choose.choice(list(re.finditer(r"\$(\w+)", base.text[entry.start : entry.end])))
    wrong = _slip(choose, base, found[1])
    # A hyphen or a blank would not be part of the name.
    if wrong is None or not re.fullmatch(r"\w+", wrong):
        return None
    start, end = found.span(1)
    text = base.replaced(entry.start + start, entry.start + end, wrong)
    return Mistake(text, (base.line(entry.start),), f"${found[1]}")


KEYS: dict[str, Family] = {
    "misspelt top-level key": _key("top-level key"),
    "misspelt key of a section": _key("key of a section"),
    "misspelt argument": _key("argument", common=False),
    "misspelt common argument": _key("argument", common=True),
}
WORDS: dict[str, Family] = {
    "misspelt kind": _key("kind"),
    "misspelt kind, alone": _word("kind"),
    "misspelt loss or optimizer": _key("loss or optimizer"),
    "misspelt loss or optimizer, alone": _word("loss or optimizer"),
    "misspelt metric": _word("metric"),
    "misspelt choice": _word("choice"),
    "misspelt reference": _word("reference"),
    "misspelt variable": variable,
}
