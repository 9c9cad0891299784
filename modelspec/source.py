"""A spec's files as plain data, and where each key and value stands."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Literal

from modelspec.errors import MOST_PROBLEMS, Diagnostic, Fix, Path, Range, Related, SpecError
from modelspec.nodes import Node
from modelspec.reading import STDIN, mapping_of, read_bytes
from modelspec.scalars import Scalar
from modelspec.sharing import compose
from modelspec.text import Text, decode

At = Literal["key", "value"]
Data = Scalar | dict[str, "Data"] | list["Data"]

OF_LIBRARIES = frozenset({"vars", "blocks"})
"""Sections that a library has one of."""
OF_MODELS = frozenset({"inputs", "layers", "outputs", "regularization", "training"})
"""Sections that no library has."""


class Source:
    """A parsed file: its data, and the place of every path in it."""

    def __init__(self, text: Text, root: Node) -> None:
        self.name = text.name
        self.text = text.text
        self.data: dict[str, Any] = _mapping(root)
        self._text = text
        self._root = root

    @property
    def is_library(self) -> bool:
        """Whether this is no model but a file of blocks and variables for others."""
        return not OF_LIBRARIES.isdisjoint(self.data) and OF_MODELS.isdisjoint(self.data)

    def line(self, number: int) -> str:
        """A line of the file, counted from 1, without its end."""
        return self._text.line(number)

    def place(self, path: Path, at: At = "value") -> tuple[str, Range]:
        """File and place of a value or of its key; of the nearest parent that is written, where there is no such
        path."""
        node, key, text = self._root, None, self._text
        for step in path:
            value = node.value
            if isinstance(value, dict) and isinstance(step, str) and step in value:
                start, end, node = value[step]
                key = (start, end)
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                node, key = value[step], None
            else:
                break
            text = node.text or text
        start, end = key if at == "key" and key is not None else (node.start, node.end)
        return text.name, text.range(start, end)

    def range(self, path: Path, at: At = "value") -> Range:
        """The place alone."""
        return self.place(path, at)[1]


def _mapping(root: Node) -> dict[str, Any]:
    data = _data(root)
    assert isinstance(data, dict)  # `parse` refuses other files.
    return data


def _data(node: Node) -> Data:
    """A copy for each use, so that two aliases of one anchor are two values."""
    value = node.value
    if isinstance(value, dict):
        return {key: _data(child) for key, (_, _, child) in value.items()}
    if isinstance(value, list):
        return [_data(child) for child in value]
    return value


def parse(text: str | bytes, name: str, texts: dict[str, Text] | None = None) -> Source:
    """The source of a file's text, with the files that it shares from. Raises SpecError with every problem of its YAML.

    Each text is put into `texts` under its name, also when it is refused, so that a report can show its lines.
    """
    texts = {} if texts is None else texts
    lines = decode(text, name, texts)
    return Source(lines, compose(mapping_of(lines), lines, texts))


def read(path: str | os.PathLike[str], texts: dict[str, Text] | None = None) -> Source:
    """The source of a regular file, or of standard input for `-`. Raises ModelspecError where it cannot be read."""
    name = os.fspath(path)
    return parse(read_bytes(name), STDIN if name == "-" else name, texts)


class Problems:
    """Collects the problems of one source; several collectors may share it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.errors = 0
        self.uses: list[tuple[str, Path]] = []
        """The uses of blocks around what is being checked, each with what to say of it."""
        self._found: dict[tuple[str, str, Range, str], Diagnostic] = {}

    def add(
        self,
        code: str,
        message: str,
        path: Path,
        *,
        at: At = "value",
        help: str | None = None,
        related: Iterable[tuple[str, Path] | Related] = (),
        fix_text: str | None = None,
    ) -> None:
        """A problem at a path; `related` are the other ends of a relation, `fix_text` mends the reported range. Raises
        SpecError with all problems when they are too many."""
        file, place = self.source.place(path, at)
        if (code, file, place, message) in self._found:
            return
        others = tuple(
            other if isinstance(other, Related) else Related(other[0], *self.source.place(other[1]))
            for other in related
        )
        fix = None if fix_text is None else Fix(place, fix_text)
        found = Diagnostic(code, message, file, place, help, path, others, fix)
        self._found[code, file, place, message] = found
        self.errors += found.severity == "error"
        if self.errors >= MOST_PROBLEMS:
            raise SpecError(self.diagnostics)

    warn = add
    """The same, for W codes: the severity is the first letter of the code."""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Every problem once, in the order of their places; those of the spec's own file first."""
        own = self.source.name
        return sorted(self._found.values(), key=lambda it: (it.file != own, it.file, it.range.start, it.code))

    def raise_if_errors(self) -> None:
        """Raises SpecError with all problems, warnings too, if one of them is an error."""
        if self.errors:
            raise SpecError(self.diagnostics)
