"""Writes the report of each wrong spec in `tests/errors` into its header: `python -m tests.refresh_errors`.

Read the difference before you commit it: the headers are what the tests demand.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from modelspec.backends import DEFAULT
from modelspec.errors import SpecError
from modelspec.model import Model
from modelspec.report import render
from modelspec.resolve import resolve
from modelspec.source import parse
from modelspec.text import Text

FOLDER = Path(__file__).parent / "errors"
ROUNDS = 5
"""A report tells line numbers, and its own length moves them: two rounds settle that."""


def split(data: bytes) -> tuple[str, bytes]:
    """The report that a file's header promises, and the spec below it."""
    lines = data.split(b"\n")
    end = next((i for i, line in enumerate(lines) if not line.startswith(b"#")), len(lines))
    header = "\n".join(line.decode()[2:] for line in lines[:end])
    return header, b"\n".join(lines[end + 1 :] if end else lines)


def report(data: bytes, name: str) -> str:
    """What `modelspec check -b keras -b torch` says about a file; what it shares from stands in `shared`."""
    texts: dict[str, Text] = {}
    try:
        with contextlib.chdir(FOLDER):
            source = parse(data, name, texts)
        resolved = resolve(source)
        Model(resolved.graph, resolved.warnings, source=source).require(DEFAULT)
        found = resolved.warnings
    except SpecError as error:
        found = error.diagnostics
    return render(found, texts)


def with_header(data: bytes, name: str) -> bytes:
    """The file with the header that it should have."""
    spec = split(data)[1]
    for _ in range(ROUNDS):
        header = "\n".join(f"# {line}".rstrip() for line in report(data, name).split("\n"))
        data = f"{header}\n\n".encode() + spec
    return data


def main() -> None:
    for path in sorted(FOLDER.glob("*.yaml")):
        data = path.read_bytes()
        refreshed = with_header(data, path.name)
        if refreshed != data:
            path.write_bytes(refreshed)
            print(f"refreshed {path.name}")


if __name__ == "__main__":
    main()
