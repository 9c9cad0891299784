"""A Keras model that lives: built from its generated file, its weights set and read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import ModuleType
from typing import Any

# Read when TensorFlow is imported; it says much about the machine that nobody asked.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

from modelspec.numeric import Array


def build(module: ModuleType) -> Any:
    """The model."""
    return module.build_model()


def weights(model: Any) -> dict[str, Array]:
    """Every weight by its variable's path."""
    return {variable.path: keras.ops.convert_to_numpy(variable) for variable in model.weights}


def assign(model: Any, arrays: Mapping[str, Array]) -> None:
    """Sets weights. Raises ValueError for a wrong shape."""
    held = {variable.path: variable for variable in model.weights}
    for key, array in arrays.items():
        held[key].assign(array)
