"""What float32's rounding alone does to a model: the same check again, with every weight and input changed in its last
bit, and in float64."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from modelspec.backends.job import Answer
from modelspec.data import generator
from modelspec.numeric import Array, np
from modelspec.record import NOTHING
from modelspec.verify.limits import difference
from modelspec.verify.rows import Row
from modelspec.words import joined

FACTOR = 10.0
"""How much more than a changed bit of every number the many roundings of a model may do by themselves ..."""
FACTOR_IF_FLOAT64_AGREES = 1000.0
"""... and where the backends agree in float64: a relu that is 0 on one side only changes all gradients before it."""
AFTER_STEPS = ("step", "weight")
"""Rows that may be as far as float32 is from float64, if the backends agree there: Adam makes whole steps of gradients
that are all rounding on one side and 0 on the other."""
DERIVED = ("gradient", *AFTER_STEPS)
"""Rows that a value which is 0 on one side only changes by leaps; outputs it does not."""
FEWER, FEWER_STEPS, ATTEMPTS = 3, 2, 3
"""The examples of a check in which that is rare, its steps (momentum shows in the second), and how many are made."""
SHAKEN = 1e-5
"""The change of every number, for its size, by which values come over a kink that they lie near to. Beyond it, backends
do not agree on outputs."""
MOST_BY_SHAKING = 2.0
"""How much more than their own movements by that, added up, two backends may be apart: each leaps by its part."""
EXCUSE = "float32's rounding alone moves these as far: a check with numbers changed in their last bit shows it"
EXCUSE_BY_FLOAT64 = "float32's rounding moves these as far: with the same weights the backends agree on them in float64"
EXCUSE_BY_FEWER = (
    "float32's rounding can move these as far: with fewer examples, of which hardly any value lies that near to a kink "
    "such as a relu's 0, the backends agree on them"
)
EXCUSE_BY_OTHERS = "float32's rounding moves these as far: {} are nearly as far from their own numbers in float64"


def jiggled(arrays: Mapping[str, Array], seed: int) -> dict[str, Array]:
    """The real numbers among the arrays in float32, each entry the next number above or below."""
    changed = {}
    for name, array in arrays.items():
        if np.issubdtype(array.dtype, np.floating):
            up = generator(seed, f"bit {name}").random(array.shape) < 0.5
            # Infinities of its own type: float64's would make float64's next number.
            changed[name] = np.nextafter(array.astype("float32"), np.where(up, np.inf, -np.inf).astype("float32"))
    return changed


def shaken(arrays: Mapping[str, Array], seed: int) -> dict[str, Array]:
    """The real numbers among the arrays, each a little larger or smaller."""
    changed = {}
    for name, array in arrays.items():
        if np.issubdtype(array.dtype, np.floating):
            signs = np.where(generator(seed, f"shake {name}").random(array.shape) < 0.5, 1, -1)
            changed[name] = (array * (1 + SHAKEN * signs)).astype(array.dtype)
    return changed


def in_float64(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The same numbers in float64; whole numbers stay what they are."""
    return {name: a.astype("float64") if np.issubdtype(a.dtype, np.floating) else a for name, a in arrays.items()}


def told_if_random(rows: Sequence[Row], before: Mapping[str, Answer], again: Mapping[str, Answer]) -> list[Row]:
    """The rows; those of outputs, and of what is made of them, name the backends that gave other numbers when they were
    asked `again`: that is no rounding, and has no excuse. Noise in inference would else excuse itself."""

    def told(row: Row) -> Row:
        if not row.disagrees or not row.path or row.kind in DERIVED or not np.isfinite(row.difference):
            return row
        moved = zip(before, _movements(row, before, again), strict=True)
        random = [name for name, apart in moved if not apart <= row.limit]
        return replace(row, problem=f"{joined(random)} gave other numbers the second time") if random else row

    return [told(row) for row in rows]


def with_excuses(
    rows: Sequence[Row],
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
    double: Mapping[str, Answer] = NOTHING,
    double_rows: Sequence[Row] = (),
) -> list[Row]:
    """The rows; those that rounding moves as far as the backends are apart have that excuse. `after` are the answers of
    the changed weights; `double` those of the backends that can do float64, `double_rows` how far these are apart."""
    agreed = {row.path for row in double_rows if row.path and not row.disagrees}

    def by_float64() -> str:
        return EXCUSE_BY_FLOAT64 if len(double) == len(before) else EXCUSE_BY_OTHERS.format(joined(double))

    def excused(row: Row) -> Row:
        noise = _noise(row, before, after)
        if not np.isfinite(noise):
            return row
        if row.path not in agreed:
            return replace(row, excuse=EXCUSE, excused=FACTOR * noise)
        apart = 2 * _distance(row, before, double)
        most = apart if row.kind in AFTER_STEPS else min(FACTOR_IF_FLOAT64_AGREES * noise, apart)
        return replace(row, excuse=by_float64(), excused=max(FACTOR * noise, most))

    return [excused(row) if row.disagrees and row.path and row.problem is None else row for row in rows]


def with_excuses_by_fewer(
    rows: Sequence[Row], fewer: Sequence[Row], before: Mapping[str, Answer], after: Sequence[Mapping[str, Answer]]
) -> list[Row]:
    """The rows; those that depend on derivatives have an excuse if `fewer`, the rows of checks with fewer examples
    and steps, agree on them, and if the backends leap as far by themselves when all numbers are `shaken`: `after` are
    their answers, each time that was done. A fault of a backend would show with fewer examples, too, unless it is one
    for rare values; and these stay what they are when they are shaken."""
    agreed = {row.path for row in fewer if row.path and row.agrees}
    # What the steps do is excused only if they begin with such a gradient: an optimizer's fault does not.
    leaps = any(row.kind == "gradient" and not row.agrees for row in rows)
    learned = all(row.path in agreed for row in fewer if row.kind in AFTER_STEPS and row.path)

    def excused(row: Row) -> Row:
        later = row.kind == "step" and learned
        if not (leaps and row.disagrees and row.kind in DERIVED and (later or row.path in agreed)):
            return row
        most = MOST_BY_SHAKING * max(sum(_movements(row, before, answers)) for answers in after)
        return replace(row, excuse=EXCUSE_BY_FEWER, excused=most) if row.difference <= most else row

    return [excused(row) for row in rows]


def _noise(row: Row, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> float:
    """How far the backend that moves most is from itself."""
    return max(_movements(row, before, after))


def _movements(row: Row, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[float]:
    """How far each backend is from itself."""
    return [
        difference([answer.arrays.get(row.path), after[name].arrays.get(row.path)], row.floor)
        for name, answer in before.items()
    ]


def _distance(row: Row, before: Mapping[str, Answer], double: Mapping[str, Answer]) -> float:
    """How far the backend that is farthest from float64 is from it. One that cannot do float64 is held against the
    others' numbers; since a fault of its own would look the same, it counts up to FACTOR times what rounding does to
    the others."""

    def far(name: str, other: str) -> float:
        return difference([before[name].arrays.get(row.path), double[other].arrays.get(row.path)], row.floor)

    known = max(far(name, name) for name in double)
    others = [far(name, other) for name in before if name not in double for other in double]
    return max(known, min(FACTOR * known, max(others, default=0.0)))
