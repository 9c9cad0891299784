"""Layers around a layer."""

from __future__ import annotations

from modelspec.backends.tfjs.layers.recurrent import refuse_single_step
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node


def wrapper(node: Node) -> Spelling:
    """bidirectional, time_distributed."""
    refuse_single_step(node)
    return WRAPPERS[node.kind]


WRAPPERS = {
    "bidirectional": Spelling("tf.layers.bidirectional", explicit=("merge_mode",)),
    "time_distributed": Spelling("tf.layers.timeDistributed"),
}
SPELLINGS: dict[str, Entry] = dict.fromkeys(WRAPPERS, wrapper)
