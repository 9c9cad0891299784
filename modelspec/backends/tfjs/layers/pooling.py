"""Pooling."""

from __future__ import annotations

from modelspec.backends.tfjs.layers.windows import misplaced, missing
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.pooling import GlobalPooling, Pooling

LARGEST_NATIVE_RANK = 2


def _max(node: Node) -> Spelling:
    """Over three axes, TensorFlow.js's own gradient is wrong where windows are not as high as wide."""
    layer = _pooling(node)
    wrong = layer.padding == "same" and misplaced(node, layer.pool_size, layer.steps)
    if wrong or (layer.rank > LARGEST_NATIVE_RANK and layer.pool_size[-2] != layer.pool_size[-1]):
        return Spelling("PlanewiseMaxPooling")
    return Spelling(f"tf.layers.maxPooling{layer.rank}d")


def _average(node: Node) -> Spelling:
    """Where windows reach beyond the input, TensorFlow.js's own gradient counts cells that are not there."""
    layer = _pooling(node)
    beyond = layer.padding == "same" and any(most != 0 for _, most in missing(node, layer.pool_size, layer.steps))
    if beyond:
        return Spelling("AveragePoolingSame", names={"padding": None})
    return Spelling(f"tf.layers.averagePooling{layer.rank}d")


def _pooling(node: Node) -> Pooling:
    assert isinstance(node.layer, Pooling)
    return node.layer


def _global_max(node: Node) -> Spelling:
    return Spelling("GlobalPooling", options={"mode": "max"})


def _global_average(node: Node) -> Spelling:
    layer = node.layer
    assert isinstance(layer, GlobalPooling)
    if layer.rank <= LARGEST_NATIVE_RANK and not layer.keepdims:
        return Spelling(f"tf.layers.globalAveragePooling{layer.rank}d", names={"keepdims": None})
    return Spelling("GlobalPooling", options={"mode": "average"})


SPELLINGS: dict[str, Entry] = {
    "max_pooling1d": _max,
    "max_pooling2d": _max,
    "max_pooling3d": _max,
    "average_pooling1d": _average,
    "average_pooling2d": _average,
    "average_pooling3d": _average,
    "global_max_pooling1d": _global_max,
    "global_max_pooling2d": _global_max,
    "global_max_pooling3d": _global_max,
    "global_average_pooling1d": _global_average,
    "global_average_pooling2d": _global_average,
    "global_average_pooling3d": _global_average,
}
