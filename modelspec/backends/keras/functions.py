"""Activations: Keras's names, and small functions where they have arguments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from modelspec.backends.code import Code, Function, Literal, Name, Parameter, Return, call
from modelspec.backends.naming import identifier
from modelspec.ir import Graph
from modelspec.layers.activation_functions import FUNCTIONS, ActivationLayer
from modelspec.layers.base import Layer

LAYER_CLASSES = {"relu": "layers.ReLU", "leaky_relu": "layers.LeakyReLU", "softmax": "layers.Softmax"}
"""Functions that Keras has as layers, too, with the same arguments."""
NAMED = frozenset(function.kind for function in FUNCTIONS if function.kind != "glu")


class Functions:
    """The functions that the graph's activations with arguments need."""

    def __init__(self, graph: Graph, taken: Collection[str]) -> None:
        self._package = graph.name
        self._names: dict[ActivationLayer, str] = {}
        for node in graph.nodes():
            for activation in _activations(node.layer):
                if activation not in self._names:
                    self._names[activation] = self._name(activation.kind, taken)

    @property
    def names(self) -> frozenset[str]:
        """The names of the functions."""
        return frozenset(self._names.values())

    def code(self, activation: ActivationLayer, role: str, written: str | None) -> Code:
        """`"relu"`, or the function's name."""
        if activation in self._names:
            return Name(self._names[activation])
        return Literal(activation.kind, role, written)

    def definitions(self) -> Iterator[Function]:
        """The functions; registered, so that a saved model can be read again."""
        decorator = call("keras.saving.register_keras_serializable", package=self._package)
        for activation, name in self._names.items():
            value = call(f"keras.activations.{activation.kind}", Name("x"), **arguments(activation))
            yield Function(name, (Parameter("x"),), None, (Return(value),), (decorator,))

    def _name(self, kind: str, taken: Collection[str]) -> str:
        name, number = identifier(kind, taken), 2
        while name in self._names.values():
            name, number = identifier(f"{kind}_{number}", taken), number + 1
        return name


def is_function(layer: Layer) -> bool:
    """Whether a layer is a function of keras.activations that layers.Activation can be given."""
    return layer.kind in NAMED


def bare(layer: Layer) -> ActivationLayer:
    """The function alone, without the penalty that its layer may have."""
    assert isinstance(layer, ActivationLayer)
    return layer.model_copy(update={"activity_regularizer": None})


def arguments(activation: ActivationLayer, written: Mapping[str, str] | None = None) -> dict[str, Code]:
    """The arguments that differ from Keras's defaults."""
    found: dict[str, Code] = {}
    for name, field in type(activation).model_fields.items():
        value, text = getattr(activation, name), (written or {}).get(name)
        if name != "activity_regularizer" and (value != field.default or text is not None):
            found[name] = Literal(value, name, text)
    return found


def layer_class(activation: ActivationLayer) -> str | None:
    """Keras's own layer of a function with arguments, if it takes these."""
    given = [getattr(activation, name) for name in arguments(activation)]
    if not given or (activation.kind != "softmax" and any(value < 0 for value in given)):
        return None
    return LAYER_CLASSES.get(activation.kind)


def _activations(layer: Layer) -> Iterator[ActivationLayer]:
    """What needs a function of its own in a layer, or inside it."""
    if is_function(layer):
        function = bare(layer)
        if arguments(function) and layer_class(function) is None:
            yield function
        return
    for name in type(layer).model_fields:
        value = getattr(layer, name)
        if isinstance(value, ActivationLayer) and is_function(value) and name != "layer":
            if arguments(value):
                yield value
        elif isinstance(value, Layer):
            yield from _activations(value)
