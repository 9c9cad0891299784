"""What Keras on TensorFlow computes in float32 even where its type is float64: it hands constants over as float32."""

from __future__ import annotations

import struct

from modelspec.ir import Node
from modelspec.layers.base import Layer, nested

ROUNDED = {
    "leaky_relu": ("negative_slope",),
    "leaky_re_lu": ("negative_slope",),
    "relu": ("negative_slope", "max_value", "threshold"),
    "re_lu": ("negative_slope", "max_value", "threshold"),
}
"""Numbers that Keras hands over as float32."""
KEY_DIM = "key_dim"


def imprecise(node: Node) -> str | None:
    """Why this call is no float64 computation in Keras; None if it is."""
    return next((reason for layer in nested(node.layer) if (reason := _reason(layer))), None)


def _reason(layer: Layer) -> str | None:
    if layer.kind == "gelu":
        return "Keras computes gelu with a float32 constant"
    if layer.kind == "multi_head_attention" and not _is_power_of_4(getattr(layer, KEY_DIM)):
        return "Keras rounds multi_head_attention's 1/sqrt(key_dim) to float32"
    if layer.kind in ("rescaling", "up_sampling2d") and getattr(layer, "interpolation", "") != "nearest":
        return f"Keras computes {layer.kind} in float32"
    if any(not _is_float32(getattr(layer, name)) for name in ROUNDED.get(layer.kind, ())):
        return f"Keras rounds the arguments of {layer.kind} to float32"
    return None


def _is_power_of_4(number: int) -> bool:
    return number & (number - 1) == 0 and number.bit_length() % 2 == 1


def _is_float32(number: float | None) -> bool:
    return number is None or struct.unpack("f", struct.pack("f", number))[0] == number
