"""How far two backends may be apart, and how that is measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from modelspec.numeric import Array, np

FLOOR = 1e-3
"""Of the largest entry of a kind in the model: below it a tensor's own size is noise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest difference of each kind that still counts as agreement. The loss has the outputs' limit, the losses
    of later steps that of the weights."""

    penalties: float
    outputs: float
    gradients: float
    weights: float

    def as_dict(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in self.__slots__}


LIMITS = {
    "float32": Limits(penalties=1e-6, outputs=1e-5, gradients=1e-5, weights=1e-4),
    "float64": Limits(penalties=1e-12, outputs=1e-12, gradients=1e-10, weights=1e-9),
}


def difference(arrays: Sequence[Array | None], floor: float = 0.0) -> float:
    """max|a-b| / max(max|a|, max|b|, floor), the worst of all pairs. Infinite where there is no number to compare: a
    missing array, another shape, a NaN or an infinity."""
    return max((_difference(a, b, floor) for a, b in combinations(arrays, 2)), default=0.0)


def floor_of(arrays: Iterable[Array | None]) -> float:
    """The floor of a kind, from all its arrays in the model."""
    return FLOOR * max((size(array) for array in arrays if array is not None), default=0.0)


def size(array: Array) -> float:
    """The largest finite entry."""
    entries = np.abs(np.asarray(array, float))
    return float(entries[np.isfinite(entries)].max(initial=0.0))


def _difference(a: Array | None, b: Array | None, floor: float) -> float:
    if a is None or b is None or np.shape(a) != np.shape(b):
        return math.inf
    a, b = np.asarray(a, float), np.asarray(b, float)
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return math.inf
    apart = float(np.abs(a - b).max(initial=0.0))
    return apart / max(size(a), size(b), floor) if apart else 0.0
