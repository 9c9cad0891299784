"""TensorFlow.js's files of weights: `model.json` with the layers, and the arrays in a file beside it."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from modelspec.backends.base import Generated
from modelspec.backends.tfjs import live
from modelspec.backends.tfjs.client import Client
from modelspec.backends.tfjs.weights_manifest import open_model, paths_in
from modelspec.errors import ModelspecError
from modelspec.foreign import Budget, Held, Refused, open_file
from modelspec.numeric import Array

LARGEST_OLD = 1_000_000_000


@contextlib.contextmanager
def open_weights(file: BinaryIO, path: Path, made: Generated, budget: Budget) -> Iterator[Held]:
    """The arrays by the variables' names."""
    yield open_model(file, path, budget)


def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
    """Writes what `tf.loadLayersModel` takes, once the generated module has told it the classes of its own. The file of
    arrays is called by its content, so that no other model's is replaced before its `model.json` is."""
    with tempfile.TemporaryDirectory(prefix="modelspec-") as folder, Client() as client:
        module = Path(folder, made.file_name)
        module.write_text(made.text, encoding="utf-8")
        model = live.build(client, live.load(client, module))
        live.assign(client, model, arrays)
        client.ask("save", model=model, path=str(path.resolve()), beside=_stem(path))


def parts(path: Path) -> set[str]:
    """The files of arrays that a `model.json` of ours names."""
    with contextlib.suppress(ModelspecError, Refused), open_file(path) as file:
        ours = re.compile(rf"{re.escape(_stem(path))}-[0-9a-f]{{16}}\.bin")
        return {name for name in paths_in(file.read(LARGEST_OLD)) if ours.fullmatch(name)}
    return set()


def _stem(path: Path) -> str:
    return f"{path.name.removesuffix('.json')}.weights"
