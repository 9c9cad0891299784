"""How large a model may be. Blocks and `repeat` multiply what a file says: what comes of it is counted here."""

from __future__ import annotations

from modelspec.ir import Shape
from modelspec.layers.base import show, size

MOST_CALLS = 10_000
"""Calls of one model, blocks opened and `repeat` counted out."""
MOST_VALUES = 400_000
"""Arguments, parameters and inputs of all these calls together."""
DEEPEST_USE = 32
"""Uses of blocks inside one another."""
MOST_BLOCKS = 1_000
"""Different blocks that a model uses: each is a class or function of the generated file."""
MOST_INPUTS = 1_000
"""Inputs of a model."""
MOST_OUTPUTS = 100
"""Outputs of a model or of a block: the loss is one sum over them."""
MOST_TAKEN = 100
"""Inputs of one call. Python reads at most 200 parentheses inside one another, and no sum of thousands of terms."""
MOST_ENTRIES = 2**53 - 1
"""Entries of a tensor (of one example) or of a weight: JavaScript counts no further."""
MOST_AXES = 31
"""Axes of a tensor: with the batch's, as many as an array of NumPy 1 has."""
LONGEST_DOC = 1_000
"""Characters of a layer's `doc`: `repeat` writes it again and again."""


def too_large(shape: Shape, what: str) -> str | None:
    """Why no tensor can have this shape; None if one can."""
    if len(shape) > MOST_AXES:
        return f"{what} has {len(shape)} axes, at most {MOST_AXES} are allowed"
    if size(shape) > MOST_ENTRIES:
        return f"{what} {show(shape)} has more than {MOST_ENTRIES:,} entries"
    return None
