"""The bytes of a file or of standard input -> its text -> the tree of its values."""

from __future__ import annotations

import sys

from modelspec.disk.regular import open_regular
from modelspec.errors import ModelspecError, SpecError
from modelspec.nodes import Node
from modelspec.text import MAX_BYTES, Text
from modelspec.tree import parse_tree

STDIN = "<stdin>"


def read_bytes(name: str) -> bytes:
    """The bytes of a regular file, or of standard input for `-`; one more than is allowed, if there are so many. Raises
    ModelspecError where it cannot be read."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open_regular(name) as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ModelspecError(f"cannot read {name!a}: {error.strerror or error}") from None
    except ValueError:
        raise ModelspecError(f"cannot read {name!a}: this is no file name") from None


def mapping_of(text: Text) -> Node:
    """The tree of a file, which must be a mapping. Raises SpecError with every problem of its YAML."""
    root = parse_tree(text)
    if root is None or (root.value is None and root.start == root.end):
        help = f"`modelspec init {text.name}` writes a commented spec" if text.name != STDIN else None
        raise SpecError([text.problem("E010", "the file is empty", 0, 0, help=help)])
    if not isinstance(root.value, dict):
        what = "a list" if isinstance(root.value, list) else "a single value"
        glued = isinstance(root.value, str) and ":" in root.value
        help = "a space is missing after a colon" if glued else "the first line of a spec is `modelspec: 1`"
        raise SpecError([text.problem("E011", f"a spec is a mapping, this is {what}", root.start, root.end, help=help)])
    return root
