"""Whether a file holds just the arrays that are wanted: all that is wrong with it in one message.

What it declares is compared before an array is read: then no file has more read than the model needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelspec.errors import ModelspecError
from modelspec.foreign import FLOATS, Declared, Held
from modelspec.numeric import Array, np

MOST_NAMES = 10
MOST_CHARACTERS = 80
Shapes = Mapping[str, tuple[int, ...]]


def fitting(wanted: Shapes, held: Held, dtype: str, file: str) -> dict[str, Array]:
    """The wanted arrays, of float32 or float64. Raises ModelspecError unless the file has them and no others, in their
    shapes, and each entry is a number that the model's dtype can hold."""
    _report(_misfits(wanted, held.declared), file)
    arrays = {name: _as_float(held.read(name)) for name in wanted}
    _report(
        {
            f"NaN, infinite or beyond {_precision(dtype)}:": [
                said for name in wanted if (said := _unsound(name, arrays[name], dtype))
            ]
        },
        file,
    )
    return arrays


def _misfits(wanted: Shapes, given: Mapping[str, Declared]) -> dict[str, list[str]]:
    both = {name: given[name] for name in wanted if name in given}
    return {
        "it lacks": [name for name in wanted if name not in given],
        "the model has no": [name for name in given if name not in wanted],
        "other shapes:": [
            f"{name} is {_size(it.shape)} and should be {list(wanted[name])}"
            for name, it in both.items()
            if it.shape != wanted[name]
        ],
        "not floating point:": [f"{name} is {it.dtype}" for name, it in both.items() if it.dtype not in FLOATS],
    }


def _as_float(array: Array) -> Array:
    """In the machine's order of bytes; smaller types grow, which changes no number."""
    return np.array(array, "float64" if array.dtype.itemsize == 8 else "float32")


def _precision(dtype: str) -> str:
    return "float64" if dtype == "float64" else "float32"


def _unsound(name: str, array: Array, dtype: str) -> str | None:
    """What is no number in the model's precision. A model with such a weight computes nothing that can be compared."""
    with np.errstate(over="ignore"):
        wrong = int(array.size - np.isfinite(array.astype(_precision(dtype))).sum())
    return f"{name} ({wrong:,} of {array.size:,})" if wrong else None


def _report(problems: Mapping[str, Sequence[str]], file: str) -> None:
    said = [f"{what} {_names(names)}" for what, names in problems.items() if names]
    if said:
        raise ModelspecError(f"{file} does not hold this model's weights: {'; '.join(said)}")


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(map(_cut, names[:MOST_NAMES])) + more


def _size(shape: tuple[int, ...]) -> str:
    return str(list(shape)) if all(size < 10**18 for size in shape) else "of an impossible size"


def _cut(name: str) -> str:
    return name if len(name) <= MOST_CHARACTERS else f"{name[: MOST_CHARACTERS - 3]}..."
