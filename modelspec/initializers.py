"""Initializers: as Keras writes them, and as plain distributions with their numbers worked out from a shape.

Formulas: keras.initializers (Keras 3). Fans are those of Keras's weight layout, so that a backend which stores a
weight in another layout still draws from the same distribution.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping

from modelspec.record import Record
from modelspec.words import show

Number = int | float
TRUNCATION = 0.8796256610342398
"""Standard deviation of a unit normal that is cut at two standard deviations."""

DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "zeros": {},
    "ones": {},
    "constant": {"value": 0.0},
    "random_normal": {"mean": 0.0, "stddev": 0.05},
    "random_uniform": {"minval": -0.05, "maxval": 0.05},
    "truncated_normal": {"mean": 0.0, "stddev": 0.05},
    "glorot_uniform": {},
    "glorot_normal": {},
    "he_uniform": {},
    "he_normal": {},
    "lecun_uniform": {},
    "lecun_normal": {},
    "variance_scaling": {"scale": 1.0, "mode": "fan_in", "distribution": "truncated_normal"},
    "orthogonal": {"gain": 1.0},
    "identity": {"gain": 1.0},
}
MAIN = {"constant": "value", "orthogonal": "gain", "identity": "gain", "variance_scaling": "scale"}
CHOICES = {
    "mode": ("fan_in", "fan_out", "fan_avg"),
    "distribution": ("truncated_normal", "untruncated_normal", "uniform"),
}
SCALING = {
    "glorot_uniform": (1.0, "fan_avg", "uniform"),
    "glorot_normal": (1.0, "fan_avg", "truncated_normal"),
    "he_uniform": (2.0, "fan_in", "uniform"),
    "he_normal": (2.0, "fan_in", "truncated_normal"),
    "lecun_uniform": (1.0, "fan_in", "uniform"),
    "lecun_normal": (1.0, "fan_in", "truncated_normal"),
}


class InitializerError(ValueError):
    """The initializer is not one. `code`, `message` and `help` are for the author."""

    def __init__(self, code: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help


class Initializer(Record):
    """An initializer as written: Keras's name and every argument, defaults filled in."""

    kind: str
    arguments: tuple[tuple[str, object], ...] = ()

    @property
    def written(self) -> dict[str, object]:
        """The arguments that differ from Keras's defaults."""
        return {key: value for key, value in self.arguments if DEFAULTS[self.kind][key] != value}


class Distribution(Record):
    """`kind` is uniform (a, b = the limits), normal or truncated_normal (a = mean, b = standard deviation, cut at two
    of them), constant (a), orthogonal or identity (a = gain)."""

    kind: str
    a: float
    b: float = 0.0


def parse_initializer(value: object) -> Initializer:
    """`he_normal` or `{random_normal: {stddev: 0.02}}`. Raises InitializerError."""
    if isinstance(value, Initializer):
        return value
    if isinstance(value, str):
        kind, given = value, None
    elif isinstance(value, dict) and len(value) == 1:
        kind, given = next(iter(value.items()))
    else:
        raise InitializerError("E120", f"an initializer is a name or one call, got {_show(value)}", "e.g. `he_normal`")
    if kind not in DEFAULTS:
        raise InitializerError("E121", f"unknown initializer {show(kind)}", _nearest(kind, list(DEFAULTS)))
    defaults = dict(DEFAULTS[kind])
    if given is not None and not isinstance(given, dict):
        if kind not in MAIN:
            raise InitializerError("E120", f"`{kind}` takes named arguments, got {_show(given)}", _signature(kind))
        given = {MAIN[kind]: given}
    for key, item in (given or {}).items():
        if key not in defaults:
            raise InitializerError("E122", f"`{kind}` has no argument {show(key)}", _signature(kind))
        defaults[key] = _checked(kind, key, item)
    return Initializer(kind, tuple(defaults.items()))


def distribution(initializer: Initializer, shape: tuple[int, ...]) -> Distribution:
    """The distribution that Keras draws a weight of this shape from."""
    kind, given = initializer.kind, dict(initializer.arguments)
    scaled = scaling(initializer)
    if scaled is not None:
        return _scaled(*scaled, shape)
    if kind == "random_uniform":
        return Distribution("uniform", _float(given["minval"]), _float(given["maxval"]))
    if kind in ("random_normal", "truncated_normal"):
        name = "normal" if kind == "random_normal" else kind
        return Distribution(name, _float(given["mean"]), _float(given["stddev"]))
    if kind in ("orthogonal", "identity"):
        return Distribution(kind, _float(given["gain"]))
    return Distribution("constant", {"zeros": 0.0, "ones": 1.0}.get(kind, _float(given.get("value", 0.0))))


def scaling(initializer: Initializer) -> tuple[float, str, str] | None:
    """(scale, mode, distribution) of an initializer whose spread follows from the fans, else None."""
    if initializer.kind != "variance_scaling":
        return SCALING.get(initializer.kind)
    given = dict(initializer.arguments)
    return _float(given["scale"]), str(given["mode"]), str(given["distribution"])


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Keras's (fan_in, fan_out): the last two axes, times the receptive field in front of them."""
    if not shape:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


def _scaled(scale: float, mode: str, law: str, shape: tuple[int, ...]) -> Distribution:
    fan_in, fan_out = fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / max(1.0, fan)
    if law == "uniform":
        limit = math.sqrt(3.0 * variance)
        return Distribution("uniform", -limit, limit)
    if law == "truncated_normal":
        return Distribution("truncated_normal", 0.0, math.sqrt(variance) / TRUNCATION)
    return Distribution("normal", 0.0, math.sqrt(variance))


def _checked(kind: str, key: str, value: object) -> object:
    if key in CHOICES:
        if value not in CHOICES[key]:
            raise InitializerError("E122", f"`{key}` of `{kind}` is one of {', '.join(CHOICES[key])}", None)
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InitializerError("E122", f"`{key}` of `{kind}` must be a number, got {_show(value)}", None)
    if key in ("stddev", "scale") and value < 0:
        raise InitializerError("E122", f"`{key}` of `{kind}` must not be negative, got {value}", None)
    return float(value)


def _float(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _signature(kind: str) -> str:
    inside = ", ".join(f"{key}: {value}" for key, value in DEFAULTS[kind].items())
    return f"its arguments are `{{{kind}: {{{inside}}}}}`" if inside else f"`{kind}` takes no arguments"


def _nearest(word: object, words: list[str]) -> str:
    near = difflib.get_close_matches(str(word).lower(), words, 1)
    return f"did you mean `{near[0]}`?" if near else f"one of {', '.join(words)}"


def _show(value: object) -> str:
    return "nothing" if value is None else f"`{str(value)[:60]}`"
