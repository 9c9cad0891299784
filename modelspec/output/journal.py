"""The new files take the place of the old ones one by one, with a journal by which all of it can be undone.

The order is what counts: the new files, further names of the old ones, then the journal; then the files change places,
the manifest last; when the journal is gone, the new set stands. As long as the journal is there, whoever finds it puts
the old files back, this process or the next: nothing is lost if that is interrupted, too.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Mapping

from modelspec.disk.basic import permissions, status, sync_folder, write_new
from modelspec.errors import ModelspecError
from modelspec.output.marks import digest, is_plain
from modelspec.output.place import OWN, Place
from modelspec.output.states import text_of


def replace_files(place: Place, files: Mapping[str, str]) -> None:
    """The files change; everything else in the folder stays."""
    os.mkdir(place.inner)
    before: dict[str, bool] = {}
    for name, text in files.items():
        target = os.path.join(place.root, name)
        write_new(_new(place, name), text.encode(), permissions(target))
        before[name] = status(target) is not None
        if before[name]:
            _keep(target, _old(place, name))
    _begin(place, {name: {"old": before[name], "new": digest(text)} for name, text in files.items()})
    for name in files:
        os.replace(_new(place, name), os.path.join(place.root, name))
    sync_folder(place.root)
    _end(place)


def undo(place: Place, *, force: bool = False) -> bool:
    """Puts the old files back, if there is a journal, and removes what was left; whether there was one. Raises
    ModelspecError for a file that was changed by hand since, unless it is forced."""
    found = status(place.inner)
    if found is None:
        return False
    if not stat.S_ISDIR(found.st_mode):
        raise ModelspecError(f"{place.inner} is in the way; remove it first")
    if status(place.journal) is None:
        shutil.rmtree(place.inner)
        return False
    entries = _entries(place)
    if not force:
        for name, entry in entries.items():
            _require_unedited(place, name, entry)
    for name, entry in entries.items():
        _put_back(place, name, bool(entry["old"]))
    sync_folder(place.root)
    _end(place)
    return True


def _begin(place: Place, entries: Mapping[str, Mapping[str, object]]) -> None:
    """The journal appears whole, after all that it speaks of."""
    waiting = f"{place.journal}.new"
    sync_folder(place.inner)
    write_new(waiting, json.dumps(entries, indent=1).encode())
    os.rename(waiting, place.journal)
    sync_folder(place.inner)
    sync_folder(place.root)


def _end(place: Place) -> None:
    os.unlink(place.journal)
    sync_folder(place.inner)
    shutil.rmtree(place.inner)
    sync_folder(place.root)


def _keep(target: str, kept: str) -> None:
    """Another name for the old file, or a copy where files have only one."""
    try:
        os.link(target, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        with open(target, "rb") as file:
            write_new(kept, file.read(), permissions(target))
        shutil.copystat(target, kept)


def _put_back(place: Place, name: str, was_there: bool) -> None:
    target, kept = os.path.join(place.root, name), _old(place, name)
    if not was_there:
        if status(target) is not None:
            os.unlink(target)
    elif status(kept) is not None:
        # Where both are names of one file, this does nothing; the second name goes with the folder.
        os.replace(kept, target)


def _require_unedited(place: Place, name: str, entry: Mapping[str, object]) -> None:
    text = text_of(place, name)
    if text is None or digest(text) == entry["new"]:
        return
    old = text_of(place, os.path.join(OWN, f"old-{name}"))
    # What was put back already has no second name any more.
    if entry["old"] and old in (None, text):
        return
    raise ModelspecError(
        f"{os.path.join(place.shown, name)} was changed by hand after a build was interrupted there; "
        "--force overwrites it"
    )


def _entries(place: Place) -> dict[str, dict[str, object]]:
    try:
        with open(place.journal, encoding="utf-8") as file:
            entries = json.load(file)
        assert all(is_plain(name) and entry.keys() == {"old", "new"} for name, entry in entries.items())
    except (ValueError, AttributeError, AssertionError, RecursionError):
        raise ModelspecError(f"{place.journal} is no journal of modelspec; remove {place.inner} first") from None
    return dict(entries)


def _new(place: Place, name: str) -> str:
    return os.path.join(place.inner, f"new-{name}")


def _old(place: Place, name: str) -> str:
    return os.path.join(place.inner, f"old-{name}")
