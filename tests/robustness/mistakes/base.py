"""A right spec, and where its keys and values stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Entry:
    """A value at `text[start:end]`, with its key, if it has one, at `text[key_start:key_end]`."""

    path: Path
    start: int
    end: int
    key_start: int
    key_end: int
    flow: bool
    """Whether it stands within brackets."""
    scalar: str | None
    """What is written, of a value that is neither a list nor a mapping."""
    brackets: bool
    """Whether it is a list or mapping in brackets."""

    @property
    def has_key(self) -> bool:
        return isinstance(self.path[-1], str)

    @property
    def key(self) -> str:
        return str(self.path[-1])


@dataclass(frozen=True)
class Base:
    """A right spec."""

    text: str

    @cached_property
    def entries(self) -> list[Entry]:
        """Every value below the top, in the order of the file."""
        return list(self._inside(yaml.compose(self.text), (), False))

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.text.split("\n")

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the file: a misspelling that is another one is none."""
        return frozenset(re.findall(r"\w+", self.text))

    def line(self, at: int) -> int:
        """The number of the line of a character, from 1."""
        return self.text.count("\n", 0, at) + 1

    def replaced(self, start: int, end: int, new: str) -> str:
        """The text with another word in the place of one."""
        return self.text[:start] + new + self.text[end:]

    def with_lines(self, first: int, last: int, new: list[str]) -> str:
        """The text with others in the place of the lines from `first` to `last`, counted from 1."""
        return "\n".join(self.lines[: first - 1] + new + self.lines[last:])

    def extent(self, entry: Entry) -> tuple[int, int]:
        """First and last line of an entry of a list or mapping without brackets."""
        first = self.line(entry.key_start if entry.has_key else entry.start)
        indent = indent_of(self.lines[first - 1])
        if entry.has_key:
            indent = entry.key_start - self.text.rfind("\n", 0, entry.key_start) - 1
        last = first
        for number in range(first + 1, len(self.lines) + 1):
            line = self.lines[number - 1]
            in_item = entry.has_key and line.lstrip().startswith("- ") and indent_of(line) == indent
            if line.strip() and indent_of(line) <= indent and not in_item:
                break
            last = number
        return first, last

    def _inside(self, node: yaml.Node, path: Path, flow: bool) -> Iterator[Entry]:
        flow = flow or bool(isinstance(node, yaml.CollectionNode) and node.flow_style)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                place = (*path, key.value)
                yield self._entry(place, value, key.start_mark.index, key.end_mark.index, flow)
                yield from self._inside(value, place, flow)
        elif isinstance(node, yaml.SequenceNode):
            for i, value in enumerate(node.value):
                yield self._entry((*path, i), value, value.start_mark.index, value.start_mark.index, flow)
                yield from self._inside(value, (*path, i), flow)

    def _entry(self, path: Path, value: yaml.Node, key_start: int, key_end: int, flow: bool) -> Entry:
        start, end = value.start_mark.index, value.end_mark.index
        scalar = value.value if isinstance(value, yaml.ScalarNode) and value.style is None else None
        # `[a: 1]` has a mapping without brackets of its own.
        brackets = isinstance(value, yaml.CollectionNode) and self.text[start : start + 1] in ("[", "{")
        return Entry(path, start, end, key_start, key_end, flow, scalar, brackets)


def indent_of(line: str) -> int:
    """Blanks at its start."""
    return len(line) - len(line.lstrip(" "))
