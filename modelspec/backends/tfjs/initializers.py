"""Initializers: TensorFlow.js's own where they draw from Keras's distributions, else the local ones."""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.backends.code import Code, Literal, call, code
from modelspec.backends.tfjs.words import JAVASCRIPT
from modelspec.initializers import SCALING, Initializer

NATIVE = {
    "zeros": "zeros",
    "ones": "ones",
    "constant": "constant",
    "random_normal": "randomNormal",
    "random_uniform": "randomUniform",
    "truncated_normal": "truncatedNormal",
    "glorot_uniform": "glorotUniform",
    "he_uniform": "heUniform",
    "lecun_uniform": "leCunUniform",
}
LOCAL = {"orthogonal": "FastOrthogonal", "identity": "Eye", "variance_scaling": "KerasVarianceScaling"}
"""Classes of parts."""
NORMAL = ("glorot_normal", "he_normal", "lecun_normal")
"""Functions of parts, which give TensorFlow.js's own with another scale: as they are, they are narrower."""
MATRICES = ("kernel", "recurrent", "depthwise", "pointwise", "embeddings")
"""Slots of weights with two axes or more; the fans of others are not Keras's in TensorFlow.js."""


def initializer(value: Initializer, role: str, written: str | None, parts: set[str]) -> Code:
    """`"glorotUniform"`, `tf.initializers.randomNormal({ stddev: 0.02 })`, `heNormal()`, `"FastOrthogonal"` or
    `{ className: "FastOrthogonal", config: { gain: 2 } }`."""
    kind, given = value.kind, dict(value.arguments)
    if kind == "constant" or given.get("stddev") == 0:
        return _constant(given["value" if kind == "constant" else "mean"], role)
    if kind == "random_uniform" and 0 in given.values():
        # TensorFlow.js takes a limit of 0 for one that is not given.
        return _local("KerasRandomUniform", given, role, parts)
    if kind in SCALING and role.removesuffix("_initializer") not in MATRICES:
        names = ("scale", "mode", "distribution")
        scaled = Initializer("variance_scaling", tuple(zip(names, SCALING[kind], strict=True)))
        return _local(LOCAL[scaled.kind], scaled.written, role, parts)
    if kind in NORMAL:
        parts.add(JAVASCRIPT.spell(kind))
        return call(JAVASCRIPT.spell(kind))
    if kind in LOCAL:
        return _local(LOCAL[kind], value.written, role, parts)
    if value.written:
        return call(f"tf.initializers.{NATIVE[kind]}", **_literals(value.written))
    # What the author wrote stands for a name of the spec.
    return Literal(NATIVE[kind], role, written if NATIVE[kind] == kind else None)


def _constant(value: object, role: str) -> Code:
    if value == 0:
        return Literal(NATIVE["zeros"], role)
    return call("tf.initializers.constant", **_literals({"value": value}))


def _local(class_name: str, given: Mapping[str, object], role: str, parts: set[str]) -> Code:
    parts.add(class_name)
    if not given:
        return Literal(class_name, role)
    return code({"className": class_name, "config": _literals(given)})


def _literals(given: Mapping[str, object]) -> dict[str, Literal]:
    """Numbers, and names of a choice."""
    found = {key: JAVASCRIPT.spell(item) if isinstance(item, str) else item for key, item in given.items()}
    return {key: Literal(item, key) for key, item in found.items() if isinstance(item, int | float | str)}
