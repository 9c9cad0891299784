"""`.safetensors` files."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.hostile import Cases, right, sparse, written

Header = dict[str, Any]


def header() -> tuple[Header, bytes]:
    """A right file's."""
    made: Header = {}
    data = b""
    for name, array in right().items():
        made[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    return made, data


def whole(text: str | bytes, data: bytes, length: int | None = None) -> bytes:
    encoded = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(encoded) if length is None else length) + encoded + data


def told(data: bytes | None = None, **changes: Any) -> Callable[[Path], object]:
    """A file whose header says something else of the first kernel."""
    made, right_data = header()
    made["hidden.kernel"] |= changes
    return written(whole(json.dumps(made), right_data if data is None else data))


def headed(text: str | bytes, length: int | None = None) -> Callable[[Path], object]:
    """A file with this header."""
    return written(whole(text, header()[1], length))


def besides(**entries: Any) -> Callable[[Path], object]:
    """A file with more entries."""
    made, data = header()
    return written(whole(json.dumps(made | entries), data))


def number(at: int, value: float) -> bytes:
    """The arrays, with another number at a place."""
    data = header()[1]
    return data[: 4 * at] + struct.pack("<f", value) + data[4 * at + 4 :]


NONE = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
RIGHT = json.dumps(header()[0])
CASES: Cases = {
    "an empty file": (written(b""), r"it is empty$"),
    "seven bytes": (written(b"\x01" + bytes(6)), r"it is cut off, or no safetensors file"),
    "a header beyond the file": (headed(RIGHT, 1 << 40), r"its header would be longer than the file$"),
    "a header beyond all numbers": (headed(RIGHT, (1 << 64) - 1), r"its header would be longer than the file$"),
    "a larger file": (sparse(5_000_000_000), r"it has 5,000,000,000 bytes, far more"),
    "a huge header": (headed(" " * 4_064_001 + "{}"), r"its header has 4,064,003 bytes, far more than this model's 4"),
    "no JSON": (headed("{'a': 1}"), r"its header is no JSON$"),
    "no UTF-8": (headed(b'{"\xff": 1}'), r"its header is no JSON$"),
    "no header": (headed(""), r"its header is no JSON$"),
    "a deep header": (headed("[" * 1_000_000), r"its header is no JSON$"),
    "a number of 5,000 digits": (headed(f'{{"a": {"9" * 5000}}}'), r"its header is no JSON$"),
    "a list": (headed("[]"), r"its header is no mapping$"),
    "a name twice": (headed(RIGHT[:-1] + ", " + RIGHT[1:]), r"'hidden.kernel' is in it twice$"),
    "a key twice": (headed(RIGHT.replace('"F32"', '"F32", "dtype": "F32"', 1)), r"'dtype' is in it twice$"),
    "an entry that is none": (besides(evil=7), r"'evil' is described by no mapping$"),
    "no dtype": (told(dtype=None), r"'hidden.kernel' has no dtype$"),
    "an unknown dtype": (told(dtype="F32\x1b"), r"hidden.kernel is F32\\x1b$"),
    "whole numbers": (told(dtype="I32"), r"not floating point: hidden.kernel is I32$"),
    "complex": (told(dtype="C64"), r"not floating point: hidden.kernel is C64$"),
    "another dtype": (told(dtype="F64"), r"has 96 bytes, which is not what its dtype and shape say$"),
    "no shape": (told(shape=None), r"no shape of an array$"),
    "a size below 0": (told(shape=[-6, -4]), r"no shape of an array$"),
    "a size with a point": (told(shape=[6.0, 4]), r"no shape of an array$"),
    "a size that is true": (told(shape=[True, 24]), r"no shape of an array$"),
    "a thousand axes": (told(shape=[1] * 1000), r"no shape of an array$"),
    "a huge shape": (told(shape=[10**9, 10**9]), r"which is not what its dtype and shape say$"),
    "a huge shape and offsets": (
        told(shape=[10**9, 10**9], data_offsets=[0, 4 * 10**18]),
        r"'hidden.bias' overlaps another array$|it is cut off or too long",
    ),
    "another shape": (told(shape=[4, 6]), r"hidden.kernel is \[4, 6\] and should be \[6, 4\]$"),
    "no offsets": (told(data_offsets=[0]), r"no data_offsets of an array$"),
    "offsets below 0": (told(data_offsets=[-96, 0]), r"no data_offsets of an array$"),
    "offsets that go back": (told(data_offsets=[96, 0]), r"no data_offsets of an array$"),
    "an overlap": (told(data_offsets=[16, 112]), r"comes after a hole$|overlaps another array$"),
    "a hole": (told(data_offsets=[0, 92], shape=[23]), r"'hidden.bias' comes after a hole$"),
    "a rest": (told(header()[1] + b"x"), r"its arrays have 172 bytes, and the file 173 for them$"),
    "cut off": (told(header()[1][:-1]), r"its arrays have 172 bytes, and the file 171 for them$"),
    "metadata that is none": (besides(__metadata__={"a": 1}), r"its __metadata__ is no mapping of texts$"),
    "many entries": (besides(**{f"n{i}": NONE for i in range(2000)}), r"it has 2,004 entries, far more"),
    "unknown": (besides(__proto__=NONE), r"the model has no __proto__$"),
    "a number that is none": (told(number(0, np.nan)), r"beyond float32: hidden.kernel \(1 of 24\)$"),
    "an infinity": (told(number(42, np.inf)), r"beyond float32: out.bias \(1 of 3\)$"),
}
