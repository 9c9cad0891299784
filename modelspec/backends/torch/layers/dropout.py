"""Noise while training, which keeps the layout of its input."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends.code import Literal, call
from modelspec.backends.torch.layers.common import Spelling, result
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.dropout import AlphaDropout, Dropout

SPATIAL = {
    "spatial_dropout1d": "nn.Dropout1d",
    "spatial_dropout2d": "nn.Dropout2d",
    "spatial_dropout3d": "nn.Dropout3d",
}


def _dropout(site: Site, inputs: Sequence[Value]) -> Value:
    return _masked(site, inputs[0], "nn.Dropout", "SharedDropout")


def _alpha(site: Site, inputs: Sequence[Value]) -> Value:
    return _masked(site, inputs[0], "nn.AlphaDropout", "SharedAlphaDropout")


def _masked(site: Site, value: Value, native: str, shared: str) -> Value:
    """torch's own module where each entry is dropped by itself, else the local one."""
    layer = site.node.layer
    assert isinstance(layer, Dropout | AlphaDropout)
    ones = [1 if length == 1 else None for length in layer.noise_shape or ()]
    if not any(ones):
        module = call(native, site.argument("rate"))
    else:
        shape = (ones[0], ones[-1], *ones[1:-1]) if value.first else tuple(ones)
        module = call(site.part(shared), site.argument("rate"), Literal(shape, "noise_shape"))
    return result(site, call(site.module(module), value.code), value.first)


def _spatial(site: Site, inputs: Sequence[Value]) -> Value:
    owner = site.module(call(SPATIAL[site.node.kind], site.argument("rate")))
    return result(site, call(owner, site.first(inputs[0])), True)


def _gaussian_dropout(site: Site, inputs: Sequence[Value]) -> Value:
    owner = site.module(call(site.part("GaussianDropout"), site.argument("rate")))
    return result(site, call(owner, inputs[0].code), inputs[0].first)


def _gaussian_noise(site: Site, inputs: Sequence[Value]) -> Value:
    owner = site.module(call(site.part("GaussianNoise"), site.argument("stddev")))
    return result(site, call(owner, inputs[0].code), inputs[0].first)


def _same(site: Site, inputs: Sequence[Value]) -> Value:
    return inputs[0]


SPELLINGS: dict[str, Spelling] = {
    "dropout": _dropout,
    "spatial_dropout1d": _spatial,
    "spatial_dropout2d": _spatial,
    "spatial_dropout3d": _spatial,
    "gaussian_dropout": _gaussian_dropout,
    "gaussian_noise": _gaussian_noise,
    "alpha_dropout": _alpha,
    "activity_regularization": _same,
}
