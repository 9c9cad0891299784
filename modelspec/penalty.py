"""Regularizers: from what the author wrote to canonical coefficients, and the reference of their value and gradient.

A penalty is `l1 * sum|w| + l2 * sum(w^2)` from here on: conventions end in `canonical`. The reference works on any
NumPy array by its own operators, so that nothing here loads NumPy.
"""

from __future__ import annotations

import re
from typing import Any

from modelspec.record import Record
from modelspec.scalars import ambiguous_number
from modelspec.words import did_you_mean, show

SLOTS = ("kernel", "bias", "activity", "recurrent", "embeddings", "gamma", "beta", "alpha", "depthwise", "pointwise")
CONVENTIONS = ("lambda", "lambda/2", "lambda/m", "lambda/2m")
PER_EXAMPLE = ("lambda/m", "lambda/2m")
"""Conventions that need m, the number of training examples."""
DEFAULT = 0.01
"""The coefficient of a bare `l1` or `l2`: that of keras.regularizers and of TF.js."""
LARGEST_FLOAT32 = (2 - 2.0**-23) * 2.0**127
NOT_YET = {
    "orthogonal": "orthogonal regularizers",
    "orthogonal_regularizer": "orthogonal regularizers",
    "formula": "formulas as regularizers",
}
COMBINED = frozenset({"l1_l2", "l1l2", "elastic_net", "elasticnet"})
CALL = re.compile(r"(?:\w+\.)*(l[12])\((?:\w+ *= *)?([0-9.]+(?:e-?[0-9]+)?)\)\Z", re.IGNORECASE)
"""`regularizers.L2(0.01)`: Keras's call."""
COEFFICIENTS = frozenset(
    {"lambda", "alpha", "value", "coefficient", "strength", "rate", "weight", "factor", "type", "name"}
)
"""Keys that do not say which norm they weigh."""
EXAMPLE = "e.g. `{l1: 1e-6, l2: 1e-4}`"


class RegularizerError(ValueError):
    """The regularizer is not one. `at` leads from the slot to the part that is wrong: its key, or the value there."""

    def __init__(
        self, code: str, message: str, help: str | None = None, at: tuple[str | int, ...] = (), *, key: bool = False
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.help, self.at, self.key = code, message, help, at, key


class Written(Record):
    """A regularizer as written; `off` is `none`, which also keeps inherited defaults away."""

    l1: float = 0.0
    l2: float = 0.0
    convention: str | None = None
    off: bool = False


class Penalty(Record):
    """`l1 * sum|w| + l2 * sum(w^2)`, whatever convention it was written in."""

    l1: float = 0.0
    l2: float = 0.0

    @property
    def is_zero(self) -> bool:
        return self.l1 == 0 and self.l2 == 0

    @property
    def formula(self) -> str:
        """`0.01 * sum(w^2)`."""
        return self.formula_of("w")

    def formula_of(self, array: str) -> str:
        """The formula over an array of that name."""
        terms = [f"{self.l1:g} * sum|{array}|"] if self.l1 else []
        terms += [f"{self.l2:g} * sum({array}^2)"] if self.l2 else []
        return " + ".join(terms) or "0"

    def gradient_of(self, array: str) -> str:
        """The formula of the gradient: `0.02 * w`."""
        terms = [f"{self.l1:g} * sign({array})"] if self.l1 else []
        terms += [f"{2 * self.l2:g} * {array}"] if self.l2 else []
        return " + ".join(terms) or "0"

    def value(self, w: Any) -> float:
        """The penalty of an array."""
        return float(self.l1 * abs(w).sum() + self.l2 * (w * w).sum())

    def gradient(self, w: Any) -> Any:
        """Its derivative by the array, of the array's shape; 0 for |w| at 0."""
        return self.l1 * ((w > 0) * 1.0 - (w < 0) * 1.0) + 2 * self.l2 * w


def shorten(number: float) -> str:
    """Six digits, as a person writes them: `1e-5`."""
    return f"{number:g}".replace("e-0", "e-").replace("e+0", "e")


def canonical(l1: float, l2: float, convention: str, examples: int | None) -> Penalty:
    """The coefficients of λ's written in a convention; `examples` is m."""
    m = examples if convention in PER_EXAMPLE else 1
    if m is None:
        raise ValueError(f"{convention} needs the number of examples")
    half = convention in ("lambda/2", "lambda/2m")
    return Penalty(l1 / m, l2 / (2 * m if half else m))


def as_written(penalty: Penalty, convention: str, examples: int | None) -> tuple[float, float] | None:
    """The l1 and l2 that an author would write under a convention: the inverse of `canonical`. None: m is not known."""
    m = examples if convention in PER_EXAMPLE else 1
    if m is None:
        return None
    half = convention in ("lambda/2", "lambda/2m")
    return penalty.l1 * m, penalty.l2 * (2 * m if half else m)


def parse_regularizer(value: object) -> Written:
    """`l2`, `none`, or `{l1: …, l2: …, convention: …}`. Raises RegularizerError."""
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, bool) or not isinstance(value, dict):
        mend = f"write `{{l2: {value}}}`" if isinstance(value, int | float) and not isinstance(value, bool) else EXAMPLE
        raise RegularizerError("E301", f"a regularizer is `l1`, `l2`, `none` or a mapping, got {show(value)}", mend)
    if not value:
        raise RegularizerError(
            "E301", "this regularizer is empty", "write `none` to switch a default off, or " + EXAMPLE
        )
    return _mapping(value)


def _word(word: str) -> Written:
    if word in ("l1", "l2"):
        return Written(l1=DEFAULT) if word == "l1" else Written(l2=DEFAULT)
    if word == "none":
        return Written(off=True)
    if word.lower() in NOT_YET:
        raise RegularizerError("E304", f"{NOT_YET[word.lower()]} are not supported yet", "use l1 and l2 for now")
    if word.lower() in COMBINED:
        raise RegularizerError(
            "E302", f"unknown regularizer `{word}`", "write both coefficients, e.g. `{l1: 0.01, l2: 0.01}`"
        )
    call = CALL.match(word)
    mend = f"write `{{{call[1].lower()}: {call[2]}}}`" if call else did_you_mean(word, ("l1", "l2", "none"))
    raise RegularizerError("E302", f"unknown regularizer {show(word)}", mend)


def _mapping(given: dict[Any, Any]) -> Written:
    coefficients = {"l1": 0.0, "l2": 0.0}
    convention: str | None = None
    for key, item in given.items():
        if key in coefficients:
            coefficients[key] = _coefficient(key, item)
        elif key == "convention":
            if item not in CONVENTIONS:
                raise RegularizerError(
                    "E305", f"unknown convention {show(item)}", did_you_mean(item, CONVENTIONS), (key,)
                )
            convention = item
        elif str(key) in NOT_YET or (key in ("scale", "mode", "factor") and not NOT_YET.keys().isdisjoint(given)):
            word = next(str(name) for name in given if str(name) in NOT_YET)
            said = f"{NOT_YET[word]} are not supported yet"
            raise RegularizerError("E304", said, "use l1 and l2 for now", (key,), key=True)
        else:
            known = ("l1", "l2", "convention")
            hint = "write both coefficients, e.g. `{l1: 0.01, l2: 0.01}`" if str(key).lower() in COMBINED else None
            if str(key).lower() in COEFFICIENTS:
                hint = "name the norm: `l1` or `l2`, " + EXAMPLE
            said = f"a regularizer has no {show(key)}"
            raise RegularizerError("E302", said, hint or did_you_mean(key, known), (key,), key=True)
    if convention is not None and "l1" not in given and "l2" not in given:
        raise RegularizerError("E301", "this regularizer has no coefficient", EXAMPLE)
    return Written(coefficients["l1"], coefficients["l2"], convention)


def _coefficient(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = "is empty" if value is None else f"must be a number, got {show(value)}"
        mend = ambiguous_number(value) if isinstance(value, str) else None
        raise RegularizerError("E303", f"`{key}` {what}", mend or f"e.g. `{key}: 1e-4`", (key,))
    if not 0 <= value <= LARGEST_FLOAT32:
        why = "it is infinite in float32" if value > 0 else None
        raise RegularizerError("E303", f"`{key}` must be a finite number from 0, got {show(value)}", why, (key,))
    return float(value)
