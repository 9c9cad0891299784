"""The arrays of a TensorFlow.js `model.json`. The file may come from anywhere: nothing that it says is believed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from modelspec.backends.tfjs.shards import Shards
from modelspec.foreign import MOST_AXES, Budget, Declared, Held, Refused
from modelspec.numeric import np
from modelspec.record import Record

ITEM_BYTES = 4
OF_THE_OPTIMIZER = "optimizer"
WHAT_IT_IS_NOT = "it is no model of TensorFlow.js, there is no list `{}`"


class _Entry(Record):
    name: str
    group: Any
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return math.prod(self.shape) * ITEM_BYTES


def open_model(file: BinaryIO, path: Path, budget: Budget) -> Held:
    """Every array by its name, the optimizer's left out. Raises Refused for anything that is not as it should be; no
    file outside of the folder of `path` is opened."""
    text = file.read(budget.text + 1)
    budget.require_text(len(text), "it")
    found: dict[str, tuple[_Entry, Shards, int]] = {}
    for entry, shards, at in _entries(_listed(_parsed(text), "weightsManifest"), path.parent, budget):
        if entry.name in found:
            raise Refused(f"the weight {entry.name!a} is in it twice")
        found[entry.name] = entry, shards, at

    def read(name: str) -> Any:
        entry, shards, at = found[name]
        return np.frombuffer(shards.read(at, entry.size), "<f4").reshape(entry.shape)

    wanted = {name: entry for name, (entry, _, _) in found.items() if entry.group != OF_THE_OPTIMIZER}
    return Held({name: Declared(entry.shape, "float32") for name, entry in wanted.items()}, read)


def paths_in(text: bytes) -> Iterator[str]:
    """The names of files in a `model.json`."""
    for group in _listed(_parsed(text), "weightsManifest"):
        yield from (name for name in _listed(group, "paths") if isinstance(name, str))


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused("it is no JSON") from None


def _listed(entry: Any, key: str) -> list[Any]:
    found = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(found, list):
        raise Refused(WHAT_IT_IS_NOT.format(key))
    return found


def _entries(groups: list[Any], folder: Path, budget: Budget) -> Iterator[tuple[_Entry, Shards, int]]:
    """Each array, the files that it is in, and where."""
    held = 0
    for group in groups:
        entries = [_entry(entry) for entry in _listed(group, "weights")]
        shards = Shards(folder, _listed(group, "paths"), budget)
        size = sum(entry.size for entry in entries)
        if shards.size != size:
            raise Refused(f"its files of weights have {shards.size:,} bytes, and its list of weights {size:,}")
        held += size
        budget.require_bytes(held, "its list of weights")
        at = 0
        for entry in entries:
            yield entry, shards, at
            at += entry.size


def _entry(entry: Any) -> _Entry:
    name, shape = (entry.get("name"), entry.get("shape")) if isinstance(entry, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(shape, list):
        raise Refused("an entry of `weights` has no name or no shape")
    if len(shape) > MOST_AXES or not all(type(size) is int and size > 0 for size in shape):
        raise Refused(f"{name!a} has the shape {str(shape)[:80]}")
    if entry.get("quantization") is not None:
        raise Refused(f"{name!a} is quantized: its numbers are not those of the model")
    if entry.get("dtype") != "float32":
        raise Refused(f"{name!a} is of the type {str(entry.get('dtype'))[:80]!a}, only float32 is read")
    return _Entry(name, entry.get("group"), tuple(shape))
