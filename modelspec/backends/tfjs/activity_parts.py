"""The outputs that a layer computes within itself, for the activity penalties of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.base import Unspellable
from modelspec.backends.code import Attribute, Code, Lambda, Literal, Name, Unary, call, method
from modelspec.ir import Node
from modelspec.layers.base import Layer, nested

OWN = frozenset({"", "layer", "attention_output"})
"""Parts whose outputs, joined by dots, are the layer's own output: of a time_distributed layer, all steps."""
MAKER = "InnerOutput"


def part_output(node: Node, part: str, layer: Code, inputs: Sequence[Code], parts: set[str]) -> Code:
    """The symbolic output of a part that is not the layer's own: `forward` and `backward` of bidirectional, `query`,
    `key` and `value` of multi_head_attention, after a `layer.` for each time_distributed around it. `layer` gives the
    layer, `inputs` its symbolic inputs. Adds to `parts` the classes that the code needs.

    The part is computed a second time, so Unspellable is raised where dropout would make it another. The time of
    `backward` runs the other way round, which a sum over all entries does not see."""
    _refuse_dropout(node, part)
    parts.add(MAKER)
    # Query, value and key, of which the last ones may be missing.
    index = {"value": 1, "key": 2}.get(part, 0)
    return method(_inner(node.layer, part, layer), "apply", inputs[min(index, len(inputs) - 1)])


def _inner(layer: Layer, part: str, code: Code) -> Code:
    """A layer that gives the part."""
    if layer.kind == "multi_head_attention":
        return _maker(("x",), method(code, "project", Literal(part), Name("x")))
    inner = layer.wrapped
    assert inner is not None  # Only wrappers have parts besides.
    if layer.kind == "bidirectional":
        arguments = ("x", "kwargs")
        return _maker(arguments, method(Attribute(code, f"{part}Layer"), "call", *map(Name, arguments)))
    step = _inner(inner, part.removeprefix("layer."), Attribute(code, "layer"))
    return call("tf.layers.timeDistributed", layer=step)


def _maker(parameters: tuple[str, ...], body: Code) -> Code:
    return Unary("new", call(MAKER, Lambda(parameters, body)))


def _refuse_dropout(node: Node, part: str) -> None:
    # Attention's dropout comes after its projections.
    random = [layer for layer in nested(node.layer) if layer.kind != "multi_head_attention"]
    if any(getattr(layer, name) for layer in random for name in layer.randomness):
        reason = f"TensorFlow.js would compute `{part}` a second time for its penalty, with other dropout"
        raise Unspellable(node, reason, "take the penalty on the layer's own output")
