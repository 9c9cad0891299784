"""Which penalties TensorFlow.js counts by itself, given a regularizer as an option, and counts as the spec does."""

from __future__ import annotations

from collections.abc import Iterator, Set

from modelspec.backends.tfjs.paths import counted
from modelspec.ir import Body, Graph, Node, Reuse, Use, nodes


class NativeTerms:
    """For every layer, the names of the weights whose penalties are its own regularizers. A layer that is called again,
    alone or within its block, has none: TensorFlow.js would count them at every call."""

    def __init__(self, graph: Graph) -> None:
        again = set(_called_again(graph.body))
        self._names = {node.full_name: () if node.full_name in again else _native(node) for node in graph.nodes()}

    def of(self, node: Node) -> tuple[str, ...]:
        """The weights' names, in the order of `layer.calculateLosses()`. Of a layer in a wrapper: as the wrapper has
        them, without its prefix."""
        names = self._names[node.full_name]
        own = {weight.name for weight in node.weights}
        return tuple(name for full in names if (name := _within(own, full)))


def _within(own: Set[str], name: str) -> str:
    """The name without the prefixes of the wrappers around its layer; "" if it is of another."""
    while name and name not in own:
        name = name.partition(".")[2]
    return name


def _native(node: Node) -> tuple[str, ...]:
    """The weights that have a penalty which is the same for all of their slot: a slot is one option."""
    weights = {weight.name: weight for weight in node.weights}
    slots: dict[str | None, set[object]] = {}
    for name in counted(node):
        slots.setdefault(weights[name].slot, set()).add(weights[name].penalty)
    return tuple(
        name
        for name in counted(node)
        if (penalty := weights[name].penalty) is not None
        and not penalty.is_zero
        and len(slots[weights[name].slot]) == 1
    )


def _called_again(body: Body) -> Iterator[str]:
    for step in body.steps:
        if isinstance(step, Use):
            yield from _called_again(step.body)
        if isinstance(step, Reuse):
            target = step.target
            yield from [target.full_name] if isinstance(target, Node) else (n.full_name for n in nodes(target.body))
