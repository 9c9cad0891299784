"""Names of calls that are wrong: those that take from them are not to blame."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from modelspec.layers import FAMILY, find
from modelspec.resolve.calls import COMMON, MOST_REPEATS, Call
from modelspec.resolve.context import Context
from modelspec.words import nearest

GLUED = re.compile(r"(\w+)[ =]+(\w+)\Z")
"""`name hidden` in brackets is a key without a value."""


def lost_names(item: Any) -> set[str] | None:
    """The names that a wrong item of `layers` may have been meant to have, and those of its repetitions; None if it has
    a name that is no text, and so nobody knows what is meant by a name."""
    if not isinstance(item, dict):
        return set()
    found: set[str] = set()
    for given in (item, *(value for value in item.values() if isinstance(value, dict))):
        names, repeat = list(_names(given)), given.get("repeat")
        if not all(isinstance(name, str) for name in names):
            return None
        count = min(repeat, MOST_REPEATS) if isinstance(repeat, int) else 0
        found.update(names, (f"{name}_{i}" for name in names for i in range(1, count + 1)))
    return found


def misspells_from(call: Call, context: Context) -> bool:
    """Whether a wrong key was meant to say what the call takes: then it does not take the output above it."""
    block = context.blocks.get(call.kind)
    known = block.params if block else find(call.kind).model_fields if call.kind in FAMILY else ("layer",)
    return "from" not in call.common and any(nearest(key, [*known, *COMMON]) == "from" for key in call.arguments)


def _names(given: dict[str, Any]) -> Iterable[Any]:
    for key, value in given.items():
        glued = GLUED.match(key) if value is None else None
        if nearest(glued[1] if glued else key, COMMON) == "name":
            yield glued[2] if glued else value
