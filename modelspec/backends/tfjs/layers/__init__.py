"""Every layer kind's spelling in TensorFlow.js. A family is imported when a graph holds one of its kinds."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from modelspec.backends.base import Unsupported
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers import FAMILY


def spelling(node: Node) -> Spelling:
    """How a call is spelled. Raises LookupError for a kind that TensorFlow.js cannot carry, Unspellable for a call."""
    found = _table(FAMILY[node.kind])[node.kind]
    if isinstance(found, Unsupported):
        raise LookupError(f"{node.kind}: {found.reason}")
    return found if isinstance(found, Spelling) else found(node)


def unsupported(kind: str) -> Unsupported | None:
    """The reason why TensorFlow.js cannot carry a kind, or None if it can."""
    found = _table(FAMILY[kind])[kind]
    return found if isinstance(found, Unsupported) else None


@cache
def _table(family: str) -> dict[str, Entry]:
    module = import_module(f"modelspec.backends.tfjs.layers.{family}")
    table: dict[str, Entry] = module.SPELLINGS
    return table
