"""What a backend is: a table of spellings, total over the layer kinds, and a generator of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from modelspec.backends.arrays import Target
from modelspec.ir import Graph, Node
from modelspec.record import Record


class Unsupported(Record):
    """In place of a spelling: the backend cannot carry this kind, and says why."""

    reason: str


class Unspellable(Exception):
    """A backend cannot carry this very call (its arguments, its place), and says why."""

    def __init__(self, node: Node, reason: str, help: str | None = None) -> None:
        super().__init__(f"`{node.full_name}`: {reason}")
        self.node, self.reason, self.help = node, reason, help


class Generated(Record):
    """A generated file, and where it keeps each weight, by the weight's full dotted name."""

    file_name: str
    text: str
    weights: Mapping[str, tuple[Target, ...]]


def exact(node: Node) -> str | None:
    """What a framework without such calls answers."""
    return None


class Backend(Record):
    """`probe` is the module whose FRAMEWORK verify runs in a process of its own; `requires` are the packages that it
    imports."""

    name: str
    title: str
    generate: Callable[[Graph], Generated]
    unsupported: Callable[[str], Unsupported | None]
    """The reason why a kind cannot be carried, or None if it can."""
    probe: str
    requires: tuple[str, ...] = ()
    extra: str = ""
    """The extra of the distribution that installs them."""
    weight_files: tuple[str, ...] = ()
    """Endings of the framework's own files of weights, which the backend's module `files` reads and writes."""
    imprecise: Callable[[Node], str | None] = exact
    """Why the framework computes a call in float32 where all else is float64; None if it does not."""
