"""The functions that a module registers for the graph's activations."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from modelspec.backends.code import Code, Do, Lambda, Literal, Name, Statement, call
from modelspec.backends.tfjs.activation_names import NATIVE, activation_name, arguments
from modelspec.backends.tfjs.layers.activations import LARGEST_RANK, function_of
from modelspec.backends.tfjs.words import JAVASCRIPT
from modelspec.ir import Graph
from modelspec.layers.activation_functions import ActivationLayer
from modelspec.layers.base import Layer

LEAKY = "leaky_relu"
TENSORFLOW = {LEAKY: "tf.leakyRelu", "exponential": "tf.exp"}
"""Functions that TensorFlow.js has, but not as an activation."""
PARTS = {"hard_swish": "hardSilu", "gelu": "approximateGelu"}
"""Parts whose name is not the function's in camel case."""


class Functions:
    """Spells activations as options, and defines those that TensorFlow.js lacks."""

    def __init__(self, graph: Graph) -> None:
        self._registered: dict[str, tuple[str, Code]] = {}
        ranks = {node.full_name: len(node.output.shape) for node in graph.nodes()}
        # On WebGL, tf.leakyRelu has no gradient for more axes.
        own = {LEAKY} if max(ranks.values(), default=0) > LARGEST_RANK else set()
        for node in graph.nodes():
            for activation in _activations(node.layer, ranks[node.full_name]):
                name = activation_name(activation)
                if name not in NATIVE.values():
                    self._registered[name] = _function(activation, own)

    @property
    def parts(self) -> frozenset[str]:
        """The parts that the definitions need."""
        functions = {function for function, _ in self._registered.values() if not function.startswith("tf.")}
        return frozenset({"registerActivation", *functions} if self._registered else ())

    def code(self, activation: ActivationLayer, role: str, written: str | None) -> Code:
        """The name of an activation. What the author wrote for it stands only for the spec's name."""
        name = activation_name(activation)
        return Literal(name, role, written if name == activation.kind else None)

    def definitions(self) -> Iterator[Statement]:
        """`registerActivation("leakyRelu(0.1)", (x) => tf.leakyRelu(x, 0.1));`"""
        for name, (_, function) in self._registered.items():
            yield Do(call("registerActivation", name, function))


def _activations(layer: Layer, rank: int) -> Iterator[ActivationLayer]:
    """The functions that a layer's call, or the call inside it, names; `rank` is that of its examples."""
    function = function_of(layer, rank)
    if function is not None:
        yield function
        return
    for name in type(layer).model_fields:
        value = getattr(layer, name)
        if isinstance(value, ActivationLayer) and value is not layer.wrapped:
            yield value
        elif isinstance(value, Layer):
            yield from _activations(value, rank - (layer.kind == "time_distributed"))


def _function(activation: ActivationLayer, own: Collection[str]) -> tuple[str, Code]:
    """The name of the function that an activation is, and the function with its arguments: `celu`, or
    `(x) => celu(x, 0.5)`. TensorFlow.js's own is not taken of the kinds in `own`."""
    kind = activation.kind
    given = {JAVASCRIPT.spell(key): value for key, value in arguments(activation).items() if value is not True}
    if kind == "relu" and given.keys() == {"negativeSlope"}:
        kind = LEAKY
    native = None if kind in own else TENSORFLOW.get(kind)
    name = native or PARTS.get(kind) or JAVASCRIPT.spell(kind)
    if not given:
        return name, Name(name)
    x = Name("x")
    applied = call(name, x, **given) if kind == "relu" else call(name, x, *given.values())
    return name, Lambda((x.text,), applied)
