"""Transposed convolutions. They take and give their channels at axis 1."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Code, Index, Plain, Slice, Unary, call, code
from modelspec.backends.torch.layers.common import Spelling, option, size_literal
from modelspec.backends.torch.layers.padding import Border
from modelspec.backends.torch.layers.windows import channels_before_space, channels_of, finish
from modelspec.backends.torch.site import Site, Value, dims
from modelspec.layers.convolution_transpose import ConvTranspose


def _transpose(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = site.node.layer
    assert isinstance(layer, ConvTranspose)
    borders = tuple(_cut(layer, axis) for axis in range(layer.rank))
    padding = tuple(before for before, _ in borders)
    extra = tuple(max(before - after, 0) for before, after in borders)
    options: dict[str, Plain] = {
        **option(site, "stride", "strides", 1),
        **({"padding": site.size(dims(padding), "padding")} if any(padding) else {}),
        **({"output_padding": site.size(dims(extra), "output_padding")} if any(extra) else {}),
        **option(site, "dilation", "dilation_rate", 1),
        **option(site, "bias", "use_bias", True),
    }
    sizes = (site.size(channels_of(value), "in_channels"), site.argument("filters"), size_literal(site, "kernel_size"))
    owner = site.module(call(f"nn.ConvTranspose{layer.rank}d", *sizes, **options))
    site.weight("kernel", "weight", channels_before_space(layer.rank, layer.rank + 1, layer.rank))
    y: Code = call(owner, site.first(value))
    if any(after > before for before, after in borders):
        site.remark("torch cuts as many cells off the end as off the start, Keras one more.")
        ends = [Slice(None, Unary("-", code(1))) if after > before else Slice() for before, after in borders]
        y = Index(y, (Slice(), Slice(), *ends))
    return finish(site, layer, y, value)


def _cut(layer: ConvTranspose, axis: int) -> Border:
    """The cells that fall off the start and the end of the full output, which is as long as all windows reach; a
    negative number of them is added."""
    span, stride = layer.spans[axis], layer.strides[axis]
    extra = None if layer.output_padding is None else layer.output_padding[axis]
    if layer.padding == "valid":
        return 0, span - max(span, stride) if extra is None else -extra
    total = span - stride if extra is None else span - span % 2 - extra
    before = max(total, 0) // 2
    return before, total - before


SPELLINGS: dict[str, Spelling] = dict.fromkeys(("conv1d_transpose", "conv2d_transpose", "conv3d_transpose"), _transpose)
