"""The names of functions in the option `activation`: TensorFlow.js's own, and those that the module registers.

A registered name tells all that the function is, `leakyRelu(0.1)`: two modules on one page that register the same name
mean the same function by it. It is one that TensorFlow.js's change to snake_case and back, in a saved model, keeps.
"""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.backends.code import spell_number
from modelspec.backends.tfjs.words import JAVASCRIPT
from modelspec.layers.activation_functions import ActivationLayer
from modelspec.layers.base import Layer
from modelspec.plain import changed

NATIVE = {
    "linear": "linear",
    "relu": "relu",
    "relu6": "relu6",
    "elu": "elu",
    "gelu": "gelu",
    "silu": "swish",
    "swish": "swish",
    "mish": "mish",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softplus": "softplus",
    "softsign": "softsign",
    "softmax": "softmax",
    "log_softmax": "logSoftmax",
}
"""TensorFlow.js's name of a function with Keras's defaults, where values and gradients are equal."""
DIFFERENT = {"hard_sigmoid": "kerasHardSigmoid", "selu": "kerasSelu"}
"""Functions whose name means another one in TensorFlow.js."""


def activation_name(activation: ActivationLayer) -> str:
    """`relu`, `leakyRelu(0.1)`, `threshold(threshold=1, defaultValue=0)`."""
    kind, given = activation.kind, arguments(activation)
    if kind == "relu" and given == {"max_value": 6}:
        return NATIVE["relu6"]
    if not given and kind in NATIVE:
        return NATIVE[kind]
    name = DIFFERENT.get(kind, JAVASCRIPT.spell(kind))
    if not given:
        return name
    if given.keys() == {type(activation).main}:
        return f"{name}({_text(*given.values())})"
    return f"{name}({', '.join(f'{JAVASCRIPT.spell(key)}={_text(value)}' for key, value in given.items())})"


def arguments(layer: Layer) -> Mapping[str, float]:
    """The arguments of a function that differ from Keras's defaults."""
    return {name: value for name, value in changed(layer).items() if name != "activity_regularizer"}


def _text(value: float) -> str:
    if value is True:
        return "approximate"
    return spell_number(int(value) if float(value).is_integer() else value)
