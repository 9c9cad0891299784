"""What stands in the output folder, what would become of it, and whether it is ours to overwrite."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping

from modelspec.disk.basic import status
from modelspec.errors import ModelspecError
from modelspec.output.marks import MANIFEST, digest, hashes_in, is_ours, manifest_text
from modelspec.output.place import Place

State = str
"""`created`, `updated` or `unchanged`."""


def text_of(place: Place, name: str) -> str | None:
    """The text of a file, None if there is none. Line ends stay as they are, and bytes that are no text, too."""
    path = os.path.join(place.root, name)
    found = status(path)
    if found is None:
        return None
    if not stat.S_ISREG(found.st_mode):
        shown = os.path.join(place.shown, name)
        if stat.S_ISLNK(found.st_mode):
            raise ModelspecError(f"{shown} is a symbolic link, which is not followed; remove it first")
        kind = "folder" if stat.S_ISDIR(found.st_mode) else "device or a pipe"
        raise ModelspecError(f"{shown} is a {kind}, where a file is to be written")
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "surrogateescape")


def states_of(place: Place, files: Mapping[str, str]) -> list[tuple[str, State]]:
    """What writing the files would do to each."""
    states = []
    for name, text in files.items():
        old = text_of(place, name)
        states.append((name, "created" if old is None else "unchanged" if old == text else "updated"))
    return states


def with_others(place: Place, files: Mapping[str, str]) -> dict[str, str]:
    """The files, the manifest with the hashes of what stands there from an earlier build of another backend: without
    them, a later build could not see that such a file was changed by hand."""
    result = dict(files)
    for name in (name for name in files if name.endswith(MANIFEST)):
        data = json.loads(files[name])
        kept = hashes_in(text_of(place, name) or "")
        others = {file: kept[file] for file in kept if file not in data["files"] and _is_file(place, file)}
        if others:
            data["files"] |= others
            result[name] = manifest_text(data)
    return result


def require_ours(place: Place, names: Iterable[str]) -> None:
    """Raises ModelspecError for a file that we did not write, or that was changed since."""
    hashes = recorded(place)
    for name in names:
        text, shown = text_of(place, name) or "", os.path.join(place.shown, name)
        if not is_ours(name, text):
            raise ModelspecError(f"{shown} was not written by modelspec; --force overwrites it")
        if hashes.get(name, digest(text)) != digest(text):
            raise ModelspecError(f"{shown} was changed by hand since it was generated; --force overwrites it")


def recorded(place: Place) -> dict[str, str]:
    """The hashes of the generated files, as the manifests of the folder have them."""
    found: dict[str, str] = {}
    for name in _manifests(place):
        found |= hashes_in(text_of(place, name) or "")
    return found


def holds_only(place: Place, names: Iterable[str]) -> bool:
    """Whether each thing in the folder is one of these files, a manifest, or a file that a manifest lists."""
    known = {*names, *recorded(place), *_manifests(place)}
    return all(name in known and _is_file(place, name) for name in os.listdir(place.root))


def _manifests(place: Place) -> list[str]:
    try:
        names = os.listdir(place.root)
    except FileNotFoundError:
        return []
    return sorted(name for name in names if name.endswith(MANIFEST) and _is_file(place, name))


def _is_file(place: Place, name: str) -> bool:
    found = status(os.path.join(place.root, name))
    return found is not None and stat.S_ISREG(found.st_mode)
