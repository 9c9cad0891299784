"""The local variables of the generated functions, and which words of the file they must leave alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from modelspec.backends.naming import CHAINS, identifier, variables
from modelspec.ir import Body, Graph, Use

MODULES = frozenset({"keras", "layers", "initializers", "regularizers"})
FILE_WORDS = MODULES | {"build_model", "compile_model", "fit", "name", "i", "layer", "range"}
"""What the file means something by. Its classes are in CamelCase, which no name of a spec is."""


class Variables:
    """Chooses the variables of every body of a graph, so that none hides a parameter, a function or a module."""

    def __init__(self, graph: Graph, functions: Collection[str]) -> None:
        self._graph = graph
        parameters = {name for block in graph.blocks.values() for name in block.parameters}
        self._reserved = {*FILE_WORDS, *functions, *graph.blocks, *parameters}
        self._words = {*FILE_WORDS, *functions}

    @staticmethod
    def words(graph: Graph) -> set[str]:
        """The words that no helper function of the file may be named."""
        return {*FILE_WORDS, *graph.blocks}

    def of_body(self, body: Body) -> dict[str, str]:
        """By the names of the body's tensors."""
        return variables(body, self._reserved)

    def of_model(self) -> dict[str, str]:
        """The same for the model, whose inputs must not be overwritten: keras.Model takes them at the end."""
        body = self._graph.body
        names = self.of_body(body)
        inputs = [names[tensor.name] for tensor in body.inputs]
        inner = {names[tensor.name] for step in body.steps for tensor in step.outputs}
        if inner.intersection(inputs):
            names[body.inputs[0].name] = identifier("input", {*self._reserved, *inner})
        return names

    def taken(self) -> set[str]:
        """Every word that a block's function or a parameter of it must not be called."""
        bodies = [self._graph.body, *(use.body for use in _uses(self._graph.body))]
        locals_ = {name for body in bodies for name in self.of_body(body).values()}
        return {*self._words, *CHAINS, "inputs", *locals_}


def _uses(body: Body) -> Iterator[Use]:
    for step in body.steps:
        if isinstance(step, Use):
            yield step
            yield from _uses(step.body)
