"""Writes a set of generated files whole or not at all, and only over files of our own.

Everything is made in memory first. Then the set is replaced: the whole folder at once where it holds nothing but
generated files, else file by file with a journal, from which the next build puts the old files back (see `writer`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from modelspec.disk.lock import locked
from modelspec.output.marks import GENERATOR, MANIFEST, MARKS, digest, manifest_text
from modelspec.output.place import Place
from modelspec.output.states import State, states_of, text_of, with_others

__all__ = [
    "GENERATOR",
    "MANIFEST",
    "MARKS",
    "compare_set",
    "difference",
    "digest",
    "holds_parts",
    "manifest_text",
    "write_set",
]


def write_set(
    folder: str | os.PathLike[str],
    files: Mapping[str, str],
    *,
    force: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> list[tuple[str, State]]:
    """Writes the files (name -> text) into the folder, and says of each what was done. Files that are as they should
    be are not touched. `tell` is told of an interrupted build that was undone first. Raises ModelspecError, which says
    what stands in the folder, if one cannot be written or is not ours."""
    from modelspec.output.writer import write  # noqa: PLC0415

    return write(Place.of(folder), files, force, tell)


def compare_set(folder: str | os.PathLike[str], files: Mapping[str, str]) -> list[tuple[str, State]]:
    """What `write_set` would do, without doing it."""
    place = Place.of(folder)
    with place.readable():
        if not place.has_folder():
            # Nor may the one around it be there, which would be locked: a first build may be making both right now.
            return [(name, "created") for name in files]
        with locked(place.parent, shared=True):
            return states_of(place, with_others(place, files))


def holds_parts(folder: str | os.PathLike[str]) -> bool:
    """Whether a build was interrupted there in such a way that the files are not of one set."""
    place = Place.of(folder)
    with locked(place.parent, shared=True):
        return os.path.lexists(place.journal)


def difference(folder: str | os.PathLike[str], files: Mapping[str, str]) -> str:
    """A unified diff from the files that stand there to those that would; empty if there is none."""
    import difflib  # noqa: PLC0415

    place = Place.of(folder)
    lines: list[str] = []
    with place.readable(), locked(place.parent, shared=True):
        for name, text in with_others(place, files).items():
            old, path = text_of(place, name), os.path.join(place.shown, name)
            if old != text:
                new_lines, old_lines = text.splitlines(keepends=True), (old or "").splitlines(keepends=True)
                lines += difflib.unified_diff(old_lines, new_lines, os.devnull if old is None else path, path)
    return "".join(lines)
