"""`.npz` files."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from modelspec.numeric import Array
from tests.hostile import MISFIT, Cases, right, sparse, written

KERNEL = "hidden.kernel"


def arrays(**changed: Array | None) -> Callable[[Path], object]:
    """A file as NumPy writes it."""
    return lambda path: np.savez(path, **right(**changed))  # type: ignore[arg-type]


def npy(array: Array, header: str | None = None, version: tuple[int, int] = (1, 0), data: bytes | None = None) -> bytes:
    """An array's file, with a header of one's own."""
    text = header or f"{{'descr': {array.dtype.str!r}, 'fortran_order': False, 'shape': {array.shape!r}, }}"
    length = struct.pack("<H" if version == (1, 0) else "<I", len(text) + 1)
    return b"\x93NUMPY" + bytes(version) + length + text.encode() + b"\n" + (array.tobytes() if data is None else data)


def archive(kernel: bytes, **more: Any) -> Callable[[Path], object]:
    """A file with this member for the first kernel."""

    def make(path: Path) -> None:
        files = {f"{name}.npy": npy(array) for name, array in right().items()} | {f"{KERNEL}.npy": kernel}
        with zipfile.ZipFile(path, "w", more.get("compression", zipfile.ZIP_STORED)) as made:
            for name, data in files.items():
                made.writestr(more.get("names", {}).get(name, name), data)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for name, data in more.get("besides", ()):
                    made.writestr(name, data)

    return make


def headed(header: str, **more: Any) -> Callable[[Path], object]:
    """A file whose first kernel has this header."""
    return archive(npy(right()[KERNEL], header, **more))


def shaped(shape: str, descr: str = "<f4") -> str:
    return f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"


def changed(change: Callable[[bytearray], object]) -> Callable[[Path], object]:
    """A right file, some bytes of which are changed."""

    def make(path: Path) -> None:
        file = io.BytesIO()
        np.savez(file, **right())  # type: ignore[arg-type]
        data = bytearray(file.getvalue())
        change(data)
        path.write_bytes(data)

    return make


def central(data: bytearray, offset: int, value: bytes) -> None:
    """Puts bytes into the first entry of the archive's list."""
    at = data.index(b"PK\x01\x02") + offset
    data[at : at + len(value)] = value


def cut(data: bytearray) -> None:
    del data[len(data) // 2 :]


def overlapping(data: bytearray) -> None:
    """Every entry of the list leads to the first member, and each says that it is as long as the file."""
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 20 : at + 24] = struct.pack("<I", len(data))
        data[at + 42 : at + 46] = bytes(4)


def bomb(path: Path) -> None:
    """Much of little."""
    kernel = npy(right()[KERNEL], data=bytes(200_000_000))
    archive(kernel, compression=zipfile.ZIP_DEFLATED)(path)


CODE = "{'descr': __import__('os').system('touch pwned'), 'fortran_order': False, 'shape': (6, 4)}"
DEEP = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {'(' * 4000}{')' * 4000}}}"
CASES: Cases = {
    "an object": (arrays(hidden_kernel=np.array([[print]])), r"hidden.kernel is object"),
    "complex": (arrays(hidden_kernel=np.ones((6, 4), "complex64")), r"not floating point: hidden.kernel is complex64$"),
    "text": (arrays(hidden_kernel=np.full((6, 4), "x")), r"hidden.kernel is str"),
    "whole numbers": (arrays(hidden_kernel=np.ones((6, 4), "int8")), r"hidden.kernel is int8$"),
    "truth": (arrays(hidden_kernel=np.ones((6, 4), bool)), r"hidden.kernel is bool$"),
    "dates": (arrays(hidden_kernel=np.zeros((6, 4), "datetime64[s]")), r"hidden.kernel is datetime64"),
    "records": (arrays(hidden_kernel=np.zeros((6, 4), "f4,f4")), r"hidden.kernel is void"),
    "a number that is none": (arrays(out_bias=np.array([1, np.nan, 2])), r"beyond float32: out.bias \(1 of 3\)$"),
    "an infinity": (arrays(out_bias=np.full(3, -np.inf, "f4")), r"beyond float32: out.bias \(3 of 3\)$"),
    "beyond float32": (arrays(out_bias=np.array([1e300, 0, 0])), r"beyond float32: out.bias \(1 of 3\)$"),
    "missing": (arrays(out_bias=None, hidden_bias=None), rf"{MISFIT}: it lacks hidden.bias, out.bias$"),
    "unknown": (arrays(evil=np.ones(2)), r"the model has no evil$"),
    "a long name": (arrays(**{"n" * 60_000: np.ones(2)}), r"has no n{77}\.\.\.$"),
    "many names": (arrays(**{f"n{i}": np.ones(1) for i in range(50)}), r"n9 and 40 more$"),
    "all at once": (
        arrays(out_bias=None, evil=np.ones(2), out_kernel=np.ones((3, 4)), hidden_bias=np.ones(4, int)),
        r"it lacks out.bias; the model has no evil; other shapes: out.kernel is \[3, 4\] and should be \[4, 3\]; "
        r"not floating point: hidden.bias is int64$",
    ),
    "an empty archive": (np.savez, r"it lacks hidden.kernel, hidden.bias, out.kernel, out.bias$"),
    "an empty file": (written(b""), r"it is empty$"),
    "no archive": (written(b"\x80\x04rubbish"), r"no whole zip archive"),
    "a bare array": (written(npy(np.ones(3))), r"no whole zip archive"),
    "cut off": (changed(cut), r"no whole zip archive"),
    "a larger file": (
        sparse(5_000_000_000),
        r"it has 5,000,000,000 bytes, far more than this model's 43",
    ),
    "a huge shape": (headed(shaped("(10000000, 10000000)")), r"bytes, which is not what its header says$"),
    "a shape beyond all numbers": (headed(shaped(f"({'9' * 400}, 4)")), r"which is not what its header says$"),
    "a number of 5,000 digits": (headed(shaped(f"({'9' * 5000}, 4)")), r"no header of an array$"),
    "a size below 0": (headed(shaped("(-6, -4)")), r"no shape of an array$"),
    "a size that is true": (headed(shaped("(True, 24)")), r"no shape of an array$"),
    "no shape": (headed(shaped("7")), r"no header of an array$"),
    "code in the header": (headed(CODE), r"no header of an array$"),
    "a header without end": (headed(shaped("(6, 4)") + " " * 20_000), r"no header of an array$"),
    "a deep header": (headed(DEEP), r"no header of an array$"),
    "an unknown type": (headed(shaped("(6, 4)", "<q99")), r"no header of an array$"),
    "version 3": (headed(shaped("(6, 4)"), version=(3, 0)), r"is no plain array$"),
    "version 99": (headed(shaped("(6, 4)"), version=(99, 0)), r"no header of an array|no plain array"),
    "no array": (archive(b"rubbish"), r"'hidden.kernel.npy' has no header of an array$"),
    "a byte is missing": (archive(npy(right()[KERNEL])[:-1]), r"which is not what its header says$"),
    "a bomb": (bomb, r"has 200,000,\d\d\d bytes, which is not what"),
    "another compression": (archive(npy(right()[KERNEL]), compression=zipfile.ZIP_LZMA), r"in a way that is not read$"),
    "a name twice": (
        archive(npy(right()[KERNEL]), besides=[("hidden.kernel.npy", npy(np.ones((6, 4), "f4")))]),
        r"'hidden.kernel.npy' is in it twice$",
    ),
    "a name twice, once without ending": (
        archive(npy(right()[KERNEL]), besides=[("hidden.kernel", npy(np.ones((6, 4), "f4")))]),
        r"'hidden.kernel' is in it twice$",
    ),
    "an absolute name": (
        archive(npy(right()[KERNEL]), besides=[("/tmp/evil.npy", npy(np.ones(2)))]),
        r"the model has no /tmp/evil$",
    ),
    "a name upwards": (
        archive(npy(right()[KERNEL]), names={"hidden.kernel.npy": "../hidden.kernel.npy"}),
        r"it lacks hidden.kernel; the model has no \.\./hidden.kernel$",
    ),
    "a name with an escape": (
        archive(npy(right()[KERNEL]), besides=[("\x1b[2Jx.npy", npy(np.ones(2)))]),
        r"the model has no \\x1b\[2Jx$",
    ),
    "many members": (
        archive(npy(right()[KERNEL]), besides=[(f"n{i}", b"") for i in range(2000)]),
        r"it has 2,004 entries, far more than this model's 4 weights need$",
    ),
    "encrypted": (changed(lambda data: central(data, 8, b"\x01\x00")), r"is encrypted$"),
    "a wrong sum": (changed(lambda data: central(data, 16, b"abcd")), r"Bad CRC-32"),
    "a length that lies": (changed(lambda data: central(data, 24, b"\xff\xff\xff\x7f")), r"not what its header says$"),
    "members over each other": (changed(overlapping), r"more bytes than the archive$|no whole zip archive|Overlapped"),
}
