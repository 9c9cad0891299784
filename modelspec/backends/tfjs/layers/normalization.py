"""Normalization layers."""

from __future__ import annotations

from modelspec.backends.code import Literal
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.axes import axis_index, axis_indices
from modelspec.layers.normalization import BatchNormalization, LayerNormalization

LARGEST_RANK = 3
"""TensorFlow.js's own classes take examples of at most so many axes; without gamma or beta they fail in training."""


def _batch(node: Node) -> Spelling:
    """TensorFlow.js's own class uses the batch's statistics even when it is frozen."""
    layer, shape = node.layer, node.inputs[0].shape
    assert isinstance(layer, BatchNormalization)
    last = axis_index(layer.axis, shape, layer.kind) == len(shape) - 1
    native = last and layer.center and layer.scale and node.trainable and len(shape) <= LARGEST_RANK
    return Spelling("tf.layers.batchNormalization" if native else "KerasBatchNormalization")


def _layer(node: Node) -> Spelling:
    layer, shape = node.layer, node.inputs[0].shape
    assert isinstance(layer, LayerNormalization)
    native = layer.center and layer.scale and len(shape) <= LARGEST_RANK
    function = "tf.layers.layerNormalization" if native else "KerasLayerNormalization"
    if isinstance(layer.axis, int) or list(layer.axis) == sorted(layer.axis):
        return Spelling(function)
    # The lengths of gamma and beta stand in the order of the axes in TensorFlow.js, in the input's order in Keras.
    axes = tuple(index + 1 for index in axis_indices(layer.axis, shape, layer.kind))
    return Spelling(function, names={"axis": None}, options={"axis": Literal(axes, "axis")})


SPELLINGS: dict[str, Entry] = {
    "batch_normalization": _batch,
    "layer_normalization": _layer,
    "group_normalization": Spelling("GroupNormalization", explicit=("groups",)),
    "rms_normalization": Spelling("RMSNormalization", explicit=("epsilon",)),
}
