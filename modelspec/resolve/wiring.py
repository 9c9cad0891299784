"""Names in reach, and what `from` means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.ir import Node, Tensor, Use
from modelspec.resolve.bounds import MOST_TAKEN
from modelspec.resolve.variables import Undefined
from modelspec.source import Problems
from modelspec.words import did_you_mean, listed, nearest, show

Output = Tensor | None
"""A value; None stands for one whose call is wrong, of which nothing more is said."""
UNKNOWN: dict[str, Output] = {"": None}
WORDS = ("input", "previous")
"""What `from` may say besides names."""
LOST = "?"
"""The name of a call that has none because it is wrong."""


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
    """The names of one body, in the order in which they appear. With no inputs at all (their section is wrong), unknown
    names are passed over in silence."""

    def __init__(self, problems: Problems, inputs: Mapping[str, tuple[Output, Path]]) -> None:
        self.problems = problems
        self.entries: dict[str, Entry] = {}
        self.aliases: dict[str, str] = {}
        self.previous: str | None = None
        self.current: str | None = None
        """The call whose inputs are being looked up."""
        self.inputs = tuple(inputs)
        self.later: frozenset[str] = frozenset()
        self.unsure = False
        """Whether a name that is not here may be one that an author could not give."""
        self._counts: dict[str, int] = {}
        for name, (value, place) in inputs.items():
            self.define(name, Entry({"": value}, place))

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

    def define(self, name: str, entry: Entry) -> bool:
        """Adds a name; one that exists is an error at its second place, and False is returned."""
        if name in self.entries or name in self.aliases:
            first = self.entries.get(name) or self.entries[self.aliases[name]]
            self.problems.add(
                "E401",
                f"the name `{name}` is used twice",
                entry.path,
                related=[("first used here", first.path)],
                help="give one of the two another `name`",
            )
            return False
        self.entries[name] = entry
        return True

    def lose(self, path: Path, names: Iterable[str] | None = ()) -> None:
        """Notes that the call at `path` is wrong: what it would have given, under its names too, is unknown."""
        self.entries[LOST] = Entry(UNKNOWN, path)
        self.excuse(path, names)
        self.previous = LOST

    def excuse(self, path: Path, names: Iterable[str] | None) -> None:
        """Notes that these names were meant for the call at `path`, which does not have them; None: nobody knows which
        name was."""
        if names is None:
            self.unsure = True
        for name in names or ():
            self.entries.setdefault(name, Entry(UNKNOWN, path))

    def alias(self, name: str, last: str) -> None:
        """The name of a repeated item stands for its last call."""
        if name not in self.entries:
            self.aliases[name] = last

    def take(self, references: Any, path: Path) -> list[Output] | None:
        """The values that a `from` names (None for one that is wrong); None if the `from` itself is wrong."""
        if references is None:
            references = "previous"
        if isinstance(references, str | Undefined):
            return [self._one(references, path)]
        if not isinstance(references, list) or not references:
            given = "an empty list" if references == [] else show(references)
            message = f"`from` must be a name or a list of names, got {given}"
            self.problems.add("E402", message, path, help="e.g. `from: previous` or `from: [a, b]`")
            return None
        if len(references) > MOST_TAKEN:
            message = f"a call takes at most {MOST_TAKEN} inputs, got {len(references):,}"
            self.problems.add("E427", message, path, help="put them together in several steps")
            return None
        return [self._one(reference, (*path, i)) for i, reference in enumerate(references)]

    def _one(self, reference: Any, path: Path) -> Output:
        if isinstance(reference, Undefined):
            return None
        if not isinstance(reference, str):
            self.problems.add("E402", f"`from` takes names, got {show(reference)}", path, help="e.g. `from: [a, b]`")
            return None
        if not self.inputs and self.entries.get(reference) is None:
            return None
        known = self.entries.get(reference)
        if known is not None and known.outputs == UNKNOWN:
            return None  # Also for `input`, where that is a name that no layer can have.
        name, _, part = reference.partition(".")
        if not part and (name == "input" or (name == "previous" and self.previous is None)):
            return self._input(name, path)
        name = self.previous if name == "previous" and self.previous else self.aliases.get(name, name)
        entry = self.entries.get(name)
        if entry is None:
            self._unknown(reference, name, path)
            return None
        return self._part(reference, name, part, entry, path)

    def _input(self, word: str, path: Path) -> Output:
        if len(self.inputs) == 1:
            entry = self.entries[self.inputs[0]]
            entry.used.add("")
            return entry.outputs[""]
        first = "the first layer must say which input it takes" if word == "previous" else "`input` is not clear here"
        names = listed(f"`{name}`" for name in self.inputs)
        self.problems.add(
            "E403", f"{first}: there are several inputs ({names})", path, help=f"write `from: {self.inputs[0]}`"
        )
        return None

    def _part(self, reference: str, name: str, part: str, entry: Entry, path: Path) -> Output:
        if part in entry.outputs:
            entry.used.add(part)
            return entry.outputs[part]
        if entry.outputs == UNKNOWN:
            return None
        if part:
            self.problems.add(
                "E404",
                f"`{name}` has no output {show(part)}",
                path,
                help=did_you_mean(part, entry.outputs) if "" not in entry.outputs else f"write `{name}`",
                related=[(f"`{name}` is here", entry.path)],
            )
            return None
        wanted = listed(f"`{name}.{key}`" for key in entry.outputs)
        self.problems.add("E405", f"`{name}` has several outputs", path, help=f"name one: {wanted}",
                          related=[(f"`{name}` is here", entry.path)])  # fmt: skip
        entry.used.update(entry.outputs)
        return None

    def _unknown(self, reference: str, name: str, path: Path) -> None:
        if self.unsure:
            return
        if name == self.current:
            self.problems.add("E406", f"{show(name)} cannot take its own output", path,
                              help="`from` names a layer above it")  # fmt: skip
            return
        if name in self.later:
            self.problems.add("E406", f"{show(name)} comes later: a call can only take what stands above it", path,
                              help="move that layer up, or this one down")  # fmt: skip
            return
        known = [*(known for known in self.entries if known != LOST), *self.aliases]
        near = nearest(name, [*known, *WORDS])
        help_text = f"did you mean `{near}`?" if near else did_you_mean(name, known)
        if path[0] == "blocks" and near is None:
            help_text = f"a block sees only its own names and inputs: {listed(known)}"
        self.problems.add("E407", f"there is no layer or input {show(reference)}", path, help=help_text)
