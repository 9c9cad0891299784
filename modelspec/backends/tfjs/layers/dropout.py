"""Noise while training."""

from __future__ import annotations

from modelspec.backends.base import Unspellable
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.dropout import Dropout, SpatialDropout


def _dropout(node: Node) -> Spelling:
    layer = node.layer
    assert isinstance(layer, Dropout | SpatialDropout)
    if layer.rate == 1:
        raise Unspellable(node, "TensorFlow.js drops nothing at a rate of 1", "give a smaller `rate`")
    if isinstance(layer, Dropout):
        return Spelling("tf.layers.dropout")
    if layer.rank == 1:
        return Spelling("tf.layers.spatialDropout1d")
    return Spelling("tf.layers.dropout", options={"noiseShape": [None, *[1] * layer.rank, None]})


SPELLINGS: dict[str, Entry] = {
    "dropout": _dropout,
    "spatial_dropout1d": _dropout,
    "spatial_dropout2d": _dropout,
    "spatial_dropout3d": _dropout,
    "gaussian_dropout": Spelling("tf.layers.gaussianDropout"),
    "gaussian_noise": Spelling("tf.layers.gaussianNoise"),
    "alpha_dropout": Spelling("KerasAlphaDropout"),
    "activity_regularization": Spelling(
        "tf.layers.activation", names={"l1": None, "l2": None}, options={"activation": "linear"}
    ),
}
