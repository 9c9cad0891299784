"""The tree between YAML events and plain data: each value with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelspec.scalars import Scalar

if TYPE_CHECKING:
    from modelspec.text import Text

Children = dict[str, tuple[int, int, "Node"]] | list["Node"]


@dataclass(slots=True)
class Node:
    """A value at `text[start:end]`; a mapping's children stand with the place of their key, in the same file.

    An alias has its own place and shares its anchor's children. `text` is the file that the value stands in, where that
    is another one than its parent's.
    """

    start: int
    end: int
    value: Scalar | Children = None
    size: int = 1
    height: int = 0
    open: bool = False
    text: Text | None = None


@dataclass(slots=True)
class Frame:
    """A collection that is still open; in a mapping also the key that waits for its value (None: a refused key)."""

    node: Node
    flow: bool
    last_end: int
    waits: bool = False
    key: str | None = None
    key_start: int = 0
    key_end: int = 0

    def wants_key(self) -> bool:
        """Whether the next value in here is a key."""
        return isinstance(self.node.value, dict) and not self.waits

    def take_key(self, node: Node, key: str | None) -> None:
        """The key, or None for a refused one, whose value will be dropped."""
        self.waits, self.key, self.key_start, self.key_end = True, key, node.start, node.end
        self.node.size += node.size
        self.last_end = max(self.last_end, node.end)

    def add(self, child: Node) -> None:
        """Takes a finished child."""
        node = self.node
        node.size += child.size
        node.height = max(node.height, child.height + 1)
        self.last_end = max(self.last_end, child.end)
        if isinstance(node.value, list):
            node.value.append(child)
        elif isinstance(node.value, dict):
            if self.key is not None:
                node.value[self.key] = (self.key_start, self.key_end, child)
            self.waits = False
