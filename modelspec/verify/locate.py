"""The first layer, in the order of the calls, whose output differs."""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.backends.job import Answer
from modelspec.passes import Flat
from modelspec.verify.limits import LIMITS, difference, floor_of

ALL_AGREE = "each layer agrees by itself; the difference is in how blocks are put together, or in training"
MODES = ("inference", "training")


def first_difference(flat: Flat, answers: Mapping[str, Answer], precision: str) -> str:
    """Its dotted name, or ALL_AGREE."""
    limit = LIMITS[precision].outputs
    found: list[int] = []
    for mode in MODES:
        paths = [f"layers/{mode}/{i}" for i in range(len(flat.calls))]
        outputs = [[answer.arrays.get(path) for answer in answers.values()] for path in paths]
        floor = floor_of(array for arrays in outputs for array in arrays)
        found += [i for i, arrays in enumerate(outputs) if not difference(arrays, floor) <= limit][:1]
    return flat.calls[min(found)].name if found else ALL_AGREE
