"""The files that a spec may bring in: those of its project's folder, each read once, and not too many."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from modelspec.disk.regular import open_regular
from modelspec.errors import Diagnostic, Related, SpecError
from modelspec.nodes import Node
from modelspec.reading import STDIN, mapping_of
from modelspec.record import replace
from modelspec.text import MAX_BYTES, Text, decode
from modelspec.tree import MAX_NODES
from modelspec.words import nearest, show

MOST_FILES = 32
"""Files that one spec may be made of."""
ENDINGS = (".yaml", ".yml")
"""Nothing else is opened: an error quotes lines of the file that it is about."""
MARKS = (".git", "pyproject.toml")
"""What the top folder of a project has."""


@dataclass(frozen=True)
class Reference:
    """A file's name as it is written in another file: there as `node`, under the key `extends` or `imports`."""

    written: str
    node: Node
    text: Text
    key: str

    def note(self, problem: Diagnostic) -> Diagnostic:
        """A problem of the file, with the place that asked for it."""
        if problem.file == self.text.name:
            return problem
        place = self.text.range(self.node.start, self.node.end)
        said = Related("the file is read because of this", self.text.name, place)
        return replace(problem, related=(*problem.related, said))

    def problem(self, code: str, message: str, help: str | None = None) -> Diagnostic:
        """What is wrong with it, at its place."""
        return self.text.problem(code, message, self.node.start, self.node.end, help=help)


@dataclass
class Files:
    """What has been read: how much, and into `texts`. `project` is the folder that nothing leads out of."""

    project: str
    texts: dict[str, Text]
    count: int = 1
    bytes: int = 0
    values: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def read(self, reference: Reference, real: str) -> tuple[Text, Node]:
        """The text and the tree of the file `real`. Raises SpecError where it is no spec, or one file too many."""
        self.count += 1
        if self.count > MOST_FILES:
            said = f"the spec is made of more than {MOST_FILES} files"
            raise SpecError([reference.problem("E705", said, "bring fewer together")])
        name = shown_name(reference)
        text = self._text(reference, real, name)
        root = mapping_of(text)
        self.values += root.size
        if self.values > MAX_NODES:
            said = f"with this file, the spec has more than {MAX_NODES:,} values"
            raise SpecError([reference.problem("E019", said)])
        _require_mark(root, text)
        return text, root

    def _text(self, reference: Reference, real: str, name: str) -> Text:
        data = _bytes(reference, real)
        self.bytes += len(data)
        if self.bytes > MAX_BYTES:
            said = f"with this file, the spec has more than {MAX_BYTES:,} bytes"
            raise SpecError([reference.problem("E017", said)])
        return decode(data, name, self.texts)


def project_of(name: str) -> str:
    """The nearest folder above a file that has one of the MARKS; without any, the file's own folder."""
    own = folder = os.path.realpath(folder_of(name))
    while True:
        if any(os.path.exists(os.path.join(folder, mark)) for mark in MARKS):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return own
        folder = above


def folder_of(name: str) -> str:
    """The folder that a file's references start from: for standard input, the current one."""
    return "." if name == STDIN else os.path.dirname(name) or "."


def shown_name(reference: Reference) -> str:
    """What the file is called in messages: its place from the current folder, as the spec's own name has it."""
    return os.path.normpath(os.path.join(folder_of(reference.text.name), reference.written))


def real_path(reference: Reference, project: str) -> str:
    """Where the file is, links followed. Raises SpecError for a name that leads out of the project's folder, or is of
    another kind."""
    written = reference.written
    if "://" in written:
        problem = "names an address on the net; only files of the project are read", "copy the file into the project"
    elif os.path.isabs(written) or written.startswith("~") or written[1:2] == ":":
        problem = "must be relative to this file", "e.g. `blocks/residual.modelspec.yaml`"
    elif "\\" in written:
        problem = "has a backslash", "write `/` between folders"
    elif not written.endswith(ENDINGS):
        problem = "is no YAML file", f"its name ends in {' or '.join(ENDINGS)}"
    else:
        real = os.path.realpath(os.path.join(folder_of(reference.text.name), written))
        if os.path.commonpath([project, real]) == project:
            return real
        problem = (
            "leads out of the project's folder",
            ("the project is the nearest folder with a .git or pyproject.toml, or else the spec's own"),
        )
    raise SpecError([reference.problem("E702", f"{show(written)} {problem[0]}", problem[1])])


def _bytes(reference: Reference, real: str) -> bytes:
    try:
        # The links were followed: one that stands there now was put there meanwhile.
        with open_regular(real, getattr(os, "O_NOFOLLOW", 0)) as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        reason, help_text = "there is no such file", _near(real, reference.written, reference.text.name)
    except OSError as error:
        reason, help_text = error.strerror or "it cannot be opened", None
    raise SpecError([reference.problem("E701", f"cannot read {show(reference.written)}: {reason}", help_text)])


def _near(real: str, written: str, asking: str) -> str:
    """A file beside the one that is missing, of nearly that name."""
    folder, name = os.path.split(real)
    try:
        beside = [entry for entry in os.listdir(folder) if entry.endswith(ENDINGS)]
    except OSError:
        return f"there is no folder {show(os.path.dirname(written))}"
    own = os.path.realpath(asking)
    near = nearest(name, [entry for entry in sorted(beside)[:200] if os.path.join(folder, entry) != own])
    if near is None:
        return "the name is relative to the file that it stands in"
    return f"did you mean `{os.path.join(os.path.dirname(written), near)}`?"


def _require_mark(root: Node, text: Text) -> None:
    assert isinstance(root.value, dict)
    found = root.value.get("modelspec")
    if found is None or found[2].value != 1:
        start, end = (0, 0) if found is None else (found[2].start, found[2].end)
        said = "this file has no `modelspec: 1`" if found is None else "`modelspec` must be 1"
        raise SpecError([text.problem("E035", said, start, end, help="begin the file with `modelspec: 1`")])
