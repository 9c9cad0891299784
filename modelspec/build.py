"""A graph -> the set of files that `modelspec build` writes, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from modelspec.backends import Generated, Unspellable, backend
from modelspec.ir import Graph
from modelspec.manifest import manifest
from modelspec.output import MANIFEST


def generate(graph: Graph, names: Sequence[str]) -> dict[str, Generated]:
    """What each backend makes of the graph, by the backend's name."""
    return {name: backend(name).generate(graph) for name in dict.fromkeys(names)}


def refusals(graph: Graph, names: Sequence[str]) -> list[Unspellable]:
    """The calls that these backends cannot carry, and why. Of what shows only in the writing, the first."""
    found: list[Unspellable] = []
    for name in names:
        writer = backend(name)
        known = [(node, refusal) for node in graph.nodes() if (refusal := writer.unsupported(node.kind)) is not None]
        found += [Unspellable(node, f"{writer.title} cannot carry it: {refusal.reason}") for node, refusal in known]
        if not known:
            try:
                writer.generate(graph)
            except Unspellable as error:
                found.append(error)
    return found


def render_set(graph: Graph, names: Sequence[str]) -> dict[str, str]:
    """File name -> text: a file a backend, and the manifest last. Each was parsed by its backend before it is given."""
    made = generate(graph, names)
    for name, item in made.items():
        backend(name).parse(item.text, item.file_name)
    files = {item.file_name: item.text for item in made.values()}
    return {**files, f"{graph.name}{MANIFEST}": manifest(graph, made)}
