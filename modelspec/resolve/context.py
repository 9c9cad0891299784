"""What the walk over the layers carries along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.resolve.penalties import PenaltyRules
from modelspec.source import Problems
from modelspec.spec import BlockSpec


@dataclass
class Context:
    """Shared by all bodies of one model."""

    problems: Problems
    blocks: Mapping[str, BlockSpec]
    wrong_blocks: frozenset[str]
    """Blocks that are not as they should be; of their uses nothing more is said."""
    rules: PenaltyRules
    variables: Mapping[str, Any]
    words: set[str] = field(default_factory=set)
    """Every name and kind met, for "did you mean"."""
    used_blocks: set[str] = field(default_factory=set)
    calls: int = 0
    values: int = 0
    inside: dict[str, int] = field(default_factory=dict)
    """Calls within each use of a block, by its full name."""

    def __post_init__(self) -> None:
        self.kinds = frozenset(self.blocks) | self.wrong_blocks
        """What the file adds to the layer kinds."""


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
