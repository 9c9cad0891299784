"""Keras's files of weights, which only a model can read and write: their names are those of classes, counted."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelspec.backends.base import Generated
from modelspec.backends.keras import live
from modelspec.backends.keras.quiet import quiet
from modelspec.backends.program import load_program
from modelspec.numeric import Array, np


def read(path: Path, made: Generated) -> dict[str, Array]:
    """The weights by their variables' paths; one that the file does not set is left out."""
    model = _model(made)
    # Keras passes over a layer with a mere warning: what the file does not set must show.
    live.assign(model, {key: np.full_like(array, np.nan) for key, array in live.weights(model).items()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        model.load_weights(path)
    return {key: array for key, array in live.weights(model).items() if not np.isnan(array).all()}


def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
    """Writes weights alone, or with the model if the name ends in `.keras`."""
    model = _model(made)
    live.assign(model, arrays)
    if path.name.endswith(".keras"):
        model.save(path)
    else:
        model.save_weights(path)


def _model(made: Generated) -> Any:
    with quiet():
        program = load_program(made.text, made.file_name.removesuffix(".py"))
    return live.build(program)
