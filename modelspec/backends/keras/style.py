"""The functional style in Keras's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelspec.backends.blocks import Definition
from modelspec.backends.code import Call, Code, Name, call
from modelspec.backends.functional.body import one_or_list
from modelspec.backends.keras.layers import Shared, arguments_of_call, constructor
from modelspec.backends.naming import BUILTINS
from modelspec.ir import Graph, Node, Use
from modelspec.layers import FAMILY

FILE_WORDS = BUILTINS | {"keras", "layers", "initializers", "regularizers"}
FILE_WORDS |= {"build_model", "compile_model", "fit", "name", "i", "layer"}
"""What the file means something by. Its classes are in CamelCase, which no name of a spec is."""


class KerasStyle:
    """Writes layers and their calls."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    def layer(self, node: Node, name: Code) -> Code:
        return constructor(node, name, self.shared)

    def applied(self, step: Node | Use, layer: Code, inputs: Sequence[Code]) -> Code:
        if isinstance(step, Use) or FAMILY[step.kind] == "merging":
            return Call(layer, (one_or_list(inputs),))
        positional, keywords = arguments_of_call(step, inputs)
        return Call(layer, positional, keywords)

    def block(self, definition: Definition, inputs: Sequence[Code], arguments: Mapping[str, Code], name: Code) -> Code:
        values = tuple(arguments.items())
        if len(values) == 1:
            return Call(Name(definition.name), (*inputs, values[0][1]), (("name", name),))
        return Call(Name(definition.name), tuple(inputs), (*values, ("name", name)))

    def input_like(self, value: Name) -> Code:
        return call("keras.Input", batch_shape=Name(f"{value.text}.shape"), dtype=Name(f"{value.text}.dtype"))

    def model(self, inputs: Code, outputs: Code, name: Code) -> Code:
        return Call(Name("keras.Model"), (inputs, outputs), (("name", name),))


def words(graph: Graph) -> set[str]:
    """The words that no helper function of the file may be named."""
    return {*FILE_WORDS, *graph.blocks}
