"""The local classes and functions of a generated module, pasted below its import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from modelspec.backends.javascript.document import WIDTH
from modelspec.backends.tfjs.words import JAVASCRIPT
from modelspec.record import Record

IMPORT = re.compile(r'import .*? from "(?P<source>[^"]+)";\n')
EXPORT = re.compile(r"^export ", re.MULTILINE)
BROKEN = re.compile(r"^(class .*)\n\t(\.constructor \{)$", re.MULTILINE)
"""The head of a class on two lines, which may fit on one without its export."""


class Part(Record):
    """A part's text, without imports and exports, and the parts that it needs."""

    text: str
    needs: tuple[str, ...]


def with_needed(parts: Iterable[str]) -> list[str]:
    """The parts by their files' stems, and all that these need, the needed ones first."""
    order: list[str] = []

    def visit(part: str) -> None:
        if part not in order:
            for needed in _read(part).needs:
                visit(needed)
            order.append(part)

    for part in sorted({_stem(part) for part in parts}):
        visit(part)
    return order


def paste(part: str) -> str:
    """The text of a part."""
    return _read(part).text


def function_names() -> set[str]:
    """The names of those parts that may be functions, in the module."""
    return {JAVASCRIPT.spell(path.stem) for path in _files().values()}


def _stem(part: str) -> str:
    """The file's stem, of a class or function by its name. Raises KeyError for a part that is none."""
    return _files()[part.replace("_", "").lower()].stem


@cache
def _files() -> dict[str, Path]:
    return {path.stem.replace("_", ""): path for path in Path(__file__).parent.glob("*.mjs")}


@cache
def _read(stem: str) -> Part:
    text = _files()[stem.replace("_", "")].read_text(encoding="ascii")
    sources = [match["source"] for match in IMPORT.finditer(text)]
    needs = tuple(source.removeprefix("./").removesuffix(".mjs") for source in sources if source.startswith("./"))
    return Part(BROKEN.sub(_joined, EXPORT.sub("", IMPORT.sub("", text)).strip()), needs)


def _joined(head: re.Match[str]) -> str:
    line = "".join(head.groups())
    return line if len(line) <= WIDTH else head[0]
