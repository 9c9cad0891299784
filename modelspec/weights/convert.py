"""Weights from one form to another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from modelspec.backends import Generated, backend
from modelspec.backends.program import load_program
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.numeric import Array
from modelspec.weights.draw import initial_weights
from modelspec.weights.files import BACKEND_OF, format_of, read_arrays, require, write_arrays
from modelspec.weights.quiet import quiet
from modelspec.weights.spelled import from_any, from_backend, to_backend

WITH_MODEL = (".weights.h5", ".keras")
"""Files that only a Keras model can read and write."""
Found = TypeVar("Found")


def read_weights(graph: Graph, file: str | os.PathLike[str]) -> dict[str, Array]:
    """A file's arrays by canonical name, in the spec's layout. Raises ModelspecError if it cannot be read, or does not
    hold just this model's weights."""
    path = Path(file)
    ending = format_of(path)
    if not path.is_file():
        raise ModelspecError(f"cannot read {str(path)!a}: there is no such file")
    if ending in WITH_MODEL:
        made, live, model = _keras(graph, ending)
        _tried(lambda: model.load_weights(path), f"cannot read {str(path)!a}")
        return from_backend(graph, made, live.weights(model), str(path))
    return from_any(graph, _tried(lambda: read_arrays(path, ending), f"cannot read {str(path)!a}"), str(path))


def convert(
    graph: Graph,
    *,
    output: str | os.PathLike[str],
    source: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    backend: str | None = None,
) -> None:
    """Writes the weights of a file, or drawn ones. `backend` gives names and layout to formats that leave them open;
    without it they are the spec's. The file appears whole or not at all."""
    path = Path(output)
    ending = format_of(path)
    owner = BACKEND_OF.get(ending)
    if owner is not None and backend not in (None, owner):
        raise ModelspecError(f"{ending} is a format of {owner}, not of {backend}")
    arrays = initial_weights(graph, seed or 0) if source is None else read_weights(graph, source)
    if not path.parent.is_dir():
        raise ModelspecError(f"cannot write {str(path)!a}: there is no folder {str(path.parent)!a}")
    with tempfile.TemporaryDirectory(prefix=".modelspec-", dir=path.parent) as folder:
        waiting = Path(folder, path.name)
        _tried(lambda: _write(graph, waiting, ending, owner or backend, arrays), f"cannot write {str(path)!a}")
        # Some formats are written for the owner's eyes only.
        mask = os.umask(0)
        os.umask(mask)
        waiting.chmod(0o666 & ~mask)
        os.replace(waiting, path)


def _write(graph: Graph, path: Path, ending: str, owner: str | None, arrays: dict[str, Array]) -> None:
    if ending in WITH_MODEL:
        made, live, model = _keras(graph, ending)
        live.assign(model, to_backend(graph, made, arrays))
        save: Callable[[Path], None] = model.save if ending == ".keras" else model.save_weights
        save(path)
        return
    if owner is not None:
        arrays = to_backend(graph, backend(owner).generate(graph), arrays)
    about = {"name": graph.name, "spec": graph.source_hash, "layout": owner or "spec"}
    write_arrays(path, ending, arrays, about)


def _keras(graph: Graph, ending: str) -> tuple[Generated, Any, Any]:
    """The generated file, the module of live models, and the model."""
    found = backend("keras")
    for package in found.requires:
        require(package, ending)
    made = found.generate(graph)
    with quiet():
        live = import_module("modelspec.backends.keras.live")
    return made, live, live.build(load_program(made.text, f"{graph.name}_keras"))


def _tried(action: Callable[[], Found], what: str) -> Found:
    """What the action gives; whatever a library raises there is the file's fault, and told in one line."""
    try:
        return action()
    except ModelspecError:
        raise
    except OSError as error:
        raise ModelspecError(f"{what}: {error.strerror or error}") from None
    except Exception as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelspecError(f"{what}: {lines[0]}") from None
