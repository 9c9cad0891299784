"""The arrays of a TensorFlow.js `model.json`. The file may come from anywhere: nothing that it says is believed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from modelspec.errors import ModelspecError
from modelspec.numeric import Array, np

ITEM_BYTES = 4
OF_THE_OPTIMIZER = "optimizer"


def read_weights(path: Path) -> dict[str, Array]:
    """Every array by its name, the optimizer's left out. Raises ModelspecError for anything that is not as it should
    be; reads no file outside of the folder of `path`, and no byte more than the arrays need."""
    found: dict[str, Array] = {}
    for name, group, array in _arrays(_listed(_parsed(path), "weightsManifest", path), path):
        if name in found:
            raise _wrong(path, f"the weight {name!a} is in it twice")
        if group != OF_THE_OPTIMIZER:
            found[name] = array
    return found


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise _wrong(path, "it is no JSON") from None


def _listed(entry: Any, key: str, path: Path) -> list[Any]:
    found = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(found, list):
        raise _wrong(path, f"it is no model of TensorFlow.js, there is no list `{key}`")
    return found


def _arrays(groups: list[Any], path: Path) -> Iterator[tuple[str, Any, Array]]:
    for group in groups:
        entries = [_entry(entry, path) for entry in _listed(group, "weights", path)]
        files = [_inside(name, path) for name in _listed(group, "paths", path)]
        data = _read(files, sum(math.prod(shape) for _, _, shape in entries) * ITEM_BYTES, path)
        at = 0
        for name, kind, shape in entries:
            count = math.prod(shape)
            yield name, kind, np.frombuffer(data, "<f4", count, at).reshape(shape).copy()
            at += count * ITEM_BYTES


def _entry(entry: Any, path: Path) -> tuple[str, Any, tuple[int, ...]]:
    """Name, group and shape of an array."""
    name, shape = (entry.get("name"), entry.get("shape")) if isinstance(entry, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(shape, list):
        raise _wrong(path, "an entry of `weights` has no name or no shape")
    if not all(isinstance(size, int) and not isinstance(size, bool) and size > 0 for size in shape):
        raise _wrong(path, f"{name!a} has the shape {shape}")
    if entry.get("quantization") is not None:
        raise _wrong(path, f"{name!a} is quantized: its numbers are not those of the model")
    if entry.get("dtype") != "float32":
        raise _wrong(path, f"{name!a} is of the type {entry.get('dtype')!a}, only float32 is read")
    return name, entry.get("group"), tuple(shape)


def _inside(name: Any, path: Path) -> Path:
    """A file of arrays, which must lie in the folder of the model, links followed."""
    if not isinstance(name, str) or "\0" in name:
        raise _wrong(path, "an entry of `paths` is no file name")
    steps = PurePosixPath(name), PureWindowsPath(name)
    folder = path.parent.resolve()
    if any(step.anchor or ".." in step.parts for step in steps) or not _real(folder, name).is_relative_to(folder):
        raise _wrong(path, f"its file {name!a} is not in its folder")
    return folder / name


def _real(folder: Path, name: str) -> Path:
    try:
        return (folder / name).resolve()
    except (OSError, RuntimeError):  # A ring of links.
        return Path()


def _read(files: list[Path], size: int, path: Path) -> bytes:
    """The bytes of all files, one after the other, which must be just `size`."""
    missing = next((file.name for file in files if not file.is_file()), None)
    if missing is not None:
        raise _wrong(path, f"there is no file {missing!a} beside it")
    held = sum(file.stat().st_size for file in files)
    if held != size:
        raise _wrong(path, f"its files of weights have {held:,} bytes, and its list of weights {size:,}")
    data = b"".join(file.read_bytes() for file in files)
    if len(data) != size:
        raise _wrong(path, "its files of weights change while they are read")
    return data


def _wrong(path: Path, why: str) -> ModelspecError:
    return ModelspecError(f"cannot read {str(path)!a}: {why}")
