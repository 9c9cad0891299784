"""Layers around a layer."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import (
    Assign,
    Attribute,
    Code,
    Index,
    Literal,
    Name,
    Operation,
    Slice,
    TupleOf,
    call,
    method,
)
from modelspec.backends.torch.layers import Spelling, spelling
from modelspec.backends.torch.layers.recurrent import (
    is_native,
    last_states,
    loop,
    loop_weights,
    native,
    native_weights,
    recurrent_layer,
    sequence,
)
from modelspec.backends.torch.site import Site, Value
from modelspec.ir import Activity, Node, Tensor
from modelspec.layers.activation_functions import ActivationLayer, AxisActivation
from modelspec.layers.core import Dense
from modelspec.layers.wrappers import DIRECTIONS, Bidirectional, TimeDistributed
from modelspec.record import replace


def bidirectional(site: Site, values: Sequence[Value]) -> Value:
    """Both directions in one module: torch's own where it computes the same."""
    layer = site.node.layer
    assert isinstance(layer, Bidirectional)
    inner = site.inside(replace(site.node, kind=layer.layer.kind, layer=layer.layer, written={}))
    x, width = site.last(values[0]), values[0].shape[-1]
    assert width is not None  # The inner layer's shape rule needs it.
    merged = layer.merge_mode == "concat" and not any(map(site.wants_activity, DIRECTIONS))
    if not is_native(recurrent_layer(inner)):
        result = call(_loops(inner, width), x)
        ways = _both(site, result)
    else:
        owner = site.module(native(inner, width, bidirectional=True))
        for direction, suffix in zip(DIRECTIONS, ("", "_reverse"), strict=True):
            native_weights(inner, f"{direction}.", suffix)
        result = call(owner, x)
        if not recurrent_layer(inner).return_sequences:
            h = last_states(inner, result)
            ways = (Index(h, (Literal(0),)), Index(h, (Literal(1),)))
        elif merged:
            return Value(sequence(result), site.node.output.shape)
        else:
            ways = _both(site, method(sequence(result), "chunk", 2, -1))
    for direction, output in zip(DIRECTIONS, ways, strict=True):
        if site.wants_activity(direction):
            site.activity(direction, output)
    return Value(_merge(layer.merge_mode, ways), site.node.output.shape)


def _loops(site: Site, width: int) -> Code:
    """A module of two loops; the code to reach it by."""
    there, back = loop(site, width), loop(site, width, go_backwards=True)
    owner = site.module(call(site.part("Bidirectional"), there, back))
    for direction in DIRECTIONS:
        loop_weights(site, f"{direction}.", f"{direction}_layer.")
    return owner


def _both(site: Site, result: Code) -> tuple[Code, Code]:
    """Two new variables for the outputs of both directions."""
    forward, backward = map(site.new, DIRECTIONS)
    site.statements.append(Assign(TupleOf((forward, backward)), result))
    return forward, backward


def _merge(mode: str, ways: tuple[Code, Code]) -> Code:
    if mode == "concat":
        return call("torch.cat", ways, -1)
    if mode == "mul":
        return Operation("*", *ways)
    total = Operation("+", *ways)
    return Operation("/", total, Literal(2)) if mode == "ave" else total


def time_distributed(site: Site, values: Sequence[Value]) -> Value:
    """The inner layer on the sequence as it is where it looks at the last axis only, else on a batch of all steps."""
    layer, value = site.node.layer, values[0]
    assert isinstance(layer, TimeDistributed)
    direct = _takes_more_axes(layer)
    node = _inner_node(site.node, layer, cut=0 if direct else 1)
    inner = site.inside(node)
    inner.activities = {}
    before = len(site.modules)
    if direct:
        result = spelling(node.kind)(inner, values)

        def whole(code: Code) -> Code:
            return code
    else:
        x = value.code if isinstance(value.code, Name) and not value.first else site.let("x", site.last(value))
        steps = site.let("steps", method(x, "flatten", 0, 1))
        result = spelling(node.kind)(inner, [Value(steps, value.shape[1:])])

        def whole(code: Code) -> Code:
            lengths = Index(Attribute(x, "shape"), (Slice(None, Literal(2)),))
            return call("torch.unflatten", code, 0, lengths)

    for module in site.modules[before:]:
        module.weights = {f"layer.{name}": targets for name, targets in module.weights.items()}
    for place, code in inner.activities.items():
        # Summed over all steps, but divided by the batch size alone: so in the shape that has both.
        site.activity(f"layer.{place}".rstrip("."), whole(code))
    return Value(whole(inner.last(result)), site.node.output.shape)


def _takes_more_axes(layer: TimeDistributed) -> bool:
    inner = layer.layer
    elementwise = isinstance(inner, ActivationLayer) and not isinstance(inner, AxisActivation)
    return elementwise or isinstance(inner, Dense)


def _inner_node(node: Node, layer: TimeDistributed, cut: int) -> Node:
    """The wrapped layer's call, without the first `cut` axes of its input and output."""
    inputs = tuple(replace(tensor, shape=tensor.shape[cut:]) for tensor in node.inputs)
    return replace(
        node,
        kind=layer.layer.kind,
        layer=layer.layer,
        inputs=inputs,
        output=Tensor(node.output.name, node.output.shape[cut:], node.output.dtype),
        weights=tuple(replace(weight, name=weight.name.removeprefix("layer.")) for weight in node.weights),
        activities=tuple(
            Activity(place.name.removeprefix("layer").removeprefix("."), place.penalty)
            for place in node.activities
            if place.name.partition(".")[0] == "layer"
        ),
        written={},
    )


SPELLINGS: dict[str, Spelling] = {"bidirectional": bidirectional, "time_distributed": time_distributed}
