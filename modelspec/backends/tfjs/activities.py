"""Penalties on outputs, which no TensorFlow.js layer takes: a second model over the same layers gives these outputs
besides its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from modelspec.backends.base import Unspellable
from modelspec.backends.code import (
    Assign,
    Attribute,
    Code,
    Do,
    Docstring,
    Function,
    If,
    Index,
    ListOf,
    Literal,
    Name,
    Parameter,
    Return,
    Star,
    Statement,
    Unary,
    call,
    method,
)
from modelspec.backends.tfjs.activity_parts import OWN, part_output
from modelspec.ir import Body, Graph, Node, Reuse, Term, Use, nodes
from modelspec.record import Record

MODEL, CACHE = Name("model"), Name("watching")
STATEFUL = ("batch_normalization",)


class Place(Record):
    """Where a layer stands: the blocks around it that are models of their own, outermost first; its own calls there;
    and its calls in all, as each of those blocks is called again."""

    blocks: tuple[Use, ...]
    calls: int
    total: int


class Activities:
    """The terms, and where `watched(model)` gives what they are taken of."""

    def __init__(self, graph: Graph, terms: Sequence[Term]) -> None:
        self.terms = terms
        self._places = dict(_places(graph.body, (), 1))

    def places(self, before: int) -> Iterator[tuple[Term, range]]:
        """Each term, and the indices of its outputs among those of `watched(model)`, after the model's own."""
        for term in self.terms:
            count = self._places[term.node.full_name].total
            yield term, range(before, before + count)
            before += count

    def definitions(self, parts: set[str]) -> tuple[Statement, ...]:
        """The function `watched`."""
        parts.add("withOutputs")
        found = ListOf(tuple(_flat([self._outputs(term, parts) for term in self.terms])))
        made = call("withOutputs", MODEL, found)
        text = "A function that gives a model's outputs for a batch, and after them the outputs that are penalized."
        body = (
            Docstring(text),
            If(Unary("not", method(CACHE, "has", MODEL)), (Do(method(CACHE, "set", MODEL, made)),)),
            Return(method(CACHE, "get", MODEL)),
        )
        cache = Assign(CACHE, Unary("new", call("WeakMap")))
        return (cache, Function("watched", (Parameter("model"),), None, body))

    def _outputs(self, term: Term, parts: set[str]) -> Code:
        """What the term is taken of: one symbolic tensor, or `...` several."""
        node, place = term.node, self._places[term.node.full_name]
        _refuse_twice(node, place)
        layer = method(_inside(place.blocks), "getLayer", node.full_name)
        part = term.term.removeprefix(f"{node.full_name}.").rpartition("activity")[0].rstrip(".")
        found = [_output(node, part, layer, number, place.calls, parts) for number in range(place.calls)]
        if not place.blocks:
            return found[0] if len(found) == 1 else Star(ListOf(tuple(found)))
        parts.add("at_each_call")
        result: Code = ListOf(tuple(found))
        for depth in range(len(place.blocks), 0, -1):
            result = call("atEachCall", _inside(place.blocks[:depth]), result)
        return Star(result)


def _inside(blocks: Sequence[Use]) -> Code:
    """The model of the innermost of these blocks."""
    found: Code = MODEL
    for block in blocks:
        found = method(found, "getLayer", block.full_name)
    return found


def _flat(outputs: Sequence[Code]) -> Iterator[Code]:
    for item in outputs:
        if isinstance(item, Star) and isinstance(item.value, ListOf):
            yield from item.value.items
        else:
            yield item


def _output(node: Node, part: str, layer: Code, number: int, calls: int, parts: set[str]) -> Code:
    """The output of one call."""
    if set(part.split(".")) <= OWN:
        return method(layer, "getOutputAt", number) if calls > 1 else Attribute(layer, "output")
    given = method(layer, "getInputAt", number) if calls > 1 else Attribute(layer, "input")
    inputs = [Index(given, (Literal(i),)) for i in range(len(node.inputs))] if len(node.inputs) > 1 else [given]
    return part_output(node, part, layer, inputs, parts)


def _refuse_twice(node: Node, place: Place) -> None:
    """An output from within a block that is called again is computed a second time: moving averages and noise would
    not be those of the first."""
    for inner in (inner for block in place.blocks for inner in nodes(block.body)):
        if inner.kind in STATEFUL or any(getattr(inner.layer, name) for name in inner.layer.randomness):
            reason = (
                "TensorFlow.js gives no outputs from within a block that is reused, and computed a second time for "
                f"the penalty they would be others, because of `{inner.full_name}`"
            )
            raise Unspellable(node, reason, "take the penalty off, or reuse the block's layers one by one")


def _places(body: Body, blocks: tuple[Use, ...], outer: int) -> Iterator[tuple[str, Place]]:
    calls = Counter(step.target.name for step in body.steps if isinstance(step, Reuse))
    for step in body.steps:
        if isinstance(step, Node):
            count = 1 + calls[step.name]
            yield step.full_name, Place(blocks, count, outer * count)
        elif isinstance(step, Use):
            again = calls[step.name]
            yield from _places(step.body, (*blocks, step) if again else blocks, outer * (1 + again))
