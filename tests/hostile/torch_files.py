"""`.pt` files."""

from __future__ import annotations

import io
import os
import pickle
import struct
import tarfile
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tests.hostile import MISFIT, Cases, sparse, written

KEY = "hidden.weight"
SHAPES = {KEY: (4, 6), "hidden.bias": (4,), "out.weight": (3, 4), "out.bias": (3,)}
DAMAGED = r"it is damaged \("
LACKS_ALL = rf"{MISFIT}: it lacks hidden.weight, hidden.bias, out.weight, out.bias"


class Payload:
    """Runs when it is unpickled without protection."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("pwned",)


def state(**changed: Tensor | None) -> dict[str, Tensor]:
    """A right state_dict, with some of its tensors others; `_` is written for `.`."""
    found = {key: torch.full(shape, 0.5) for key, shape in SHAPES.items()}
    for name, tensor in changed.items():
        key = next((key for key in SHAPES if key.replace(".", "_") == name), name)
        if tensor is None:
            del found[key]
        else:
            found[key] = tensor
    return found


def saved(held: Any, **options: Any) -> Callable[[Path], object]:
    return lambda path: torch.save(held, path, **options)


def one(tensor: Tensor) -> Callable[[Path], object]:
    return saved(state(hidden_weight=tensor))


def repacked(
    change: Callable[[dict[str, bytes]], object], compression: int = zipfile.ZIP_STORED
) -> Callable[[Path], object]:
    """A right file, whose members were changed."""

    def make(path: Path) -> None:
        file = io.BytesIO()
        torch.save(state(), file)
        with zipfile.ZipFile(file) as old:
            members = {name: old.read(name) for name in old.namelist()}
        change(members)
        with zipfile.ZipFile(path, "w", compression) as new:
            for name, data in members.items():
                new.writestr(name, data)

    return make


def pickled(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def replace(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.endswith("data.pkl"))
        members[name] = change(members[name])

    return repacked(replace)


def without(ending: str) -> Callable[[Path], object]:
    def remove(members: dict[str, bytes]) -> None:
        for name in [name for name in members if name.endswith(ending)]:
            del members[name]

    return repacked(remove)


def cut(path: Path) -> None:
    torch.save(state(), path)
    os.truncate(path, path.stat().st_size // 2)


def tar(path: Path) -> None:
    with tarfile.open(path, "w") as made:
        made.addfile(tarfile.TarInfo("storages"))


def script(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for name in ("m/data.pkl", "m/constants.pkl", "m/code/__torch__.py"):
            made.writestr(name, "evil")


def raw(data: bytes) -> Callable[[Path], object]:
    """A file that consists of this pickle."""
    return pickled(lambda old: data)


LIE = struct.pack("<i", 1_000_000_000)
MEMORY = b"\x80\x02c__builtin__\nbytearray\n\x8a\x05" + (10**11).to_bytes(5, "little") + b"\x85R."
EVAL = b"\x80\x02c__builtin__\neval\nX\x11\x00\x00\x00__import__('os')  \x85R."
CASES: Cases = {
    "a payload": (
        saved(state() | {KEY: Payload()}),
        r"it holds (posix|nt)\.mkdir, which is no tensor, and only tensors are read; torch\.save\(model\.state_dict",
    ),
    "a payload of an old file": (
        saved({KEY: Payload()}, _use_new_zipfile_serialization=False),
        r"it is a file of PyTorch before 1\.6; torch\.save\(torch\.load",
    ),
    "a bare pickle": (written(pickle.dumps(Payload())), r"it is a file of PyTorch before 1\.6"),
    "eval": (raw(EVAL), r"it holds (\w*\.)?eval, which is no tensor|something that is no tensor"),
    "a whole model": (saved(nn.Linear(2, 2)), r"it holds torch\.nn\.modules\.linear\.Linear, which is no tensor"),
    "an old file": (saved(state(), _use_new_zipfile_serialization=False), r"it is a file of PyTorch before 1\.6"),
    "an older file": (tar, r"it is a file of PyTorch before 1\.6"),
    "TorchScript": (script, r"it is a program of TorchScript, which is not run"),
    "another archive": (without("data.pkl"), r"it is no file that torch\.save has written$"),
    "an empty file": (written(b""), r"it is empty$"),
    "rubbish": (written(b"rubbish"), r"it is no file that torch\.save has written$"),
    "cut off": (cut, r"no whole zip archive"),
    "a larger file": (sparse(5_000_000_000), r"it has 5,000,000,000 bytes, far more"),
    "a storage is missing": (without("data/0"), DAMAGED),
    "compressed": (repacked(dict.copy, zipfile.ZIP_DEFLATED), r"is compressed in a way that is not read$"),
    "a storage that lies": (pickled(lambda old: old.replace(b"K\x18t", b"J" + LIE + b"t", 1)), DAMAGED),
    "a view that lies": (
        pickled(lambda old: old.replace(b"K\x04K\x06\x86", b"J" + LIE + b"K\x06\x86", 1)),
        r"cannot read",
    ),
    "memory for nothing": (raw(MEMORY), r"it is damaged|it holds no state_dict"),
    "an unfinished pickle": (pickled(lambda old: old[:-20]), DAMAGED),
    "a list": (
        saved([torch.ones(2)]),
        r"it holds no state_dict; torch\.save\(model\.state_dict\(\), FILE\) writes",
    ),
    "a tensor": (saved(torch.ones(2)), r"it holds no state_dict"),
    "numbers": (saved({"a": 1}), r"it holds no state_dict"),
    "two sets": (saved({"ema": state(), "live": state()}), r"it holds several sets of tensors \(ema, live\)"),
    "nothing": (saved({}), LACKS_ALL),
    "missing": (saved(state(out_bias=None)), r"it lacks out\.bias$"),
    "unknown": (saved(state(evil=torch.ones(1))), r"the model has no evil$"),
    "a prefix": (saved({f"module.{k}": v for k, v in state().items()}), rf"{LACKS_ALL}; the model has no module\."),
    "another shape": (one(torch.ones(6, 4)), r"hidden\.weight is \[6, 4\] and should be \[4, 6\]$"),
    "an expanded view": (
        one(torch.ones(1, 1).expand(10**6, 10**6)),
        r"hidden\.weight is \[1000000, 1000000\]",
    ),
    "whole numbers": (one(torch.ones(4, 6, dtype=torch.int8)), r"not floating point: hidden\.weight is int8$"),
    "complex": (one(torch.ones(4, 6, dtype=torch.complex64)), r"not floating point: hidden\.weight is complex64$"),
    "sparse": (one(torch.eye(4, 6).to_sparse()), r"not floating point: hidden\.weight is no plain tensor$"),
    "elsewhere": (one(torch.ones(4, 6, device="meta")), r"hidden\.weight is no plain tensor$"),
    "NaN": (one(torch.full((4, 6), float("nan"))), r"beyond float32: hidden\.weight \(24 of 24\)$"),
    "many tensors": (saved({f"n{i}": torch.ones(0) for i in range(1100)}), r"entries, far more"),
}
FINE = {
    "a checkpoint": {"epoch": 3, "state_dict": state(), "optimizer": {"state": {}}, "best": 0.5},
    "a checkpoint with another name": {"net": state(), "loss": torch.ones(())},
    "two sets, one with the usual name": {"model_state_dict": state(), "ema": state()},
    "in order": OrderedDict(state()),
    "bfloat16": state(hidden_weight=torch.full((4, 6), 0.5, dtype=torch.bfloat16)),
    "float16": state(hidden_weight=torch.full((4, 6), 0.5, dtype=torch.float16)),
    "parameters": {key: nn.Parameter(tensor) for key, tensor in state().items()},
    "a transposed view": state(hidden_weight=torch.full((6, 4), 0.5).T),
}
"""What is read, though no plain state_dict of float32; every number is 0.5."""
