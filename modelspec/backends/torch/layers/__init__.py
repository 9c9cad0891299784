"""Every layer kind's spelling in torch. A family is imported when a graph holds one of its kinds."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from modelspec.backends.base import Unsupported
from modelspec.backends.torch.layers.common import Spelling
from modelspec.layers import FAMILY

__all__ = ["Spelling", "spelling", "unsupported"]


def spelling(kind: str) -> Spelling:
    """What spells a call of this kind. Raises LookupError if torch cannot carry it."""
    found = _table(FAMILY[kind])[kind]
    if isinstance(found, Unsupported):
        raise LookupError(f"{kind}: {found.reason}")
    return found


def unsupported(kind: str) -> Unsupported | None:
    """The reason why torch cannot carry a kind, or None if it can."""
    found = _table(FAMILY[kind])[kind]
    return found if isinstance(found, Unsupported) else None


@cache
def _table(family: str) -> dict[str, Spelling | Unsupported]:
    module = import_module(f"modelspec.backends.torch.layers.{family}")
    table: dict[str, Spelling | Unsupported] = module.SPELLINGS
    return table
