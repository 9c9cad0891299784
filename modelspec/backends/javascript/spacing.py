"""Blank lines between statements; `biome format` leaves them as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from modelspec.backends.code import Blank, Comment, Docstring, Function, Raw
from modelspec.backends.javascript.tree import Async, Export, Script

DEFINITION = re.compile(
    r"(?:/\*\*.*?\*/\s*|//.*\n)*(?:export )?(?:default )?(?:async )?(?:class|function)\b", re.DOTALL
)
IMPORT = re.compile(r"import\b")


def is_apart(before: Script | None, rest: Sequence[Script], indent: int) -> bool:
    """Whether a blank line stands between a statement and the rest of its block; comments stay with what follows."""
    if before is None or isinstance(before, Comment):
        return False
    if isinstance(before, Docstring):
        return indent == 0
    after = next((item for item in rest if not isinstance(item, (Comment, Blank))), None)
    if is_definition(before) or is_definition(after):
        return True
    return is_import(before) and not is_import(rest[0])


def is_definition(node: Script | None) -> bool:
    """Whether it is a function or a class; raw text is what it begins with, after comments."""
    match node:
        case Function() | Async():
            return True
        case Export(inner):
            return is_definition(inner)
        case Raw(text):
            return bool(DEFINITION.match(text.lstrip()))
    return False


def is_import(node: Script | None) -> bool:
    """Whether it is an import."""
    return isinstance(node, Raw) and bool(IMPORT.match(node.text.lstrip()))
