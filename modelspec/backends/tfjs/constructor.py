"""A layer's facts as the code that makes its TensorFlow.js layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelspec.backends.code import Call, Code, Literal, Name, Unary, code
from modelspec.backends.functional.arguments import plain
from modelspec.backends.functional.inner import INNER, inner_name, inner_node
from modelspec.backends.tfjs.functions import Functions
from modelspec.backends.tfjs.initializers import initializer
from modelspec.backends.tfjs.layers import spelling
from modelspec.backends.tfjs.native import NativeTerms
from modelspec.backends.tfjs.regularizers import regularizer
from modelspec.backends.tfjs.spelling import Spelling
from modelspec.backends.tfjs.words import JAVASCRIPT
from modelspec.initializers import Initializer
from modelspec.ir import Node, Tensor, Weight
from modelspec.layers.activation_functions import ActivationLayer
from modelspec.layers.base import Layer
from modelspec.penalty import Penalty
from modelspec.record import replace

REGULARIZER = "_regularizer"
UNNAMED = "scale"
"""The slot of the weight for which Keras has no regularizer argument."""


@dataclass
class Shared:
    """What the spellings of one file share: its activation functions, the penalties that TensorFlow.js counts by
    itself, and the parts that it needs."""

    functions: Functions
    native: NativeTerms
    parts: set[str] = field(default_factory=set)


def constructor(node: Node, name: Code, shared: Shared) -> Code:
    """`tf.layers.dense({ units: 32, name: "dense" })`, or `new GroupNormalization({ ... })`."""
    found = spelling(node)
    options = dict(_options(node, found, shared))
    options |= {key: code(value) for key, value in found.options.items()}
    options |= _regularizers(node, shared)
    if not node.trainable and node.weights:
        options["trainable"] = Literal(False)
    made = Call(Name(found.function), (), (*options.items(), ("name", name)))
    if found.function.startswith("tf."):
        return made
    shared.parts.add(found.function)
    return Unary("new", made)


def _options(node: Node, found: Spelling, shared: Shared) -> Iterator[tuple[str, Code]]:
    """The layer's own options, in Keras's order."""
    for argument, info in type(node.layer).model_fields.items():
        option = found.names.get(argument, JAVASCRIPT.spell(argument))
        if option is None or argument.endswith(REGULARIZER):
            continue
        value, written = getattr(node.layer, argument), node.written.get(argument)
        if value == info.default and written is None and argument not in found.explicit:
            continue
        spelled = _value(node, argument, value, written, shared)
        if spelled is not None:
            yield option, spelled


def _value(node: Node, argument: str, value: Any, written: str | None, shared: Shared) -> Code | None:
    if isinstance(value, Initializer):
        return initializer(value, argument, written, shared.parts)
    if isinstance(value, ActivationLayer) and argument != INNER:
        return shared.functions.code(value, argument, written)
    if isinstance(value, Layer):
        return constructor(_inner(node, value), Literal(inner_name(node, value)), shared)
    return None if value is None else Literal(plain(argument, value), argument, written)


def _regularizers(node: Node, shared: Shared) -> dict[str, Code]:
    """An option for each slot whose penalties TensorFlow.js counts right. The layer in a wrapper has them itself."""
    found: dict[str, Code] = {}
    if node.layer.wrapped is not None:
        return found
    for slot, penalty in _slots(node, shared.native.of(node)).items():
        made = regularizer(penalty, slot, shared.parts)
        if made is not None:
            found[JAVASCRIPT.spell(slot + REGULARIZER)] = made
    return found


def _slots(node: Node, names: Sequence[str]) -> dict[str, Penalty]:
    found: list[Weight] = [weight for weight in node.weights if weight.name in names]
    return {weight.slot or UNNAMED: weight.penalty for weight in found if weight.penalty is not None}


def _inner(node: Node, layer: Layer) -> Node:
    found = inner_node(node, layer)
    if node.kind != "time_distributed":
        return found
    return replace(found, inputs=tuple(map(_one_step, node.inputs)), output=_one_step(node.output))


def _one_step(tensor: Tensor) -> Tensor:
    """What the layer in a time_distributed layer takes or gives: the tensor without its first axis."""
    return replace(tensor, shape=tensor.shape[1:])
