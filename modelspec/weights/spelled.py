"""Weights by canonical name <-> by a backend's own keys, in its own layout."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from modelspec.backends import BACKENDS, Generated, Unspellable, backend
from modelspec.backends.job import Place
from modelspec.foreign import Held
from modelspec.ir import Graph
from modelspec.numeric import Array
from modelspec.weights.fit import Shapes, fitting

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


def from_any(graph: Graph, held: Held, file: str) -> dict[str, Array]:
    """By canonical name, from arrays by canonical names or by one backend's keys, whichever more of them are. Raises
    ModelspecError if they are not the model's, and says which are missing, unknown or of another shape."""
    canonical: Shapes = {name: weight.shape for name, weight in graph.weights()}
    given = set(_without_counters(held).declared)
    if set(canonical) != given:
        best = max(_spellings(graph), key=lambda made: len(_keys(made) & given), default=None)
        if best is not None and len(_keys(best) & given) > len(set(canonical) & given):
            return from_backend(graph, best, held, file)
    return fitting(canonical, _without_counters(held), graph.dtype, file)


def from_backend(graph: Graph, made: Generated, held: Held, file: str) -> dict[str, Array]:
    """By canonical name, from arrays by the backend's keys. Raises ModelspecError as `from_any` does."""
    found = places(graph, made)
    wanted = {t.key: t.shape(place.shape) for place in found.values() for t in place.targets}
    arrays = fitting(wanted, _without_counters(held), graph.dtype, file)
    return {name: place.from_backend(arrays) for name, place in found.items()}


def _without_counters(held: Held) -> Held:
    return Held({name: it for name, it in held.declared.items() if not name.endswith(COUNTERS)}, held.read)


def _spellings(graph: Graph) -> Iterator[Generated]:
    """What each backend that can carry the model makes of it."""
    for writer in map(backend, BACKENDS):
        if all(writer.unsupported(node.kind) is None for node in graph.nodes()):
            with contextlib.suppress(Unspellable):
                yield writer.generate(graph)


def _keys(made: Generated) -> set[str]:
    return {target.key for targets in made.weights.values() for target in targets}
