"""Variables that nothing uses: what was meant to follow them does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelspec.expression import names
from modelspec.resolve.variables import TEXT_KEYS
from modelspec.source import Problems


def warn_of_unused_variables(problems: Problems) -> None:
    """Adds a warning for each variable of the spec's own file that no expression names."""
    source = problems.source
    section = source.data.get("vars") or {}
    used = set(_named(source.data)) if section else set()
    for name in section:
        # A library has more variables than one model uses.
        own = source.place(("vars", name), "key")[0] == source.name
        if own and name not in used:
            problems.warn("W201", f"variable `{name}` is never used", ("vars", name), at="key",
                          help=f"write `${name}` where its value is meant, or remove it")  # fmt: skip


def _named(data: Any) -> Iterator[str]:
    """Every variable that a text of the file names."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield from names(value)
        elif isinstance(value, dict):
            waiting.extend(item for key, item in value.items() if key not in TEXT_KEYS)
        elif isinstance(value, list):
            waiting.extend(value)
