"""Files of weights as nobody should write them. Each case makes a file, and has what must be said of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from modelspec.numeric import Array

Cases = dict[str, tuple[Callable[[Path], object], str]]
"""By name: what puts the file at a path, and a pattern of the message."""
SPEC = """
modelspec: 1
name: small
inputs: {x: [6]}
layers:
  - dense: {name: hidden, units: 4, kernel_regularizer: {l2: 0.01}}
  - dense: {name: out, units: 3}
"""
SHAPES = {"hidden.kernel": (6, 4), "hidden.bias": (4,), "out.kernel": (4, 3), "out.bias": (3,)}
MISFIT = "does not hold this model's weights"


def right(**changed: Array | None) -> dict[str, Array]:
    """The arrays of a file that fits; with `_` for `.` in the names, those that are others, or are left out."""
    arrays = {name: np.full(shape, 0.5, "float32") for name, shape in SHAPES.items()}
    by_name = {name.replace(".", "_"): name for name in arrays}
    for name, array in changed.items():
        if array is None:
            del arrays[by_name[name]]
        else:
            arrays[by_name.get(name, name)] = array
    return arrays


def sparse(size: int) -> Callable[[Path], object]:
    """A file of so many bytes, none of which is on the disk."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def written(data: bytes) -> Callable[[Path], object]:
    """A file of these bytes."""
    return lambda path: path.write_bytes(data)
