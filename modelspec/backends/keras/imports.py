"""The head of a generated Keras file: its imports, and the local parts, pasted in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from modelspec.backends.code import Do, Name, call, render
from modelspec.record import Record

PARTS = Path(__file__).parent / "parts"
IMPORT = "from keras import "
MODULES = ("initializers", "layers", "ops", "optimizers", "regularizers")


def imports(code: object, parts: Iterable[str]) -> list[str]:
    """The import lines of the file."""
    needed = names_in(code).intersection(MODULES)
    for part in parts:
        needed |= _read(part)[0]
    return ["import keras", *([IMPORT + ", ".join(sorted(needed))] if needed else [])]


def names_in(node: object) -> set[str]:
    """The first words of every name of a tree."""
    if isinstance(node, Name):
        return {node.text.partition(".")[0]}
    if isinstance(node, tuple | list):
        return set().union(*map(names_in, node))
    if not isinstance(node, Record):
        return set()
    return set().union(*(names_in(getattr(node, name)) for name in node.FIELDS))


def paste(part: str, package: str) -> str:
    """The text of a part below its imports, registered under the model's name."""
    decorator = render([Do(call("keras.saving.register_keras_serializable", package=package))])
    return f"@{decorator}{_read(part)[1]}\n"


@cache
def _files() -> dict[str, Path]:
    return {path.stem.replace("_", ""): path for path in PARTS.glob("*.py")}


@cache
def _read(part: str) -> tuple[frozenset[str], str]:
    """The modules of keras that a part imports, and its text. Raises KeyError for a part that is none."""
    head, body = _files()[part.lower()].read_text(encoding="ascii").strip().split("\n\n\n", 1)
    assert head.startswith(IMPORT), f"{part} imports more than keras"
    return frozenset(re.split(r",\s*", head.removeprefix(IMPORT))), body
