"""Where a set of files stands, and the names that the writer uses for itself there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from modelspec.errors import ModelspecError
from modelspec.record import Record

OWN = ".modelspec-build"
"""What the writer's own folders are named: one beside the output folder, one in it. The lock makes one name enough."""


class Place(Record):
    """`root` is the output folder itself: a link that the user names is followed once, links in it never are."""

    shown: str
    root: str
    parent: str
    staging: str
    """Beside it: the next folder, and after the exchange the one before."""
    inner: str
    """In it: the new files, the old ones, and the journal."""
    journal: str

    @staticmethod
    def of(folder: str | os.PathLike[str]) -> Place:
        """From the name as the user wrote it."""
        shown = os.fspath(folder)
        root = os.path.realpath(shown)
        parent, name = os.path.split(root)
        inner = os.path.join(root, OWN)
        staging = os.path.join(parent, f".{name}{OWN}")
        return Place(shown, root, parent, staging, inner, os.path.join(inner, "journal.json"))

    def has_folder(self, path: str | None = None) -> bool:
        """Whether the output folder, or one on the way there, exists. Raises ModelspecError if something else has its
        name."""
        try:
            mode = os.stat(path or self.root).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return False
        if not stat.S_ISDIR(mode):
            raise ModelspecError(f"cannot write {self.shown}: {path or self.root} is a file, where a folder is to be")
        return True

    @contextmanager
    def readable(self) -> Iterator[None]:
        """What cannot be read inside is told in one line."""
        try:
            yield
        except OSError as error:
            raise ModelspecError(f"cannot read {error.filename or self.shown}: {error.strerror or error}") from None
