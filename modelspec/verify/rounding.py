"""What float32's rounding alone does to a model: the same check again in float64, or, where a framework cannot do that,
with every weight changed in its last bit."""

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
EXCUSE_BY_FLOAT64 = "with the same weights in float64 the backends agree on these: float32 rounds them as far apart"


def jiggled(weights: Mapping[str, Array], seed: int) -> dict[str, Array]:
    """The weights, each entry the next number above or below."""
    changed = {}
    for name, array in weights.items():
        up = generator(seed, f"bit {name}").random(array.shape) < 0.5
        # Infinities of the weights' own type: float64's would make float64's next number.
        changed[name] = np.nextafter(array, np.where(up, np.inf, -np.inf).astype(array.dtype))
    return changed


def in_float64(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The same numbers in float64; whole numbers stay what they are."""
    return {name: a.astype("float64") if np.issubdtype(a.dtype, np.floating) else a for name, a in arrays.items()}


def with_float64(
    rows: Sequence[Row], single: Mapping[str, Answer], double: Mapping[str, Answer], double_rows: Sequence[Row]
) -> list[Row]:
    """The rows; those on which the backends agree in float64 have that excuse, as far as float32 is from float64."""
    agreed = {row.path for row in double_rows if row.path and not row.disagrees}

    def excused(row: Row) -> Row:
        noise = max(
            difference([answer.arrays.get(row.path), double[name].arrays.get(row.path)], row.floor)
            for name, answer in single.items()
        )
        known = row.path in agreed and np.isfinite(noise)
        return replace(row, excuse=EXCUSE_BY_FLOAT64, excused=2 * noise) if known else row

    return [excused(row) if row.disagrees and row.path else row for row in rows]


def with_excuses(rows: Sequence[Row], before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[Row]:
    """The rows; those that rounding moves as far as the backends are apart have that excuse."""
    return [_excused(row, before, after) if row.disagrees and row.path else row for row in rows]


def _excused(row: Row, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Row:
    noise = max(
        difference([answer.arrays.get(row.path), after[name].arrays.get(row.path)], row.floor)
        for name, answer in before.items()
    )
    return replace(row, excuse=EXCUSE, excused=FACTOR * noise) if np.isfinite(noise) else row
