"""A Keras model that lives: built from its generated file, its weights set and read."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from modelspec.numeric import Array, np


def build(module: ModuleType) -> Any:
    """The model."""
    return module.build_model()


def weights(model: Any) -> dict[str, Array]:
    """Every weight by its variable's path."""
    # Two steps: Keras's variables do not know NumPy's way to ask for a copy.
    return {variable.path: np.asarray(variable).copy() for variable in model.weights}


def assign(model: Any, arrays: Mapping[str, Array]) -> None:
    """Sets weights. Raises ValueError for a wrong shape."""
    held = {variable.path: variable for variable in model.weights}
    for key, array in arrays.items():
        held[key].assign(array)
