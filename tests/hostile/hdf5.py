"""`.weights.h5` and `.keras` files."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tests.hostile import MISFIT, Cases, sparse, written

PATH = "layers/dense/vars/0"
SHAPES = {PATH: (6, 4), "layers/dense/vars/1": (4,), "layers/dense_1/vars/0": (4, 3), "layers/dense_1/vars/1": (3,)}
Change = Callable[[Any], object]
SECRET = "/etc/passwd"


def fill(file: Any) -> None:
    for path, shape in SHAPES.items():
        file[path] = np.full(shape, 0.5, "float32")


def changed(change: Change) -> Callable[[Path], object]:
    """A right file after a change."""

    def make(path: Path) -> None:
        with h5py.File(path, "w") as file:
            fill(file)
            change(file)

    return make


def one(make: Callable[[Any], object]) -> Callable[[Path], object]:
    """A right file with another first kernel."""

    def change(file: Any) -> None:
        del file[PATH]
        make(file)

    return changed(change)


def kernel(array: Any) -> Callable[[Path], object]:
    return one(lambda file: file.create_dataset(PATH, data=array))


def created(*arguments: Any, **options: Any) -> Callable[[Path], object]:
    return one(lambda file: file.create_dataset(PATH, *arguments, **options))


def virtual(file: Any) -> None:
    layout = h5py.VirtualLayout((6, 4), "f4")
    layout[:] = h5py.VirtualSource(SECRET, "x", (6, 4))
    file.create_virtual_dataset(PATH, layout)


def put(path: str, value: Any) -> Change:
    def change(file: Any) -> None:
        if path in file:
            del file[path]
        file[path] = value

    return change


def deep(file: Any) -> None:
    file.create_group("layers/" + "/".join("x" * 200))


def ring(file: Any) -> None:
    file["layers/self"] = file["layers"]
    file["layers/again"] = file["layers"]


def many(file: Any) -> None:
    for i in range(1100):
        file.create_group(f"layers/n{i}")


def cut(path: Path) -> None:
    changed(lambda file: None)(path)
    os.truncate(path, path.stat().st_size // 2)


def flipped(path: Path) -> None:
    changed(lambda file: None)(path)
    data = bytearray(path.read_bytes())
    data[100:400] = bytes(b ^ 0x55 for b in data[100:400])
    path.write_bytes(data)


HDF5: Cases = {
    "an empty file": (written(b""), r"it is empty$"),
    "rubbish": (written(b"\x89HDF\r\n\x1a\nrubbish"), r"it is no whole HDF5 file$"),
    "cut off": (cut, r"it is no whole HDF5 file$|cannot read"),
    "damaged": (flipped, r"cannot read|does not hold"),
    "a larger file": (sparse(5_000_000_000), r"it has 5,000,000,000 bytes, far more"),
    "no layers": (lambda path: h5py.File(path, "w").close(), r"it has no group 'layers', so it is no file of Keras 3$"),
    "an external link": (
        one(put(PATH, h5py.ExternalLink(SECRET, "/x"))),
        r"'layers/dense/vars/0' is a link to elsewhere",
    ),
    "layers elsewhere": (changed(put("layers", h5py.ExternalLink(SECRET, "/"))), r"'layers' is a link to elsewhere"),
    "a soft link": (
        one(put(PATH, h5py.SoftLink("/layers/dense/vars/1"))),
        r"is a link to elsewhere, which is not followed",
    ),
    "external storage": (created((6, 4), "f4", external=[(SECRET, 0, 96)]), r"has its numbers in another file"),
    "a virtual dataset": (one(virtual), r"has its numbers in another file, which is not opened$"),
    "a bomb": (created(data=np.zeros((6000, 4000), "f4"), compression="gzip"), r"is compressed or in chunks"),
    "chunks": (created((6, 4), "f4", chunks=(6, 4)), r"is compressed or in chunks"),
    "a huge dataset": (
        created((10**9, 10**9), "f4"),
        r"hidden/kernel is \[1000000000, 1000000000\] and should be",
    ),
    "another shape": (kernel(np.ones((4, 6), "f4")), r"hidden/kernel is \[4, 6\] and should be \[6, 4\]$"),
    "text": (kernel(b"evil"), r"hidden/kernel is"),
    "references": (created((6, 4), h5py.ref_dtype), r"hidden/kernel is object$"),
    "of any length": (created((6, 4), h5py.vlen_dtype("f4")), r"hidden/kernel is object$"),
    "records": (created((6, 4), np.dtype("f4,f4")), r"hidden/kernel is void64$"),
    "whole numbers": (kernel(np.ones((6, 4), "i4")), r"hidden/kernel is int32$"),
    "complex": (kernel(np.ones((6, 4), "c8")), r"hidden/kernel is complex64$"),
    "empty": (kernel(h5py.Empty("f4")), r"'layers/dense/vars/0' is empty$"),
    "a group for an array": (one(lambda file: file.create_group(PATH)), r"it lacks hidden/kernel$"),
    "missing": (one(lambda file: None), rf"{MISFIT}: it lacks hidden/kernel$"),
    "unknown": (changed(put("layers/evil/vars/0", np.ones(1))), r"the model has no layers/evil/vars/0$"),
    "a ring of groups": (changed(ring), r"its groups are too deep$|far more"),
    "deep groups": (changed(deep), r"its groups are too deep$"),
    "many groups": (changed(many), r"entries, far more"),
    "NaN": (kernel(np.full((6, 4), np.nan, "f4")), r"beyond float32: hidden/kernel \(24 of 24\)$"),
}


def inside(make: Callable[[Path], object], name: str = "model.weights.h5") -> Callable[[Path], object]:
    """A `.keras` file with such a file of variables, and a model that must not be built."""

    def put_in(path: Path) -> None:
        variables = path.with_name("variables")
        make(variables)
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("config.json", '{"class_name": "Lambda", "config": {"function": "evil"}}')
            made.write(variables, name)
        variables.unlink()

    return put_in


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", compression) as made:
            for name, data in members:
                made.writestr(name, data)
        path.write_bytes(file.getvalue())

    return make


def bomb(path: Path) -> None:
    zipped(("model.weights.h5", bytes(200_000_000)), compression=zipfile.ZIP_DEFLATED)(path)


KERAS: Cases = {
    "no archive": (written(b"rubbish"), r"it is no whole zip archive"),
    "no variables": (zipped(("config.json", b"{}")), r"there is no model\.weights\.h5 in it$"),
    "variables upwards": (inside(HDF5["NaN"][0], "../model.weights.h5"), r"there is no model\.weights\.h5 in it$"),
    "rubbish for variables": (zipped(("model.weights.h5", b"rubbish")), r"it is no whole HDF5 file$"),
    "a bomb": (bomb, r"its model\.weights\.h5 has 200,000,000 bytes, far more than this model's 43 numbers need$"),
    "a larger file": (sparse(5_000_000_000), r"it has 5,000,000,000 bytes, far more"),
    "an external link inside": (inside(HDF5["an external link"][0]), r"is a link to elsewhere, which is not followed$"),
    "a virtual dataset inside": (inside(HDF5["a virtual dataset"][0]), r"has its numbers in another file"),
    "missing inside": (inside(HDF5["missing"][0]), r"it lacks hidden/kernel$"),
}
FINE_KERAS = inside(changed(lambda file: None))
"""Its model is evil, and its variables are right: every number is 0.5."""
