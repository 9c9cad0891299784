"""One layer as a torch module made of its spelling: the smallest class around it that runs."""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import layer_facts
import torch
from parity import Array, compare, with_weights
from torch import nn

from modelspec.backends.arrays import Blocks, Reshape, Row, Target, Transpose
from modelspec.backends.code import (
    Assign,
    Attribute,
    Class,
    Do,
    Function,
    Name,
    Parameter,
    Return,
    call,
    code,
    method,
    render,
)
from modelspec.backends.torch import parts
from modelspec.backends.torch.layers import spelling
from modelspec.backends.torch.site import Site, Value
from modelspec.ir import Activity, Node, Shape, Tensor, Weight
from modelspec.penalty import Penalty
from modelspec.record import replace


@dataclass
class Spelled:
    """A module whose `forward` is the layer and whose `activities` gives the penalized outputs by place."""

    module: nn.Module
    source: str
    weights: dict[str, tuple[Target, ...]]
    trainable: list[str]

    def parameters(self, *weights: torch.Tensor) -> dict[str, torch.Tensor]:
        """The trainable weights, in Keras's order and layout, as the module's parameters."""
        found = {}
        for name, weight in zip(self.trainable, weights, strict=True):
            for target in self.weights[name]:
                held = weight
                for operation in target.operations:
                    held = in_torch(operation, held)
                found[target.key] = held
        return found


def compare_with_keras(
    kind: str, arguments: dict[str, Any], inputs: Sequence[Array], tolerance: float = 1e-12, **options: Any
) -> Spelled:
    """Outputs, and the gradients of inputs and weights in Keras's layout, of the spelled layer and of Keras's."""
    spelled = spell(kind, arguments, [x.shape[1:] for x in inputs])
    module = spelled.module.to(torch.from_numpy(inputs[0]).dtype).train(bool(options.get("training")))
    layer = layer_facts.make_keras(kind, arguments)
    compare(layer, with_weights(module), inputs, spelled.parameters, tolerance, **options)
    return spelled


def spell(
    kind: str,
    arguments: dict[str, Any],
    shapes: Sequence[Shape],
    firsts: Sequence[bool] = (),
    *,
    trainable: bool = True,
) -> Spelled:
    """The module of one layer; a wrapped layer is given as {kind: arguments}. `firsts` tells which inputs come with
    their channels at axis 1."""
    node = replace(node_of(kind, arguments, shapes), trainable=trainable)
    names = [tensor.name for tensor in node.inputs]
    site = Site(node, node.name, Attribute(Name("self"), node.name), set(), {*names, "self"})
    layouts = firsts or (False,) * len(shapes)
    values = [Value(Name(name), *given) for name, *given in zip(names, shapes, layouts, strict=True)]
    value = spelling(kind)(site, values)
    assert value.shape == node.output.shape
    places = [activity.name for activity in node.activities]
    outputs = {place: site.activities.get(place, Name("output")) for place in places}
    init = [Do(method(call("super"), "__init__"))]
    init += [Assign(Attribute(Name("self"), item.attribute), item.constructor) for item in site.modules]
    inputs = (Parameter("self"), *map(Parameter, names))
    body = (*site.statements, Assign("output", site.last(value)))
    methods = (
        Function("__init__", (Parameter("self"),), None, tuple(init)),
        Function("forward", inputs, None, (*body, Return(Name("output")))),
        Function("activities", inputs, None, (*body, Return(code(outputs)))),
    )
    source = render([Class("Layer", (Name("nn.Module"),), methods)])
    weights = {
        name: tuple(Target(f"{item.attribute}.{target.key}".rstrip("."), target.operations) for target in targets)
        for item in site.modules
        for name, targets in item.weights.items()
    }
    assert list(weights) == [weight.name for weight in node.weights]
    return Spelled(run(source)["Layer"](), source, weights, [w.name for w in node.weights if w.trainable])


def node_of(kind: str, arguments: dict[str, Any], shapes: Sequence[Shape]) -> Node:
    """The layer's node, its penalties all 0.5 * sum(y^2)."""
    layer = layer_facts.make(kind, arguments)
    weights = [Weight(w.name, w.shape, w.initializer, w.trainable, w.slot, None) for w in layer.weights(shapes)]
    places = [place.name for place in layer.activities() if place.regularizer is not None]
    return Node(
        name=f"the_{kind}",
        full_name=f"the_{kind}",
        kind=kind,
        layer=layer,
        inputs=tuple(Tensor(name, shape) for name, shape in zip("abc", shapes, strict=False)),
        output=Tensor(f"the_{kind}", layer.shape(shapes)),
        weights=tuple(weights),
        activities=tuple(Activity(place, Penalty(l2=0.5)) for place in places),
        trainable=True,
        multiply_adds=0,
        path=(),
    )


def run(source: str) -> dict[str, Any]:
    """What a piece of a generated file defines, with every part at hand."""
    names: dict[str, Any] = {"torch": torch, "nn": nn, "F": nn.functional, "Tensor": torch.Tensor, "math": math}
    for module in pkgutil.iter_modules(parts.__path__, f"{parts.__name__}."):
        names |= vars(import_module(module.name))
    exec(source, names)
    return names


def in_torch(operation: Any, weight: torch.Tensor) -> torch.Tensor:
    """An array operation on a tensor, so that gradients come back through it."""
    match operation:
        case Transpose(axes):
            return weight.permute(axes)
        case Reshape(shape):
            return weight.reshape(shape)
        case Blocks(axis, order):
            blocks = weight.chunk(len(order), axis)
            return torch.cat([blocks[index] for index in order], axis)
        case Row(index):
            return weight[index]
    raise TypeError(operation)
