"""What PyTorch computes with constants of float32 even in float64."""

from __future__ import annotations

from modelspec.ir import Node
from modelspec.layers.base import nested

ROUNDED = {"hard_sigmoid": "torch's gradient of hard_sigmoid has a float32 constant"}


def imprecise(node: Node) -> str | None:
    """Why this call is no float64 computation in torch; None if it is."""
    return next((ROUNDED[layer.kind] for layer in nested(node.layer) if layer.kind in ROUNDED), None)
