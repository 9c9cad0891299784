"""Names in reach, and what `from` means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.ir import Node, Tensor, Use
from modelspec.source import Problems
from modelspec.words import did_you_mean, show

Output = Tensor | None
"""A value; None stands for one whose call is wrong, of which nothing more is said."""


@dataclass
class Entry:
    """What a name stands for: the outputs of a call, or an input."""

    outputs: dict[str, Output]
    path: Path
    step: Node | Use | None = None
    used: set[str] = field(default_factory=set)
    reused: bool = False
    """Made by `reuse`: not to be reused in its turn."""

    @property
    def is_input(self) -> bool:
        return self.step is None and not self.reused and None not in self.outputs.values()


class Names:
    """The names of one body, in the order in which they appear."""

    def __init__(self, problems: Problems, single_input: Tensor | None) -> None:
        self.problems = problems
        self.entries: dict[str, Entry] = {}
        self.aliases: dict[str, str] = {}
        self.previous: str | None = None
        self.single_input = single_input
        self.later: frozenset[str] = frozenset()
        self._counts: dict[str, int] = {}
        self.input_name: str | None = None

    def reserve(self, names: Iterable[str]) -> None:
        """The names that authors chose anywhere in this body: automatic names step aside for them."""
        self.later = frozenset(names)

    def automatic(self, kind: str) -> str:
        """`dense`, `dense_1`, ...: the first that is free."""
        while True:
            count = self._counts.get(kind, 0)
            self._counts[kind] = count + 1
            name = kind if count == 0 else f"{kind}_{count}"
            if name not in self.entries and name not in self.later and name not in self.aliases:
                return name

    def define(self, name: str, entry: Entry) -> None:
        """Adds a name; one that exists is an error at its second place."""
        if name in self.entries or name in self.aliases:
            first = self.entries.get(name) or self.entries[self.aliases[name]]
            self.problems.add(
                "E401",
                f"the name `{name}` is used twice",
                entry.path,
                related=[("first used here", first.path)],
                help="give one of the two another `name`",
            )
            return
        self.entries[name] = entry

    def alias(self, name: str, last: str) -> None:
        """The name of a repeated item stands for its last call."""
        if name not in self.entries:
            self.aliases[name] = last

    def take(self, references: Any, path: Path) -> list[Output] | None:
        """The values that a `from` names (None for one that is wrong); None if the `from` itself is wrong."""
        if references is None:
            references = "previous"
        if isinstance(references, str):
            return [self._one(references, path)]
        if not isinstance(references, list) or not references:
            self.problems.add("E402", f"`from` must be a name or a list of names, got {show(references)}", path)
            return None
        return [self._one(reference, (*path, i)) for i, reference in enumerate(references)]

    def _one(self, reference: Any, path: Path) -> Output:
        if not isinstance(reference, str):
            self.problems.add("E402", f"`from` takes names, got {show(reference)}", path)
            return None
        name, _, part = reference.partition(".")
        if name == "previous" and not part:
            if self.previous is None:
                return self._input(path, "the first layer has no previous one")
            name = self.previous
        elif name == "input" and not part:
            return self._input(path, "`input` is not clear here")
        name = self.aliases.get(name, name)
        entry = self.entries.get(name)
        if entry is None:
            self._unknown(reference, name, path)
            return None
        return self._part(reference, name, part, entry, path)

    def _input(self, path: Path, why: str) -> Output:
        if self.input_name is not None:
            self.entries[self.input_name].used.add("")
            return self.single_input
        names = [name for name, entry in self.entries.items() if entry.is_input]
        self.problems.add(
            "E403", f"{why}: there are several inputs", path, help=f"write `from: {names[0] if names else 'name'}`"
        )
        return None

    def _part(self, reference: str, name: str, part: str, entry: Entry, path: Path) -> Output:
        if part in entry.outputs:
            entry.used.add(part)
            return entry.outputs[part]
        if part:
            self.problems.add(
                "E404",
                f"`{name}` has no output `{part}`",
                path,
                help=did_you_mean(part, entry.outputs) if "" not in entry.outputs else f"write `{name}`",
                related=[(f"`{name}` is here", entry.path)],
            )
            return None
        if not entry.outputs:
            return None
        wanted = ", ".join(f"`{name}.{key}`" for key in entry.outputs)
        self.problems.add("E405", f"`{reference}` has several outputs", path, help=f"name one: {wanted}",
                          related=[(f"`{name}` is here", entry.path)])  # fmt: skip
        entry.used.update(entry.outputs)
        return None

    def _unknown(self, reference: str, name: str, path: Path) -> None:
        if name in self.later:
            self.problems.add("E406", f"`{name}` comes later: a call can only take what stands above it", path,
                              help="move that layer up, or this one down")  # fmt: skip
            return
        known = [*self.entries, *self.aliases]
        self.problems.add("E407", f"nothing here is named {show(reference)}", path, help=did_you_mean(name, known))
