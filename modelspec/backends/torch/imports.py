"""The head of a generated torch file: the imports that its code needs, and the local parts, pasted in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from modelspec.backends.code import Name
from modelspec.record import Record

PARTS = Path(__file__).parent / "parts"
OWN = "from modelspec.backends.torch.parts."
IMPORT = re.compile(r"(?:from (?P<module>[\w.]+) )?import (?P<names>.+)")
ROOTS = {
    "torch": "import torch",
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
    "math": "import math",
    "Tensor": "from torch import Tensor",
    "cast": "from typing import cast",
    "Any": "from typing import Any",
    "Sequence": "from collections.abc import Sequence",
    "Callable": "from collections.abc import Callable",
}
"""What a name of the generated code is imported by."""
WORD = re.compile(r"[A-Za-z_]\w*")


def names_in(node: object) -> set[str]:
    """The first words of every name of a tree, and every word of its annotations."""
    if isinstance(node, Name):
        return {node.text.partition(".")[0]}
    if isinstance(node, tuple | list):
        return set().union(*map(names_in, node))
    if not isinstance(node, Record):
        return set()
    found: set[str] = set()
    for name in node.FIELDS:
        value = getattr(node, name)
        if name in ("annotation", "returns") and isinstance(value, str):
            found.update(WORD.findall(value))
        else:
            found |= names_in(value)
    return found


def imports(code: object, parts: Iterable[str]) -> list[str]:
    """The import lines, sorted as isort sorts them."""
    lines = {ROOTS[name] for name in names_in(code) if name in ROOTS}
    for part in parts:
        lines |= set(_read(part)[0])
    return _sorted(lines)


def with_needed(parts: Iterable[str]) -> list[str]:
    """The parts and all that these need, the needed ones first."""
    order: list[str] = []

    def visit(part: str) -> None:
        if part in order:
            return
        for needed in _read(part)[1]:
            visit(needed)
        order.append(part)

    for part in sorted(parts, key=str.lower):
        visit(part)
    return order


def paste(part: str) -> str:
    """The text of a part below its imports."""
    return _read(part)[2]


@cache
def _files() -> dict[str, Path]:
    return {path.stem.replace("_", ""): path for path in PARTS.glob("*.py")}


@cache
def _read(part: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """A part's own import lines, the parts that it needs, and its text. Raises KeyError for a part that is none."""
    text = _files()[part.lower().replace("_", "")].read_text(encoding="ascii")
    head, body = [], text.split("\n")
    while body and (not body[0] or IMPORT.match(body[0])):
        head.append(body.pop(0))
    own = tuple(line.rpartition(" ")[2] for line in head if line.startswith(OWN))
    return tuple(line for line in head if line and not line.startswith(OWN)), own, "\n".join(body).strip()


def _sorted(lines: Iterable[str]) -> list[str]:
    """Standard library, a blank line, torch; plain imports first, names of one module on one line."""
    plain: set[str] = set()
    named: dict[str, set[str]] = {}
    for line in lines:
        found = IMPORT.match(line)
        assert found is not None
        if found["module"] is None:
            plain.add(line)
        else:
            named.setdefault(found["module"], set()).update(found["names"].split(", "))
    named_lines = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(named.items())]
    result: list[str] = []
    for is_torch in (False, True):
        section = [line for line in (*sorted(plain), *named_lines) if line.split()[1].startswith("torch") == is_torch]
        result += [*([""] if result and section else []), *section]
    return result
