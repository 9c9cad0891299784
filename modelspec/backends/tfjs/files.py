"""TensorFlow.js's files of weights: `model.json` with the layers, and the arrays in a file beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from modelspec.backends.base import Generated
from modelspec.backends.tfjs import live
from modelspec.backends.tfjs.client import Client
from modelspec.backends.tfjs.weights_manifest import read_weights
from modelspec.numeric import Array


def read(path: Path, made: Generated) -> dict[str, Array]:
    """The arrays by the variables' names."""
    return read_weights(path)


def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
    """Writes what `tf.loadLayersModel` takes, once the generated module has told it the classes of its own."""
    shard = path.with_name(f"{path.name.removesuffix('.json')}.weights.bin")
    with tempfile.TemporaryDirectory(prefix="modelspec-") as folder, Client() as client:
        module = Path(folder, made.file_name)
        module.write_text(made.text, encoding="utf-8")
        model = live.build(client, live.load(client, module))
        live.assign(client, model, arrays)
        client.ask("save", model=model, path=str(path.resolve()), shard=str(shard.resolve()))
