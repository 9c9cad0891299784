"""Dense and embedding layers."""

from __future__ import annotations

from modelspec.backends.base import Unspellable
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node

KERNEL = ("kernel_initializer",)
LARGEST_RANK = 5


def _dense(node: Node) -> Spelling:
    if len(node.inputs[0].shape) >= LARGEST_RANK:
        reason = "TensorFlow.js's dense layer takes inputs of at most four axes besides the batch"
        raise Unspellable(node, reason, "join some axes with `reshape` before it")
    return Spelling("tf.layers.dense", explicit=KERNEL)


SPELLINGS: dict[str, Entry] = {
    "dense": _dense,
    "embedding": Spelling("tf.layers.embedding"),
    "position_embedding": Spelling("PositionEmbedding", explicit=("embeddings_initializer",)),
}
