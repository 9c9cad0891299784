"""Weights from one form to another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from modelspec.backends import BACKENDS, Backend
from modelspec.backends import backend as find
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.numeric import Array, np
from modelspec.weights.draw import initial_weights
from modelspec.weights.files import FORMATS, read_arrays, write_arrays
from modelspec.weights.spelled import from_any, from_backend, to_backend

MOST_WORDS = 300
Found = TypeVar("Found")


def read_weights(graph: Graph, file: str | os.PathLike[str]) -> dict[str, Array]:
    """A file's arrays by canonical name, in the spec's layout. Raises ModelspecError if it cannot be read, or does not
    hold just this model's weights."""
    path = Path(file)
    ending, owner = _format(path)
    if not path.is_file():
        raise ModelspecError(f"cannot read {str(path)!a}: there is no such file")
    what = f"cannot read {str(path)!a}"
    if owner is None:
        return from_any(graph, _tried(lambda: read_arrays(path, ending), what), str(path))
    files = _files(owner, ending, reading=True)
    made = _tried(lambda: owner.generate(graph), what)
    return from_backend(graph, made, _tried(lambda: files.read(path, made), what), str(path))


def convert(
    graph: Graph,
    *,
    output: str | os.PathLike[str],
    source: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    backend: str | None = None,
) -> None:
    """Writes the weights of a file, or drawn ones. `backend` gives names and layout to formats that leave them open;
    without it they are the spec's. The file appears whole or not at all, and after those that belong to it."""
    path = Path(output)
    ending, owner = _format(path)
    if owner is not None and backend not in (None, owner.name):
        raise ModelspecError(f"{ending} is a format of {owner.name}, not of {backend}")
    arrays = initial_weights(graph, seed or 0) if source is None else read_weights(graph, source)
    if not path.parent.is_dir():
        raise ModelspecError(f"cannot write {str(path)!a}: there is no folder {str(path.parent)!a}")
    wanted = owner if backend is None else find(backend)
    with tempfile.TemporaryDirectory(prefix=".modelspec-", dir=path.parent) as folder:
        waiting, what = Path(folder, path.name), f"cannot write {str(path)!a}"
        _tried(lambda: _write(graph, waiting, ending, wanted, arrays), what)
        _tried(lambda: _move(waiting, path.parent), what)


def _move(named: Path, to: Path) -> None:
    """Moves all files of a folder, the named one last: where it is, the others are."""
    # Some formats are written for the owner's eyes only.
    mask = os.umask(0)
    os.umask(mask)
    for file in sorted(named.parent.iterdir(), key=lambda file: file == named):
        file.chmod(0o666 & ~mask)
        os.replace(file, to / file.name)


def _write(graph: Graph, path: Path, ending: str, wanted: Backend | None, arrays: dict[str, Array]) -> None:
    about = {"name": graph.name, "spec": graph.source_hash, "layout": "spec" if wanted is None else wanted.name}
    if wanted is None:
        write_arrays(path, ending, arrays, about)
        return
    made = wanted.generate(graph)
    spelled = {key: np.ascontiguousarray(array) for key, array in to_backend(graph, made, arrays).items()}
    if ending in wanted.weight_files:
        _files(wanted, ending, reading=False).write(path, made, spelled)
    else:
        write_arrays(path, ending, spelled, about)


def _format(path: Path) -> tuple[str, Backend | None]:
    """The ending that says the format, and the backend that it belongs to. Raises ModelspecError for any other."""
    owners = {ending: found for found in map(find, BACKENDS) for ending in found.weight_files}
    for ending in (*FORMATS, *owners):
        if path.name.endswith(ending):
            return ending, owners.get(ending)
    raise ModelspecError(f"{path.name!a} is none of {', '.join((*FORMATS, *owners))}")


def _files(owner: Backend, ending: str, *, reading: bool) -> ModuleType:
    """The module that reads and writes a backend's own files."""
    if not (reading and owner.reads_alone) and (mend := owner.missing()) is not None:
        raise ModelspecError(f"{ending} files need {owner.title}: {mend}")
    return import_module(f"modelspec.backends.{owner.name}.files")


def _tried(action: Callable[[], Found], what: str) -> Found:
    """What the action gives; whatever a library raises there is the file's fault, and told in one line."""
    try:
        return action()
    except ModelspecError:
        raise
    except OSError as error:
        raise ModelspecError(f"{what}: {error.strerror or error}") from None
    except Exception as error:
        # Some say what is wrong in the line after.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        raise ModelspecError(f"{what}: {' '.join(lines[:2])[:MOST_WORDS]}") from None
