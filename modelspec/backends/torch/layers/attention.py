"""Attention over sequences."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.arrays import Reshape, Transpose
from modelspec.backends.code import Assign, Code, Name, Plain, TupleOf, call, method
from modelspec.backends.torch.layers import Spelling
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.attention import PROJECTIONS, MultiHeadAttention

KEYS = {"attention_output": "output"}
"""The local class's names of the projections, where they are not Keras's."""


def multi_head_attention(site: Site, values: Sequence[Value]) -> Value:
    """Four nn.Linear around torch's attention. (nn.MultiheadAttention packs three kernels into one array, and wants
    heads that add up to the query's width.)"""
    layer = site.node.layer
    assert isinstance(layer, MultiHeadAttention)
    owner = site.module(call(site.part("MultiHeadAttention"), *_sizes(site, values), **_options(site, layer, values)))
    _weights(site, layer)
    inputs = [_named(site, value, values) for value in values]
    query, value = inputs[0], inputs[min(1, len(inputs) - 1)]
    arguments = (query, value, inputs[2] if len(inputs) > 2 else value)
    if any(map(site.wants_activity, PROJECTIONS)):
        output: Code = _with_projections(site, method(owner, "projections", *arguments))
    else:
        output = call(owner, *arguments)
    width = layer.output_shape
    if width is not None and len(width) > 1:
        output = call("torch.unflatten", output, -1, tuple(width))
    return Value(output, site.node.output.shape)


def _sizes(site: Site, values: Sequence[Value]) -> list[Code]:
    """The widths of query, value and key, up to the last that is not as the one before it."""
    widths = [value.shape[-1] for value in values]
    while len(widths) > 1 and widths[-1] == widths[-2]:
        widths.pop()
    roles = ("query_size", "value_size", "key_size")
    return [site.size(width or 0, role) for width, role in zip(widths, roles, strict=False)]


def _options(site: Site, layer: MultiHeadAttention, values: Sequence[Value]) -> dict[str, Plain]:
    options: dict[str, Plain] = {"num_heads": site.argument("num_heads"), "key_dim": site.argument("key_dim")}
    if layer.value_width != layer.key_dim:
        options["value_dim"] = site.argument("value_dim")
    width = _output_width(layer)
    if width not in (None, values[0].shape[-1]):
        options["output_dim"] = site.literal(width, "output_dim")
    if not layer.use_bias:
        options["use_bias"] = False
    if layer.dropout:
        options["dropout"] = site.argument("dropout")
    if layer.use_causal_mask:
        options["use_causal_mask"] = True
    return options


def _weights(site: Site, layer: MultiHeadAttention) -> None:
    """Keras's kernels are (width, heads, dim), the output's (heads, dim, *width)."""
    for weight in site.node.weights:
        projection, _, name = weight.name.rpartition(".")
        key, shape = KEYS.get(projection, projection), weight.shape
        if name == "bias":
            flat = (_count(shape),)
            site.weight(weight.name, f"{key}.bias", *(() if flat == shape else (Reshape(flat),)))
        else:
            inputs = _count(shape[:2]) if projection == "attention_output" else shape[0]
            matrix = Reshape((inputs, _count(shape) // inputs))
            site.weight(weight.name, f"{key}.weight", matrix, Transpose((1, 0)))


def _named(site: Site, value: Value, values: Sequence[Value]) -> Code:
    """The tensor, in a variable of its own if it is written twice."""
    x = site.last(value)
    return site.let("x", x) if len(values) < 3 and not isinstance(x, Name) else x


def _with_projections(site: Site, result: Code) -> Code:
    names = [site.new(projection) for projection in PROJECTIONS]
    site.statements.append(Assign(TupleOf(tuple(names)), result))
    for projection, name in zip(PROJECTIONS, names, strict=True):
        site.activity(projection, name)
    return names[-1]


def _output_width(layer: MultiHeadAttention) -> int | None:
    return None if layer.output_shape is None else _count(layer.output_shape)


def _count(lengths: Sequence[int]) -> int:
    count = 1
    for length in lengths:
        count *= length
    return count


SPELLINGS: dict[str, Spelling] = {"multi_head_attention": multi_head_attention}
