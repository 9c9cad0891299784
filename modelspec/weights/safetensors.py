"""`.safetensors`: a header of JSON, and the arrays one after the other. Read here: the bounds are then our own."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, BinaryIO

from modelspec.foreign import MOST_AXES, Budget, Declared, Held, Refused, size_of
from modelspec.numeric import Array, np
from modelspec.record import Record

LENGTH = 8
ABOUT = "__metadata__"
TYPES = {"F64": ("float64", 8), "F32": ("float32", 4), "F16": ("float16", 2), "BF16": ("bfloat16", 2)}
"""Names here, there, and the bytes of an entry."""


class _Entry(Record):
    declared: Declared
    start: int
    end: int


def open_safetensors(file: BinaryIO, budget: Budget) -> Held:
    """What the file declares. Raises Refused unless its arrays fill it without holes, overlaps or a rest."""
    size = size_of(file)
    length = int.from_bytes(file.read(LENGTH), "little")
    if size < LENGTH or length > size - LENGTH:
        raise Refused("it is cut off, or no safetensors file: its header would be longer than the file")
    budget.require_text(length, "its header")
    header = _parsed(file.read(length))
    about = header.pop(ABOUT, {})
    if not isinstance(about, dict) or not all(isinstance(value, str) for value in about.values()):
        raise Refused(f"its {ABOUT} is no mapping of texts")
    budget.require_arrays(len(header))
    entries = {name: _entry(name, written) for name, written in header.items()}
    _require_filled(entries, size - LENGTH - length)
    return Held(
        {name: entry.declared for name, entry in entries.items()},
        lambda name: _read(file, entries[name], LENGTH + length),
    )


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Refused("its header is no JSON") from None
    if not isinstance(header, dict):
        raise Refused("its header is no mapping")
    return header


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refused(f"{name!a} is in it twice")
        found[name] = value
    return found


def _entry(name: str, written: Any) -> _Entry:
    if not isinstance(written, dict):
        raise Refused(f"{name!a} is described by no mapping")
    dtype: Any = written.get("dtype")
    shape: Any = written.get("shape")
    offsets: Any = written.get("data_offsets")
    if not isinstance(dtype, str):
        raise Refused(f"{name!a} has no dtype")
    if not _are_sizes(shape):
        raise Refused(f"{name!a} has no shape of an array")
    if not _are_sizes(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise Refused(f"{name!a} has no data_offsets of an array")
    start, end = offsets
    called, item = TYPES.get(dtype, (dtype, None))
    if item is not None and math.prod(shape) * item != end - start:
        raise Refused(f"{name!a} has {end - start:,} bytes, which is not what its dtype and shape say")
    return _Entry(Declared(tuple(shape), called), start, end)


def _are_sizes(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_AXES and all(type(n) is int and n >= 0 for n in value)


def _require_filled(entries: Mapping[str, _Entry], size: int) -> None:
    at = 0
    for name, entry in sorted(entries.items(), key=lambda item: (item[1].start, item[1].end)):
        if entry.start != at:
            raise Refused(f"{name!a} {'overlaps another array' if entry.start < at else 'comes after a hole'}")
        at = entry.end
    if at != size:
        raise Refused(f"it is cut off or too long: its arrays have {at:,} bytes, and the file {size:,} for them")


def _read(file: BinaryIO, entry: _Entry, begin: int) -> Array:
    file.seek(begin + entry.start)
    data = file.read(entry.end - entry.start)
    if len(data) != entry.end - entry.start:
        raise Refused("it changes while it is read")
    if entry.declared.dtype == "bfloat16":
        # NumPy has no such type: these are the upper halves of float32's numbers.
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4").reshape(entry.declared.shape)
    return np.frombuffer(data, np.dtype(entry.declared.dtype).newbyteorder("<")).reshape(entry.declared.shape)
