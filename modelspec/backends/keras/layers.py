"""A layer's facts as the constructor of its Keras layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelspec.backends.code import Call, Code, Literal, Name
from modelspec.backends.functional.arguments import plain
from modelspec.backends.functional.inner import INNER, inner_name, inner_node
from modelspec.backends.keras.arguments import initializer, regularizer
from modelspec.backends.keras.classes import SPELLINGS
from modelspec.backends.keras.functions import Functions, arguments, bare, is_function, layer_class
from modelspec.backends.keras.penalties import activity_penalty, inner_activities, slot_penalty
from modelspec.initializers import Initializer
from modelspec.ir import Node
from modelspec.layers.activation_functions import ActivationLayer
from modelspec.layers.base import Layer

REGULARIZER = "_regularizer"
BROADCASTING = {"add": "BroadcastAdd", "average": "BroadcastAverage"}
"""Keras's own classes take an input for a bias where a length is the batch's: see the parts."""


@dataclass
class Shared:
    """What the spellings of one file share: its activation functions, and the parts that it needs."""

    functions: Functions
    parts: set[str] = field(default_factory=set)


def constructor(node: Node, name: Code, shared: Shared) -> Call:
    """The code that makes the node's Keras layer."""
    class_name = _class_name(node)
    if not class_name.startswith("layers."):
        shared.parts.add(class_name)
    positional: list[Code] = []
    keywords: dict[str, Code] = {}
    for argument, value in _arguments(node, shared):
        if argument in SPELLINGS[node.kind].positional:
            positional.append(value)
        else:
            keywords[argument] = value
    activity = regularizer(activity_penalty(node), "activity")
    if activity is not None and node.kind != "activity_regularization":
        keywords["activity_regularizer"] = activity
    if not node.trainable and node.weights:
        keywords["trainable"] = Literal(False)
    return Call(Name(class_name), tuple(positional), (*keywords.items(), ("name", name)))


def arguments_of_call(node: Node, inputs: Sequence[Code]) -> tuple[tuple[Code, ...], tuple[tuple[str, Code], ...]]:
    """What the layer is called with."""
    if node.kind != "multi_head_attention":
        return tuple(inputs), ()
    query, value, *key = inputs if len(inputs) > 1 else (*inputs, *inputs)
    keywords = [("key", key[0])] if key else []
    if getattr(node.layer, "use_causal_mask", False):
        keywords.append(("use_causal_mask", Literal(True)))
    return (query, value), tuple(keywords)


def _class_name(node: Node) -> str:
    if is_function(node.layer):
        return layer_class(bare(node.layer)) or "layers.Activation"
    if node.kind == "simple_rnn" and activity_penalty(node):
        return "SimpleRNN"
    if node.kind == "rms_normalization" and slot_penalty(node, None):
        return "RMSNormalization"
    if node.kind == "activity_regularization" and activity_penalty(node) is None:
        return "layers.Identity"  # Keras would add a term of 0.
    if node.kind == "multi_head_attention" and not node.trainable:
        return "FrozenMultiHeadAttention"
    if node.kind in BROADCASTING and len({tensor.shape for tensor in node.inputs}) > 1:
        return BROADCASTING[node.kind]
    return SPELLINGS[node.kind].class_name


def _arguments(node: Node, shared: Shared) -> Iterator[tuple[str, Code]]:
    """The constructor's own arguments, in Keras's order."""
    if is_function(node.layer):
        function = bare(node.layer)
        if layer_class(function):
            yield from arguments(function, node.written).items()
        else:
            yield "function", shared.functions.code(function, "activation", None)
        return
    if node.kind == "activity_regularization":
        penalty = activity_penalty(node)
        for coefficient in ("l1", "l2"):
            if penalty and getattr(penalty, coefficient):
                yield coefficient, Literal(getattr(penalty, coefficient), coefficient)
        return
    for name in type(node.layer).model_fields:
        value = _argument(node, name, shared)
        if value is not None:
            yield name, value
    unnamed = regularizer(slot_penalty(node, None), "scale")
    if unnamed is not None:
        yield "scale_regularizer", unnamed


def _argument(node: Node, name: str, shared: Shared) -> Code | None:
    """One field; None where it need not be written."""
    if name in ("activity_regularizer", "use_causal_mask"):
        return None
    if name.endswith(REGULARIZER):
        slot = name.removesuffix(REGULARIZER)
        return regularizer(slot_penalty(node, slot), slot)
    value: Any = getattr(node.layer, name)
    written = node.written.get(name)
    spelling = SPELLINGS[node.kind]
    default = type(node.layer).model_fields[name].default
    if value == default and written is None and name not in (*spelling.positional, *spelling.explicit):
        return None
    if isinstance(value, Initializer):
        return initializer(value, name, written)
    if isinstance(value, ActivationLayer) and name != INNER:
        return shared.functions.code(value, name, written)
    if isinstance(value, Layer):
        inner = inner_node(node, value, inner_activities(node))
        return constructor(inner, Literal(inner_name(node, value)), shared)
    return Literal(plain(name, value), name, written)
