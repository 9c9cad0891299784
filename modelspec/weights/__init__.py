"""Weights by canonical name (`<layer>.<weight>`) in the spec's layout: drawn, read from files and written to them."""

from modelspec.weights.convert import convert, read_weights
from modelspec.weights.draw import initial_weights

__all__ = ["convert", "initial_weights", "read_weights"]
