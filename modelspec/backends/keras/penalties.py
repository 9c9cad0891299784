"""Which penalty each regularizer argument of a Keras layer carries."""

from __future__ import annotations

from collections.abc import Iterable

from modelspec.backends.base import Unspellable
from modelspec.ir import Activity, Node
from modelspec.penalty import Penalty
from modelspec.record import replace

EVERY_STEP = frozenset({"", "layer"})


def slot_penalty(node: Node, slot: str | None) -> Penalty | None:
    """The penalty of the weights of a slot; None stands for a weight for which Keras has no argument."""
    found = [weight.penalty for weight in node.weights if weight.slot == slot and weight.trainable]
    return _one(node, found, f"weights of the slot `{slot}`")


def activity_penalty(node: Node) -> Penalty | None:
    """The penalty that the layer's own `activity_regularizer` carries."""
    if node.kind == "time_distributed":
        # Keras drops the inner layer's; on the wrapper's output, which holds all steps, it has the same value.
        return _sum(place.penalty for place in node.activities if _every_step(place.name))
    if node.kind == "multi_head_attention":
        return _one(node, [place.penalty for place in node.activities], "projections")
    return _sum(place.penalty for place in node.activities if not place.name)


def inner_activities(node: Node) -> tuple[Activity, ...]:
    """The activity penalties of the layer inside a wrapper."""
    prefix = "forward" if node.kind == "bidirectional" else "layer"
    places = [place for place in node.activities if place.name.partition(".")[0] == prefix]
    if node.kind == "time_distributed":
        places = [place for place in places if not _every_step(place.name)]
        if places and node.inputs[0].shape[0] is None:
            raise Unspellable(node, "Keras cannot penalize the directions of each step of a sequence of unknown length")
    return tuple(replace(place, name=place.name.removeprefix(prefix).removeprefix(".")) for place in places)


def _every_step(name: str) -> bool:
    return set(name.split(".")) <= EVERY_STEP


def _sum(penalties: Iterable[Penalty]) -> Penalty | None:
    found = list(penalties)
    if not found:
        return None
    return found[0] if len(found) == 1 else Penalty(sum(p.l1 for p in found), sum(p.l2 for p in found))


def _one(node: Node, penalties: list[Penalty | None], what: str) -> Penalty | None:
    if len(set(penalties)) > 1:
        raise Unspellable(node, f"Keras has one regularizer for all {what}, and they have different penalties")
    return penalties[0] if penalties else None
