"""The local variables of the generated functions, and which words of the file they must leave alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from modelspec.backends.naming import CHAINS, PYTHON, Language, identifier, variables
from modelspec.ir import Body, Graph, Reuse, Use
from modelspec.record import Record, replace


class Locals(Record):
    """The variables of one body: of its tensors, of the layers that it calls again, and of the inputs of the models
    that it makes of blocks which it calls again."""

    tensors: Mapping[str, str]
    layers: Mapping[str, str]
    inputs: Mapping[str, tuple[str, ...]]

    @property
    def all(self) -> set[str]:
        """Every one of them."""
        return {
            *self.tensors.values(),
            *self.layers.values(),
            *(name for names in self.inputs.values() for name in names),
        }


class Variables:
    """Chooses the variables of every body of a graph, so that none hides a parameter, a function or a module; `words`
    are those that the file means something by."""

    def __init__(self, graph: Graph, words: Collection[str], language: Language = PYTHON) -> None:
        self._graph, self._language = graph, language
        parameters = {name for block in graph.blocks.values() for name in block.parameters}
        self._words = {*words, *language.builtins}
        self._reserved = {*self._words, *map(language.spell, (*graph.blocks, *parameters))}

    def of_body(self, body: Body) -> Locals:
        """The variables of a block's body."""
        tensors = variables(body, self._reserved, self._language)
        taken = {*self._reserved, *tensors.values()}

        def new(name: str) -> str:
            found = identifier(name, taken, self._language)
            taken.add(found)
            return found

        targets = {step.target.name: step.target for step in body.steps if isinstance(step, Reuse)}
        layers = {name: new(f"{name}_layer") for name in targets}
        inputs = {
            name: tuple(new(f"{name}_{tensor.name}") for tensor in target.body.inputs)
            for name, target in targets.items()
            if isinstance(target, Use)
        }
        return Locals(tensors, layers, inputs)

    def of_model(self) -> Locals:
        """The same for the model, whose inputs must not be overwritten: keras.Model takes them at the end."""
        body = self._graph.body
        found = self.of_body(body)
        made = {found.tensors[tensor.name] for step in body.steps for tensor in step.outputs}
        # One variable is a chain's: at most one input is overwritten.
        name = next((tensor.name for tensor in body.inputs if found.tensors[tensor.name] in made), None)
        if name is None:
            return found
        word = "input" if len(body.inputs) == 1 else f"{name}_input"
        variable = identifier(word, {*self._reserved, *found.all}, self._language)
        return replace(found, tensors={**found.tensors, name: variable})

    def taken(self) -> set[str]:
        """Every word that a block's function or a parameter of it must not be called."""
        bodies = [self._graph.body, *(use.body for use in _uses(self._graph.body))]
        return {*self._words, *CHAINS, "inputs"}.union(*(self.of_body(body).all for body in bodies))


def _uses(body: Body) -> Iterator[Use]:
    for step in body.steps:
        if isinstance(step, Use):
            yield step
            yield from _uses(step.body)
