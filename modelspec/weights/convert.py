"""Weights from one form to another."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from modelspec.backends import BACKENDS, Backend
from modelspec.backends import backend as find
from modelspec.backends.loading import framework_module
from modelspec.disk.lock import locked
from modelspec.errors import ModelspecError
from modelspec.foreign import Budget, Refused, open_file, size_of
from modelspec.interrupts import Interrupts
from modelspec.ir import Graph
from modelspec.memory import require_parameters
from modelspec.numeric import Array, np
from modelspec.weights.draw import initial_weights
from modelspec.weights.files import FORMATS, open_arrays, write_arrays
from modelspec.weights.move import move, no_parts
from modelspec.weights.spelled import from_any, from_backend, to_backend

MOST_WORDS = 300


def read_weights(graph: Graph, file: str | os.PathLike[str]) -> dict[str, Array]:
    """A file's arrays by canonical name, in the spec's layout. Raises ModelspecError if it cannot be read, or does not
    hold just this model's weights. The file may come from anywhere: nothing in it is run, and what it declares is found
    to fit before its arrays are read (PyTorch's come with their file, which is no larger than the model can need)."""
    require_parameters(graph)
    path = Path(file)
    ending, owner = _format(path)
    with _told(f"cannot read {str(path)!a}"), open_file(path) as opened:
        budget = Budget(len(list(graph.weights())), sum(weight.size for _, weight in graph.weights()))
        size = size_of(opened)
        if not size:
            raise Refused("it is empty")
        budget.require_bytes(size)
        if owner is None:
            return from_any(graph, open_arrays(opened, ending, budget), str(path))
        made = owner.generate(graph)
        with _files(owner, ending, reading=True).open_weights(opened, path, made, budget) as held:
            return from_backend(graph, made, held, str(path))


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
    require_parameters(graph)
    path = Path(output)
    ending, owner = _format(path)
    if owner is not None and backend not in (None, owner.name):
        raise ModelspecError(f"{ending} is a format of {owner.name}, not of {backend}")
    arrays = initial_weights(graph, seed or 0) if source is None else read_weights(graph, source)
    if not path.parent.is_dir():
        raise ModelspecError(f"cannot write {str(path)!a}: there is no folder {str(path.parent)!a}")
    wanted = owner if backend is None else find(backend)
    own = None if wanted is None or ending not in wanted.weight_files else _files(wanted, ending, reading=False)
    with Interrupts() as interrupts, _told(f"cannot write {str(path)!a}"), interrupts.folder(path.parent) as folder:
        waiting = folder / path.name
        _write(graph, waiting, ending, wanted, own, arrays)
        with locked(str(path.parent)), interrupts.held():
            move(waiting, path.parent, no_parts if own is None else own.parts)


def _write(
    graph: Graph, path: Path, ending: str, wanted: Backend | None, own: ModuleType | None, arrays: dict[str, Array]
) -> None:
    if wanted is not None:
        made = wanted.generate(graph)
        spelled = to_backend(graph, made, arrays)
        arrays = {key: np.ascontiguousarray(array) for key, array in spelled.items()}
        if own is not None:
            own.write(path, made, arrays)
            return
    about = {"name": graph.name, "spec": graph.source_hash, "layout": "spec" if wanted is None else wanted.name}
    write_arrays(path, ending, arrays, about)


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
    return framework_module(owner, "files")


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Whatever a library raises inside is the file's fault, and told in one line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ModelspecError:
        raise
    except OSError as error:
        raise ModelspecError(f"{what}: {error.strerror or error}") from None
    except MemoryError:
        raise ModelspecError(f"{what}: there is not enough memory") from None
    except Exception as error:
        # Some say what is wrong in the line after.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        raise ModelspecError(f"{what}: {' '.join(lines[:2])[:MOST_WORDS]}") from None
