"""From the private folder in which files of weights were written to their place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

Parts = Callable[[Path], Iterable[str]]
"""The names of the files that belong to a file of weights, as far as it was written by us."""


def no_parts(file: Path) -> tuple[str, ...]:
    """Most files of weights stand alone."""
    return ()


def move(named: Path, to: Path, parts: Parts) -> None:
    """Moves all files of a folder, the named one last. The others have names of their own content: the old set is whole
    until the named file is replaced, and the new one from then on. What only the old set needed then goes.
    Whoever calls has locked the folder: of two who do this, one must not remove what the other has just put there."""
    old = {name for name in parts(to / named.name) if (to / name).is_file()}
    new = [file for file in sorted(named.parent.iterdir()) if file != named]
    added = [to / file.name for file in new if not os.path.lexists(to / file.name)]
    try:
        for file in (*new, named):
            _settle(file)
            os.replace(file, to / file.name)
    except BaseException:
        _remove(added)
        raise
    _remove(to / name for name in old - {file.name for file in new})


def _settle(file: Path) -> None:
    """The file is on the disk before its name is, and readable as any other new file: some formats are written for the
    owner's eyes only."""
    mask = os.umask(0)
    os.umask(mask)
    file.chmod(0o666 & ~mask)
    with open(file, "rb+") as written:
        os.fsync(written.fileno())


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink()
