"""What a backend is: a table of spellings, total over the layer kinds, and a generator of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from modelspec.backends.arrays import Target
from modelspec.errors import Path
from modelspec.ir import Graph, Node
from modelspec.record import Record

USERS_FOLDER = "MODELSPEC_FOLDER"
"""The environment variable that tells a backend's process, which runs elsewhere, the folder in which the user works."""


class Unsupported(Record):
    """In place of a spelling: the backend cannot carry this kind, and says why."""

    reason: str


class Unspellable(Exception):
    """A backend cannot carry this very call (its arguments, its place), and says why. Without a node it is the whole
    model that it cannot carry, because of what stands at `path`."""

    def __init__(self, node: Node | None, reason: str, help: str | None = None, path: Path = ()) -> None:
        self.message = reason if node is None else f"`{node.full_name}`: {reason}"
        super().__init__(self.message)
        self.reason, self.help, self.path = reason, help, path if node is None else node.path


class Generated(Record):
    """A generated file, and where it keeps each weight, by the weight's full dotted name."""

    file_name: str
    text: str
    weights: Mapping[str, tuple[Target, ...]]


def exact(node: Node) -> str | None:
    """What a framework without such calls answers."""
    return None


def not_parsed(text: str, file_name: str) -> None:
    """In place of a parser, where Python has none for the language."""


class Backend(Record):
    """`probe` is the module whose FRAMEWORK verify runs in a process of its own."""

    name: str
    title: str
    generate: Callable[[Graph], Generated]
    unsupported: Callable[[str], Unsupported | None]
    """The reason why a kind cannot be carried, or None if it can."""
    probe: str
    missing: Callable[[], str | None]
    """What must be done, in a line, before the generated code can run here; None if all is there. Loads nothing."""
    excerpt: Callable[[Generated], str]
    """The lines of a model of one call that make and call the layer: for the reference."""
    parse: Callable[[str, str], None] = not_parsed
    """Parses a generated text, given with its file's name; whatever it raises is our mistake."""
    weight_files: tuple[str, ...] = ()
    """Endings of the framework's own files of weights, which the backend's module `files` reads and writes."""
    reads_alone: bool = False
    """Whether those are read without the framework."""
    in_python: bool = True
    """Whether its models are Python objects, which the backend's module `live` builds."""
    imprecise: Callable[[Node], str | None] = exact
    """Why the framework computes a call in float32 where all else is float64; None if it does not."""
