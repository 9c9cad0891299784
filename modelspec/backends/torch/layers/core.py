"""Dense layers and tables of vectors."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.arrays import Transpose
from modelspec.backends.code import Index, Slice, call, method
from modelspec.backends.torch.layers.activations import activation
from modelspec.backends.torch.layers.common import Spelling, option, result
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.core import Dense


def _dense(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, Dense)
    in_features, _ = site.node.weights[0].shape
    bias = option(site, "bias", "use_bias", True)
    owner = site.module(call("nn.Linear", site.size(in_features, "in_features"), site.argument("units"), **bias))
    site.weight("kernel", "weight", Transpose((1, 0)))
    if layer.use_bias:
        site.weight("bias", "bias")
    return result(site, activation(layer.activation, call(owner, site.last(value)), site, value.rank))


def _embedding(site: Site, inputs: Sequence[Value]) -> Value:
    owner = site.module(call("nn.Embedding", site.argument("input_dim"), site.argument("output_dim")))
    site.weight("embeddings", "weight")
    return result(site, call(owner, site.last(inputs[0])))


def _position_embedding(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    (table,) = site.node.weights
    positions, width = table.shape
    zeros = call("torch.zeros", site.argument("length"), site.size(width, "width"))
    owner = site.module(call("nn.Parameter", zeros))
    site.weight("embeddings", "")
    length = value.shape[-2]
    if length != positions:
        owner = Index(owner, (Slice(None, site.size(length or 0, "input_length")),))
    return result(site, method(owner, "expand_as", site.last(value)))


SPELLINGS: dict[str, Spelling] = {
    "dense": _dense,
    "embedding": _embedding,
    "position_embedding": _position_embedding,
}
