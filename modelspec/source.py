"""Reads one YAML file into plain data, and knows where each key and value stands."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from typing import Any, Literal

from modelspec.errors import Diagnostic, Fix, ModelspecError, Path, Range, Related, SpecError
from modelspec.nodes import Node
from modelspec.scalars import Scalar
from modelspec.text import MAX_BYTES, Text, decode
from modelspec.tree import parse_tree

At = Literal["key", "value"]
Data = Scalar | dict[str, "Data"] | list["Data"]
STDIN = "<stdin>"

MOST_PROBLEMS = 200
"""After so many problems of one file the search for more ends."""


class Source:
    """A parsed file: its data, and the place of every path in it."""

    def __init__(self, text: Text, root: Node) -> None:
        self.name = text.name
        self.text = text.text
        self.data: dict[str, Any] = _mapping(root)
        self._text = text
        self._root = root

    def line(self, number: int) -> str:
        """A line of the file, counted from 1, without its end."""
        return self._text.line(number)

    def range(self, path: Path, at: At = "value") -> Range:
        """The place of a value or of its key; of the nearest parent that the file has, where it has no such path."""
        node, key = self._root, None
        for step in path:
            value = node.value
            if isinstance(value, dict) and isinstance(step, str) and step in value:
                start, end, node = value[step]
                key = (start, end)
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                node, key = value[step], None
            else:
                break
        start, end = key if at == "key" and key is not None else (node.start, node.end)
        return self._text.range(start, end)


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
    """The source of a file's text. Raises SpecError with every problem of its YAML.

    The text is put into `texts` under its name, also when it is refused, so that a report can show its lines.
    """
    lines = decode(text, name, texts)
    root = parse_tree(lines)
    if root is None or (root.value is None and root.start == root.end):
        help = f"`modelspec init {name}` writes a commented spec" if name != STDIN else None
        raise SpecError([lines.problem("E010", "the file is empty", 0, 0, help=help)])
    if not isinstance(root.value, dict):
        what = "a list" if isinstance(root.value, list) else "a single value"
        glued = isinstance(root.value, str) and ":" in root.value
        help = "a space is missing after a colon" if glued else "the first line of a spec is `modelspec: 1`"
        raise SpecError(
            [lines.problem("E011", f"a spec is a mapping, this is {what}", root.start, root.end, help=help)]
        )
    return Source(lines, root)


def read(path: str | os.PathLike[str], texts: dict[str, Text] | None = None) -> Source:
    """The source of a regular file, or of standard input for `-`. Raises ModelspecError where it cannot be read."""
    name = os.fspath(path)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _bytes(name)
    except OSError as error:
        raise ModelspecError(f"cannot read {name!a}: {error.strerror or error}") from None
    except ValueError:
        raise ModelspecError(f"cannot read {name!a}: this is no file name") from None
    return parse(data, STDIN if name == "-" else name, texts)


def _bytes(name: str) -> bytes:
    # Without O_NONBLOCK, opening a named pipe would wait for ever; it does not exist on Windows.
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ModelspecError(f"cannot read {name!a}: it is not a regular file")
    with open(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


class Problems:
    """Collects the problems of one source; several collectors may share it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.errors = 0
        self._found: dict[tuple[str, Range, str], Diagnostic] = {}

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
        place = self.source.range(path, at)
        if (code, place, message) in self._found:
            return
        others = tuple(
            other if isinstance(other, Related) else Related(other[0], self.source.name, self.source.range(other[1]))
            for other in related
        )
        fix = None if fix_text is None else Fix(place, fix_text)
        found = Diagnostic(code, message, self.source.name, place, help, path, others, fix)
        self._found[code, place, message] = found
        self.errors += found.severity == "error"
        if self.errors >= MOST_PROBLEMS:
            raise SpecError(self.diagnostics)

    warn = add
    """The same, for W codes: the severity is the first letter of the code."""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Every problem once, in the order of their places."""
        return sorted(self._found.values(), key=lambda found: (found.range.start, found.code))

    def raise_if_errors(self) -> None:
        """Raises SpecError with all problems, warnings too, if one of them is an error."""
        if self.errors:
            raise SpecError(self.diagnostics)
