"""`model.json` files of TensorFlow.js, with their files of arrays."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.hostile import MISFIT, Cases, right, sparse, written

Made = dict[str, Any]
Change = Callable[[Made], object]


def entry(name: str, shape: list[Any], **more: Any) -> Made:
    return {"name": name, "shape": shape, "dtype": "float32", **more}


def model(change: Change, data: Callable[[Path], object] | None = None) -> Callable[[Path], object]:
    """A model whose JSON was changed, and perhaps its file of arrays."""

    def make(path: Path) -> None:
        group = {
            "paths": ["w.bin"],
            "weights": [entry(name.replace(".", "/"), list(array.shape)) for name, array in right().items()],
        }
        made = {"format": "layers-model", "modelTopology": {"evil": "x"}, "weightsManifest": [group]}
        shard = path.with_name("w.bin")
        shard.write_bytes(b"".join(array.tobytes() for array in right().values()))
        if data is not None:
            shard.unlink()
            data(shard)
        change(made)
        path.write_text(json.dumps(made))

    return make


def group(**changes: Any) -> Callable[[Path], object]:
    return model(lambda made: made["weightsManifest"][0].update(changes))


def first(**changes: Any) -> Callable[[Path], object]:
    return model(lambda made: made["weightsManifest"][0]["weights"][0].update(changes))


def besides(*entries: Any) -> Callable[[Path], object]:
    return model(lambda made: made["weightsManifest"][0]["weights"].extend(entries))


def nothing(made: Made) -> None:
    """The JSON is right."""


def number(value: float) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(struct.pack("<f", value) + bytes(168))


CASES: Cases = {
    "an empty file": (written(b""), r"it is empty$"),
    "no UTF-8": (written(b'{"\xff": 1}'), r"it is no JSON$"),
    "a deep file": (written(b"[" * 1_000_000), r"it is no JSON$"),
    "1 GB of JSON": (sparse(1_000_000_000), r"it has 1,000,000,000 bytes, far more than this model's 43 numbers need$"),
    "no mapping": (written(b"[]"), r"no model of TensorFlow.js, there is no list `weightsManifest`$"),
    "no manifest": (written(b"{}"), r"no model of TensorFlow.js, there is no list `weightsManifest`$"),
    "a group that is none": (written(b'{"weightsManifest": [7]}'), r"there is no list `weights`$"),
    "no paths": (group(paths=None), r"there is no list `paths`$"),
    "a path upwards": (group(paths=["../w.bin"]), r"its file '\.\./w\.bin' is not in its folder$"),
    "a hidden path upwards": (group(paths=["x/../../w.bin"]), r"is not in its folder$"),
    "an absolute path": (group(paths=["/etc/passwd"]), r"its file '/etc/passwd' is not in its folder$"),
    "a path of Windows": (group(paths=["..\\..\\w.bin"]), r"is not in its folder$"),
    "a path with a NUL": (group(paths=["w.bin\0"]), r"an entry of `paths` is no file name$"),
    "a path that is none": (group(paths=[{"evil": 1}]), r"an entry of `paths` is no file name$"),
    "a long path": (group(paths=["n" * 100_000]), r"is not in its folder$|there is no file 'n{80}' beside it$"),
    "many paths": (group(paths=["w.bin"] * 2000), r"it has 2,000 entries, far more"),
    "the same path twice": (group(paths=["w.bin", "w.bin"]), r"have 344 bytes, and its list of weights 172$"),
    "a link out of the folder": (
        model(nothing, lambda path: os.symlink("/etc/passwd", path)),
        r"its file 'w.bin' is not in its folder$",
    ),
    "a pipe": (model(nothing, os.mkfifo), r"there is no file 'w.bin' beside it$"),
    "a folder": (model(nothing, os.mkdir), r"there is no file 'w.bin' beside it$"),
    "a missing file": (group(paths=["x.bin"]), r"there is no file 'x.bin' beside it$"),
    "a longer file": (model(nothing, sparse(10**12)), r"have 1,000,000,000,000 bytes, and its list of weights 172$"),
    "a shorter file": (model(nothing, sparse(171)), r"have 171 bytes, and its list of weights 172$"),
    "a huge shape": (
        first(shape=[10**9, 10**9]),
        r"have 172 bytes, and its list of weights 4,000,000,000,000,000",
    ),
    "a huge shape and file": (
        model(lambda made: made["weightsManifest"][0]["weights"][0].update(shape=[10**9]), sparse(4 * 10**9 + 76)),
        r"its list of weights has 4,000,000,076 bytes, far more",
    ),
    "a thousand axes": (first(shape=[1] * 1000), r"'hidden/kernel' has the shape \[1, 1, "),
    "a size below 0": (first(shape=[-6, -4]), r"'hidden/kernel' has the shape \[-6, -4\]$"),
    "another shape": (first(shape=[4, 6]), r"hidden/kernel is \[4, 6\] and should be \[6, 4\]$"),
    "a name that is none": (first(name=7), r"an entry of `weights` has no name or no shape$"),
    "a name twice": (first(name="out/kernel"), r"the weight 'out/kernel' is in it twice$"),
    "the name of a prototype": (
        first(name="__proto__"),
        rf"{MISFIT}: it lacks hidden/kernel; the model has no __",
    ),
    "a name with an escape": (first(name="\x1b]0;x"), r"the model has no \\x1b\]0;x$"),
    "whole numbers": (first(dtype="int32"), r"'hidden/kernel' is of the type 'int32', only float32 is read$"),
    "a type that is none": (first(dtype=["float32"] * 1000), r"is of the type"),
    "quantized": (first(quantization={"dtype": "uint8", "scale": 1, "min": 0}), r"is quantized"),
    "unknown": (besides(entry("evil", [1])), r"have 172 bytes, and its list of weights 176$"),
    "an entry that is none": (besides(None), r"an entry of `weights` has no name or no shape$"),
    "a number that is none": (model(nothing, number(np.nan)), r"beyond float32: hidden/kernel \(1 of 24\)$"),
    "an infinity": (model(nothing, number(np.inf)), r"beyond float32: hidden/kernel \(1 of 24\)$"),
}
