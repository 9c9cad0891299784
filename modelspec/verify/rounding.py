"""What float32's rounding alone does to a model: the same check again, with every weight changed in its last bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from modelspec.backends.job import Answer
from modelspec.data import generator
from modelspec.numeric import Array, np
from modelspec.verify.limits import difference
from modelspec.verify.rows import Row

FACTOR = 10.0
"""A forward pass rounds many times, the changed weights stand for one."""
EXCUSE = (
    "float32's rounding alone moves these as far, as a check with weights changed in their last bit shows; "
    "use --precision float64"
)


def jiggled(weights: Mapping[str, Array], seed: int) -> dict[str, Array]:
    """The weights, each entry the next number above or below."""
    changed = {}
    for name, array in weights.items():
        up = generator(seed, f"bit {name}").random(array.shape) < 0.5
        # Infinities of the weights' own type: float64's would make float64's next number.
        changed[name] = np.nextafter(array, np.where(up, np.inf, -np.inf).astype(array.dtype))
    return changed


def with_excuses(rows: Sequence[Row], before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[Row]:
    """The rows; those that rounding moves as far as the backends are apart have that excuse."""
    return [_excused(row, before, after) if row.disagrees and row.path else row for row in rows]


def _excused(row: Row, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Row:
    noise = max(
        difference([answer.arrays.get(row.path), after[name].arrays.get(row.path)], row.floor)
        for name, answer in before.items()
    )
    return replace(row, excuse=EXCUSE, excused=FACTOR * noise) if np.isfinite(noise) else row
