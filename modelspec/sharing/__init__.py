"""`extends`, `imports`, `override`: the files of a spec -> one tree, in which every value knows its file."""

from __future__ import annotations

import os
from collections.abc import Iterator

from modelspec.errors import Diagnostic, SpecError
from modelspec.nodes import Node
from modelspec.reading import STDIN
from modelspec.sharing.files import Files, Reference, project_of, real_path, shown_name
from modelspec.sharing.libraries import with_libraries
from modelspec.sharing.merging import merged
from modelspec.sharing.overrides import overridden
from modelspec.text import Text
from modelspec.words import show

__all__ = ["KEYS", "compose"]

KEYS = ("extends", "imports", "override")


def compose(root: Node, text: Text, texts: dict[str, Text]) -> Node:
    """The tree of a file with all that it shares brought in. What is read on the way is put into `texts`. Raises
    SpecError with every problem of a file's references."""
    assert isinstance(root.value, dict)
    if root.value.keys().isdisjoint(KEYS):
        return root
    files = Files(project_of(text.name), texts, bytes=len(text.text.encode()), values=root.size)
    real = STDIN if text.name == STDIN else os.path.realpath(text.name)
    return _Composer(files).composed(root, text, ((real, text.name),))


class _Composer:
    """Composes files, each once, however many ask for it."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.done: dict[str, Node] = {}

    def composed(self, root: Node, text: Text, ring: tuple[tuple[str, str], ...]) -> Node:
        """The tree of a file; `ring` are the files that asked for it, each with its name, it the last."""
        assert isinstance(root.value, dict)
        problems: list[Diagnostic] = []
        parents = list(self._brought("extends", root, text, ring, problems))
        libraries = list(self._brought("imports", root, text, ring, problems))
        own = {key: entry for key, entry in root.value.items() if key not in KEYS}
        result = Node(root.start, root.end, own, root.size, root.height, text=text)
        known = all(problem.code == "E706" for problem in problems)
        if "override" in root.value and known:
            parent = parents[0] if parents else None
            changed, wrong = overridden(parent, root, text)
            problems += wrong
            parents = [changed] if changed is not None else parents
        if problems:
            raise SpecError(problems)
        if parents:
            whole = merged(parents[0], result)
            # Of the file as a whole the child speaks: what is missing is missing there.
            result = Node(root.start, root.end, whole.value, root.size, root.height, text=text)
        return with_libraries(result, libraries)

    def _brought(
        self, key: str, root: Node, text: Text, ring: tuple[tuple[str, str], ...], problems: list[Diagnostic]
    ) -> Iterator[Node]:
        """The trees of the files under a key; those that cannot be had go to `problems`."""
        for reference in references(key, root, text, problems):
            try:
                yield self._file(reference, ring)
            except SpecError as error:
                problems += map(reference.note, error.diagnostics)

    def _file(self, reference: Reference, ring: tuple[tuple[str, str], ...]) -> Node:
        real = real_path(reference, self.files.project)
        if real in self.done:
            return self.done[real]
        places = [place for place, _ in ring]
        if real in places:
            names = [name for _, name in ring[places.index(real) :]]
            said = f"these files need each other: {' -> '.join([*names, names[0]])}"
            if len(names) == 1:
                said = f"{names[0]} needs itself"
            raise SpecError([reference.problem("E703", said, "move what both need into a file of its own")])
        text, root = self.files.read(reference, real)
        self.done[real] = self.composed(root, text, (*ring, (real, shown_name(reference))))
        return self.done[real]


def references(key: str, root: Node, text: Text, problems: list[Diagnostic]) -> Iterator[Reference]:
    """The file names under `extends` or `imports`."""
    assert isinstance(root.value, dict)
    if key not in root.value:
        return
    node = root.value[key][2]
    wanted = "the name of one file" if key == "extends" else "a list of file names"
    entries = node.value if key == "imports" else [node]
    if not isinstance(entries, list):
        mend = f"write `imports: [{node.value}]`" if isinstance(node.value, str) else "e.g. `imports: [blocks.yaml]`"
        said = f"`imports` must be {wanted}, got {_shown(node)}"
        problems.append(text.problem("E704", said, node.start, node.end, help=mend))
        return
    for entry in entries:
        if isinstance(entry.value, str) and entry.value:
            yield Reference(entry.value, entry, text, key)
            continue
        said = f"`{key}` must be {wanted}, got {_shown(entry)}"
        help_text = "a spec has one parent; `imports` takes several files" if key == "extends" else None
        problems.append(text.problem("E704", said, entry.start, entry.end, help=help_text))


def _shown(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    return "a list" if isinstance(node.value, list) else show(node.value)
