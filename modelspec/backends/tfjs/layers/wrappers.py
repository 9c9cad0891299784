"""Layers around a layer."""

from __future__ import annotations

from modelspec.backends.tfjs.spelling import Entry, Spelling

SPELLINGS: dict[str, Entry] = {
    "bidirectional": Spelling("tf.layers.bidirectional", explicit=("merge_mode",)),
    "time_distributed": Spelling("tf.layers.timeDistributed"),
}
