"""What the walk over the layers carries along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.resolve.penalties import PenaltyRules
from modelspec.source import Problems
from modelspec.spec import BlockSpec

MOST_NODES = 200_000


@dataclass
class Context:
    """Shared by all bodies of one model."""

    problems: Problems
    blocks: Mapping[str, BlockSpec]
    rules: PenaltyRules
    variables: Mapping[str, Any]
    words: set[str] = field(default_factory=set)
    """Every name and kind met, for "did you mean"."""
    used_blocks: set[str] = field(default_factory=set)
    nodes: int = 0


@dataclass(frozen=True)
class Surroundings:
    """Where a body stands: inside which uses of blocks, with which parameters, frozen or not."""

    prefix: str = ""
    scope: Mapping[str, Any] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    trainable: bool = True
    excluded: bool = False
    uses: tuple[tuple[str, Path], ...] = ()
    """Block and place of each use around this body, outermost first."""

    def related(self) -> Iterable[tuple[str, Path]]:
        return [(f"in this use of `{block}`", path) for block, path in reversed(self.uses)]
