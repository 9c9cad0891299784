"""Passes: a Graph in, another Graph out. One idea a file."""

from modelspec.passes.flatten import Flat, flatten, opened, watch
from modelspec.passes.numbers import Target, rounded, scaled, without_randomness
from modelspec.passes.training import trained_by, with_training

__all__ = [
    "Flat",
    "Target",
    "flatten",
    "opened",
    "rounded",
    "scaled",
    "trained_by",
    "watch",
    "with_training",
    "without_randomness",
]
