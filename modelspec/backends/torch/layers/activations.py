"""Activations: as layers, as the `activation` argument of others, and as functions that a loop calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from modelspec.backends.arrays import Transpose
from modelspec.backends.code import Call, Code, Lambda, Literal, Name, Plain, call
from modelspec.backends.torch.layers.common import Spelling, result, torch_axis
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.activation_functions import FUNCTIONS, AxisActivation
from modelspec.layers.base import Layer

PLAIN = {
    "relu6": "F.relu6",
    "silu": "F.silu",
    "swish": "F.silu",
    "mish": "F.mish",
    "sigmoid": "torch.sigmoid",
    "hard_sigmoid": "F.hardsigmoid",
    "hard_silu": "F.hardswish",
    "hard_swish": "F.hardswish",
    "tanh": "torch.tanh",
    "tanh_shrink": "F.tanhshrink",
    "softsign": "F.softsign",
    "log_sigmoid": "F.logsigmoid",
    "exponential": "torch.exp",
}
"""torch's own functions, which take no more arguments."""
PARTS = ("selu", "hard_tanh", "sparse_plus", "sparse_sigmoid")
"""Functions that torch lacks, or that have another gradient at a kink there."""
ALONG_AXIS = {"softmax": "F.softmax", "log_softmax": "F.log_softmax", "glu": "F.glu"}
EXACT_FROM = 36
"""From here on softplus is the identity in float64; torch takes it for that from 20 on."""


def activation(layer: Layer | None, x: Code, site: Site, rank: int, first: bool = False) -> Code:
    """The activation of `x`, which has `rank` axes and maybe its channels at axis 1. None is linear."""
    if layer is None or layer.kind == "linear":
        return x
    if layer.kind in PLAIN:
        return call(PLAIN[layer.kind], x)
    if layer.kind in PARTS:
        return call(site.part(layer.kind), x)
    if isinstance(layer, AxisActivation):
        axis = torch_axis(layer.axis, Value(x, (None,) * (rank - 1), first))
        return call(ALONG_AXIS[layer.kind], x, dim=Literal(axis, "axis"))
    return WITH_ARGUMENTS[layer.kind](x, _Numbers(layer, site))


def activation_callable(layer: Layer | None, site: Site) -> Code:
    """The activation as something to call with a tensor of two axes: `torch.tanh`."""
    if layer is None or layer.kind == "linear":
        return call("nn.Identity")
    x = Name("x")
    spelled = activation(layer, x, site, rank=2)
    if isinstance(spelled, Call) and spelled.arguments == (x,) and not spelled.keywords:
        return spelled.function
    return Lambda((x.text,), spelled)


class _Numbers:
    """The arguments of an activation as literals."""

    def __init__(self, layer: Layer, site: Site) -> None:
        self.layer, self.site = layer, site

    def __call__(self, field_name: str) -> Literal:
        value = getattr(self.layer, field_name)
        # Within another layer's `activation`, what `written` says of this name is about that layer's own field.
        return self.site.argument(field_name) if self.layer is self.site.node.layer else Literal(value, field_name)

    def option(self, field_name: str, default: Any, keyword: str | None = None) -> dict[str, Plain]:
        """A keyword argument, unless it has its default and the author gave it no variable."""
        literal = self(field_name)
        return {keyword or field_name: literal} if literal.value != default or literal.written else {}


def _relu(x: Code, numbers: _Numbers) -> Code:
    given = {
        **numbers.option("max_value", None),
        **numbers.option("negative_slope", 0.0),
        **numbers.option("threshold", 0.0),
    }
    if not given:
        return call("F.relu", x)
    if given.keys() == {"negative_slope"}:
        return call("F.leaky_relu", x, given["negative_slope"])
    if given == {"max_value": Literal(6.0, "max_value")}:
        return call("F.relu6", x)
    return call(numbers.site.part("relu"), x, **given)


def _leaky_relu(x: Code, numbers: _Numbers) -> Code:
    return call("F.leaky_relu", x, numbers("negative_slope"))


def _elu(x: Code, numbers: _Numbers) -> Code:
    return call("F.elu", x, **numbers.option("alpha", 1.0))


def _celu(x: Code, numbers: _Numbers) -> Code:
    return call(numbers.site.part("celu"), x, **numbers.option("alpha", 1.0))


def _gelu(x: Code, numbers: _Numbers) -> Code:
    return call("F.gelu", x, approximate="tanh") if numbers("approximate").value else call("F.gelu", x)


def _hard_shrink(x: Code, numbers: _Numbers) -> Code:
    return call("F.hardshrink", x, **numbers.option("threshold", 0.5, "lambd"))


def _soft_shrink(x: Code, numbers: _Numbers) -> Code:
    return call("F.softshrink", x, **numbers.option("threshold", 0.5, "lambd"))


def _softplus(x: Code, numbers: _Numbers) -> Code:
    return call("F.softplus", x, threshold=EXACT_FROM)


def _threshold(x: Code, numbers: _Numbers) -> Code:
    return call("F.threshold", x, numbers("threshold"), numbers("default_value"))


def _squareplus(x: Code, numbers: _Numbers) -> Code:
    return call(numbers.site.part("squareplus"), x, **numbers.option("b", 4.0))


WITH_ARGUMENTS: dict[str, Callable[[Code, _Numbers], Code]] = {
    "relu": _relu,
    "re_lu": _relu,
    "leaky_relu": _leaky_relu,
    "leaky_re_lu": _leaky_relu,
    "elu": _elu,
    "celu": _celu,
    "gelu": _gelu,
    "hard_shrink": _hard_shrink,
    "soft_shrink": _soft_shrink,
    "softplus": _softplus,
    "threshold": _threshold,
    "squareplus": _squareplus,
}


def _layer(site: Site, inputs: Sequence[Value]) -> Value:
    (value,) = inputs
    layer = getattr(site.node.layer, "function", site.node.layer)
    return result(site, activation(layer, value.code, site, value.rank, value.first), value.first)


def _p_relu(site: Site, inputs: Sequence[Value]) -> Value:
    # nn.PReLU gives an x of exactly 0 the slope for its gradient, Keras 0.
    (value,) = inputs
    (alpha,) = site.node.weights
    axes = tuple(range(len(alpha.shape)))
    order = (*axes[-1:], *axes[:-1]) if value.first else axes
    shape = tuple(alpha.shape[axis] for axis in order)
    owner = site.module(call(site.part("PReLU"), site.literal(shape, "shape")))
    site.weight("alpha", "weight", *([Transpose(order)] if value.first else []))
    return result(site, call(owner, value.code), value.first)


SPELLINGS: dict[str, Spelling] = {
    "activation": _layer,
    **{cls.kind: _layer for cls in FUNCTIONS},
    "re_lu": _layer,
    "leaky_re_lu": _layer,
    "p_re_lu": _p_relu,
}
