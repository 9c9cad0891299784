"""Whether an answer's arrays can be compared at all: those that are single numbers, and those that are of batches."""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.backends.job import WATCHED
from modelspec.numeric import Array

NUMBERS = ("penalty/", "step/")
NUMBER = ("penalties", "loss")
OF_WEIGHTS = ("gradient", "after")


def unsound(arrays: Mapping[str, Array]) -> str | None:
    """What is wrong with the first array that cannot be compared."""
    for path, array in arrays.items():
        if array.dtype.kind not in "fiub":
            return f"{path!a} is not of numbers"
        if (path in NUMBER or path.startswith(NUMBERS)) and array.shape != ():
            return f"{path!a} is no single number"
        if path.startswith(f"{WATCHED}/") and not (array.ndim and len(array)):
            return f"{path!a} has no examples"
        if array.dtype.kind != "f" and any(part in OF_WEIGHTS for part in path.split("/")[:2]):
            return f"{path!a} is not of real numbers"
    return None
