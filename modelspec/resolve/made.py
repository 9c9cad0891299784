"""One call that is being resolved: what was written, and the name that it has got."""

from __future__ import annotations

from modelspec.ir import Repeat
from modelspec.record import Record
from modelspec.resolve.calls import Call
from modelspec.resolve.context import Surroundings

SHORT_FORM = ""
"""Stands in `written` for the argument that the short form `- kind: value` sets."""


class Made(Record):
    """`written` gives the Python form of each argument that is an expression over block parameters."""

    call: Call
    name: str
    written: dict[str, str]
    repeat: Repeat | None

    def by_argument(self, main: str | None) -> dict[str, str]:
        """`written` for the backends: by argument, without those that every call has (name, repeat, ...)."""
        named = {key: text for key, text in self.written.items() if key in self.call.arguments}
        return named | {main: self.written[SHORT_FORM]} if main and SHORT_FORM in self.written else named

    def words(self, around: Surroundings) -> tuple[str, ...]:
        """All that `exclude` may call this call: kind, name, item, and dotted name."""
        item = () if self.repeat is None else (self.repeat.name, around.prefix + self.repeat.name)
        return (self.call.kind, self.name, around.prefix + self.name, *item)
