"""The next folder is made beside the old one and takes its place in one step; readers see the old set or the new one.

Files that stay as they are become names in both folders for a moment, so that nothing of them changes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

from modelspec.disk.basic import permissions, status, sync_folder, write_new
from modelspec.errors import ModelspecError
from modelspec.output.exchange import exchange
from modelspec.output.marks import is_begun
from modelspec.output.place import Place


class NotPossible(Exception):
    """This file system cannot do it, or we may not; nothing was changed."""


def make_folder(place: Place, files: Mapping[str, str]) -> None:
    """The folder is new, and appears with all of its files."""
    os.mkdir(place.staging)
    _fill(place, files)
    os.rename(place.staging, place.root)
    sync_folder(place.parent)


def exchange_folder(place: Place, files: Mapping[str, str], kept: Iterable[str]) -> None:
    """The folder that stands there is replaced by one with these files, and those of the old one that are `kept`.
    Raises NotPossible."""
    try:
        os.mkdir(place.staging)
        _match(place)
        for name in kept:
            os.link(os.path.join(place.root, name), os.path.join(place.staging, name), follow_symlinks=False)
    except OSError:
        discard(place)
        raise NotPossible from None
    _fill(place, files)
    try:
        exchange(place.staging, place.root)
    except OSError:
        discard(place)
        raise NotPossible from None
    sync_folder(place.parent)
    discard(place)


def discard(place: Place) -> None:
    """Removes the folder beside: one that was never finished, or the one before. What somebody put into that one
    meanwhile moves to the folder that took its place."""
    found = status(place.staging)
    if found is None:
        return
    if not stat.S_ISDIR(found.st_mode):
        raise ModelspecError(f"{place.staging} is in the way; remove it first")
    for name in os.listdir(place.staging):
        path, new = os.path.join(place.staging, name), os.path.join(place.root, name)
        if status(new) is not None or _is_begun(path, name):
            os.unlink(path)
        else:
            os.rename(path, new)
    os.rmdir(place.staging)


def _match(place: Place) -> None:
    """Owner and permissions of the old folder."""
    old, new = os.stat(place.root), os.stat(place.staging)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(place.staging, old.st_uid, old.st_gid)
    os.chmod(place.staging, stat.S_IMODE(old.st_mode))


def _fill(place: Place, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        write_new(os.path.join(place.staging, name), text.encode(), permissions(os.path.join(place.root, name)))
    sync_folder(place.staging)


def _is_begun(path: str, name: str) -> bool:
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return False
    with open(path, "rb") as file:
        return is_begun(name, file.read(100).decode("utf-8", "replace"))
