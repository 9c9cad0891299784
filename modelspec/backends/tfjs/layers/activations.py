"""Activations as layers. Those that are no layer of TensorFlow.js are given to `tf.layers.activation` by their name."""

from __future__ import annotations

from modelspec.backends.code import Literal
from modelspec.backends.tfjs.activation_names import activation_name, arguments
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.activation_functions import FUNCTIONS, ActivationLayer, LeakyRelu, Relu
from modelspec.layers.activations import LeakyReluLayer, ReluLayer
from modelspec.layers.base import Layer

NAMED = frozenset(function.kind for function in FUNCTIONS if function.kind != "glu")
LEAKY = Spelling("tf.layers.leakyReLU", explicit=("negative_slope",), names={"negative_slope": "alpha"})
CAPPED = Spelling("tf.layers.reLU", names={"negative_slope": None, "threshold": None})
SPECIAL = (0, 6)
"""Values of `max_value` for which the gradient of `tf.layers.reLU` is another than Keras's."""
LARGEST_RANK = 3
"""TensorFlow.js's WebGL backend has no gradient of LEAKY and CAPPED for examples of more axes."""


def function_of(layer: Layer, rank: int) -> ActivationLayer | None:
    """The function that a layer is of examples of so many axes, if it is spelled by the function's name."""
    if isinstance(layer, ReluLayer):
        layer = Relu(negative_slope=layer.negative_slope, max_value=layer.max_value, threshold=layer.threshold)
    if isinstance(layer, LeakyReluLayer):
        layer = LeakyRelu(negative_slope=layer.negative_slope)
    if not isinstance(layer, ActivationLayer) or layer.kind not in NAMED:
        return None
    return layer if rank > LARGEST_RANK or _native(layer) is None else None


def _native(function: ActivationLayer) -> Spelling | None:
    """The layer that TensorFlow.js has for a function with these arguments."""
    given = arguments(function)
    if function.kind == "leaky_relu" or (function.kind == "relu" and given.keys() == {"negative_slope"}):
        return LEAKY
    if function.kind == "relu" and given.keys() == {"max_value"} and given["max_value"] not in SPECIAL:
        return CAPPED
    return None


def _function(node: Node) -> Spelling:
    function = function_of(node.layer, len(node.output.shape))
    if function is not None:
        activation = Literal(activation_name(function), "activation")
        unwritten = dict.fromkeys(type(node.layer).model_fields)
        return Spelling("tf.layers.activation", names=unwritten, options={"activation": activation})
    return LEAKY if arguments(node.layer).keys() != {"max_value"} else CAPPED


SPELLINGS: dict[str, Entry] = {
    "activation": Spelling("tf.layers.activation", explicit=("function",), names={"function": "activation"}),
    **dict.fromkeys(NAMED, _function),
    "glu": Spelling("Glu"),
    "re_lu": _function,
    "leaky_re_lu": _function,
    "p_re_lu": Spelling("ParametricRelu"),
}
