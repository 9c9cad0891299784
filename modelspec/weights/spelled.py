"""Weights by canonical name <-> by a backend's own keys, in its own layout."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping

from modelspec.backends import BACKENDS, Generated, Unspellable, backend
from modelspec.backends.job import Place
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.numeric import Array

MOST_NAMES = 10
COUNTERS = "num_batches_tracked"
"""What torch's own batch normalization keeps besides; it is no weight."""


def places(graph: Graph, made: Generated) -> dict[str, Place]:
    """Where a generated file keeps each weight."""
    return {name: Place(weight.shape, made.weights[name]) for name, weight in graph.weights()}


def to_backend(graph: Graph, made: Generated, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """By the backend's keys."""
    found: dict[str, Array] = {}
    for name, place in places(graph, made).items():
        found |= place.to_backend(arrays[name])
    return found


def from_any(graph: Graph, arrays: Mapping[str, Array], file: str) -> dict[str, Array]:
    """By canonical name, from arrays by canonical names or by one backend's keys, whichever more of them are. Raises
    ModelspecError if they are not the model's, and says which are missing, unknown or of another shape."""
    arrays = {name: array for name, array in arrays.items() if not name.endswith(COUNTERS)}
    canonical = {name for name, _ in graph.weights()}
    if canonical != set(arrays):
        best = max(_spellings(graph), key=lambda made: len(_keys(made) & set(arrays)), default=None)
        if best is not None and len(_keys(best) & set(arrays)) > len(canonical & set(arrays)):
            return from_backend(graph, best, arrays, file)
    _report({name: weight.shape for name, weight in graph.weights()}, _shapes(arrays), file)
    return arrays


def from_backend(graph: Graph, made: Generated, arrays: Mapping[str, Array], file: str) -> dict[str, Array]:
    """By canonical name, from arrays by the backend's keys. Raises ModelspecError as `from_any` does."""
    arrays = {name: array for name, array in arrays.items() if not name.endswith(COUNTERS)}
    found = places(graph, made)
    wanted = {t.key: t.shape(place.shape) for place in found.values() for t in place.targets}
    _report(wanted, _shapes(arrays), file)
    return {name: place.from_backend(arrays) for name, place in found.items()}


def _spellings(graph: Graph) -> Iterator[Generated]:
    """What each backend that can carry the model makes of it."""
    for writer in map(backend, BACKENDS):
        if all(writer.unsupported(node.kind) is None for node in graph.nodes()):
            with contextlib.suppress(Unspellable):
                yield writer.generate(graph)


def _keys(made: Generated) -> set[str]:
    return {target.key for targets in made.weights.values() for target in targets}


def _shapes(arrays: Mapping[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in arrays.items()}


def _report(wanted: Mapping[str, tuple[int, ...]], given: Mapping[str, tuple[int, ...]], file: str) -> None:
    missing, extra = [name for name in wanted if name not in given], [name for name in given if name not in wanted]
    wrong = [
        f"{name} is {list(given[name])} and should be {list(shape)}"
        for name, shape in wanted.items()
        if name in given and tuple(given[name]) != tuple(shape)
    ]
    problems = [("it lacks", missing), ("the model has no", extra), ("other shapes:", wrong)]
    said = [f"{what} {_names(names)}" for what, names in problems if names]
    if said:
        raise ModelspecError(f"{file} does not hold this model's weights: {'; '.join(said)}")


def _names(names: Collection[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(list(names)[:MOST_NAMES]) + more
