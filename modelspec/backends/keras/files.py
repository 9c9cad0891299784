"""Keras's files of weights, which only a model can explain: their names are those of classes, counted."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import h5py

from modelspec.backends.base import Generated
from modelspec.backends.keras import live
from modelspec.backends.keras.quiet import quiet
from modelspec.backends.keras.variables_file import datasets, open_file
from modelspec.backends.program import load_program
from modelspec.foreign import Budget, Declared, Held, Refused
from modelspec.foreign.archive import open_archive
from modelspec.numeric import Array, np

WITH_MODEL = ".keras"
VARIABLES = "model.weights.h5"
"""In a file with the model; all else in it is left alone, above all the model."""


@contextmanager
def open_weights(file: BinaryIO, path: Path, made: Generated, budget: Budget) -> Iterator[Held]:
    """The weights by their variables' paths. The file is read by its paths alone, as this model's own file has them:
    Keras never sees it."""
    with open_file(_variables(file, budget) if path.name.endswith(WITH_MODEL) else file) as opened:
        found = datasets(opened, budget)
        keys = _keys(_model(made), budget)
        named = {keys.get(name, name): dataset for name, dataset in found.items() if keys.get(name) != ""}
        declared = {key: Declared(tuple(dataset.shape), dataset.dtype.name) for key, dataset in named.items()}
        yield Held(declared, lambda key: np.asarray(named[key][()]))


def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
    """Writes weights alone, or with the model if the name ends in `.keras`."""
    model = _model(made)
    live.assign(model, arrays)
    if path.name.endswith(WITH_MODEL):
        model.save(path)
    else:
        model.save_weights(path)


def parts(path: Path) -> tuple[str, ...]:
    """The file stands alone."""
    return ()


def _variables(file: BinaryIO, budget: Budget) -> BinaryIO:
    """The file of variables inside a file with the model."""
    archive = open_archive(file, budget)
    member = next((member for member in archive.infolist() if member.filename == VARIABLES), None)
    if member is None:
        raise Refused(f"there is no {VARIABLES} in it")
    budget.require_bytes(member.file_size, f"its {VARIABLES}")
    return io.BytesIO(archive.read(member))


def _keys(model: Any, budget: Budget) -> dict[str, str]:
    """The variable's path for each path in a file: this very model is written, and each variable holds its number. No
    path of a variable, but "", for what is kept besides the weights, such as the state of a generator."""
    held = live.weights(model)
    live.assign(model, {key: np.full_like(array, -1.0 - number) for number, (key, array) in enumerate(held.items())})
    numbers = {-1.0 - number: key for number, key in enumerate(held)}
    with tempfile.TemporaryDirectory(prefix="modelspec-") as folder:
        model.save_weights(own := Path(folder, "own.weights.h5"))
        with h5py.File(own, "r") as file:
            return {path: numbers.get(float(data[()].flat[0]), "") for path, data in datasets(file, budget).items()}


def _model(made: Generated) -> Any:
    with quiet():
        program = load_program(made.text, made.file_name.removesuffix(".py"))
    return live.build(program)
