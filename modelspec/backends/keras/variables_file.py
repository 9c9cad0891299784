"""Keras's HDF5 files of variables, read without Keras: only datasets that lie in the file itself, uncompressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import h5py

from modelspec.foreign import Budget, Refused

LAYERS = "layers"
"""The variables of the model; what training keeps besides stands elsewhere."""
DEEPEST = 64


def datasets(file: h5py.File, budget: Budget) -> dict[str, Any]:
    """Every dataset of a layer by its path. Raises Refused for anything that would lead out of the file, or make much
    of little. None is read."""
    found: dict[str, Any] = {}
    for count, (path, item) in enumerate(_walk(file, "", budget)):
        budget.require_arrays(count)
        if isinstance(item, h5py.Dataset):
            _require_plain(path, item)
            found[path] = item
    return found


def open_file(file: BinaryIO) -> h5py.File:
    """The file for reading."""
    try:
        return h5py.File(file, "r")
    except (OSError, ValueError, RuntimeError, KeyError):
        raise Refused("it is no whole HDF5 file") from None


def _walk(group: Any, at: str, budget: Budget) -> Iterator[tuple[str, Any]]:
    if at.count("/") > DEEPEST:
        raise Refused("its groups are too deep")
    budget.require_arrays(len(group))
    for name in [LAYERS] if not at else group:
        path = f"{at}/{name}".lstrip("/")
        link = group.get(name, getlink=True)
        if link is None:
            raise Refused(f"it has no group {LAYERS!a}, so it is no file of Keras 3")
        if not isinstance(link, h5py.HardLink):
            raise Refused(f"{path!a} is a link to elsewhere, which is not followed")
        item = group[name]
        yield path, item
        if isinstance(item, h5py.Group):
            yield from _walk(item, path, budget)


def _require_plain(path: str, dataset: Any) -> None:
    if dataset.shape is None:
        raise Refused(f"{path!a} is empty")
    if dataset.is_virtual or dataset.external:
        raise Refused(f"{path!a} has its numbers in another file, which is not opened")
    if dataset.chunks is not None:
        raise Refused(f"{path!a} is compressed or in chunks, as Keras writes nothing")
