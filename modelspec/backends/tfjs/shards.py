"""The files of arrays beside a `model.json`, read as one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from modelspec.errors import ModelspecError
from modelspec.foreign import Budget, Refused, open_file, size_of


class Shards:
    """The files of a group of weights, one after the other, each inside the folder."""

    def __init__(self, folder: Path, names: list[Any], budget: Budget) -> None:
        """Raises Refused for a file that is elsewhere, or none."""
        budget.require_arrays(len(names))
        self.files = [_inside(folder.resolve(), name) for name in names]
        self.sizes = [_size(file) for file in self.files]
        self.size = sum(self.sizes)

    def read(self, at: int, count: int) -> bytes:
        """So many bytes from a place on."""
        found = []
        for file, size in zip(self.files, self.sizes, strict=True):
            begin, end = max(at, 0), min(at + count, size)
            if begin < end:
                with open_file(file) as opened:
                    opened.seek(begin)
                    found.append(opened.read(end - begin))
            at -= size
        data = b"".join(found)
        if len(data) != count:
            raise Refused("its files of weights change while they are read")
        return data


def _inside(folder: Path, name: Any) -> Path:
    """A file of arrays, which must lie in the folder of the model, links followed."""
    if not isinstance(name, str) or "\0" in name:
        raise Refused("an entry of `paths` is no file name")
    steps = PurePosixPath(name), PureWindowsPath(name)
    found = _real(folder, name)
    if any(step.anchor or ".." in step.parts for step in steps) or not found.is_relative_to(folder):
        raise Refused(f"its file {name[:80]!a} is not in its folder")
    return found


def _real(folder: Path, name: str) -> Path:
    try:
        return (folder / name).resolve()
    except (OSError, RuntimeError):  # A ring of links, or a name that is too long.
        return Path()


def _size(file: Path) -> int:
    try:
        with open_file(file) as opened:
            return size_of(opened)
    except ModelspecError:
        raise Refused(f"there is no file {file.name[:80]!a} beside it") from None
