"""The code of one use of a block, and the merged definitions of all uses."""

from __future__ import annotations

from collections.abc import Collection

from modelspec.backends.blocks import Definitions, Lookup
from modelspec.backends.code import Assign, Code, Name, Return, Statement, TupleOf
from modelspec.backends.functional.body import Writer
from modelspec.backends.functional.style import Style
from modelspec.backends.functional.variables import Variables
from modelspec.backends.naming import PYTHON, Language, identifier
from modelspec.ir import Graph, Use
from modelspec.record import Record


class Unit(Record):
    """The code of one use of a block, as `Definitions` merges it."""

    inputs: tuple[str, ...]
    statements: tuple[Statement, ...]
    outputs: tuple[Code, ...]

    def body(self) -> tuple[Statement, ...]:
        """The statements and the return of their outputs; the last assignment is returned as it stands."""
        value = self.outputs[0] if len(self.outputs) == 1 else TupleOf(self.outputs)
        last = self.statements[-1] if self.statements else None
        if isinstance(last, Assign) and isinstance(value, Name) and last.target == value.text:
            return (*self.statements[:-1], Return(last.value))
        return (*self.statements, Return(value))


def block_definitions(
    graph: Graph, style: Style, variables: Variables, language: Language = PYTHON, functions: Collection[str] = ()
) -> Definitions:
    """A function for each block whose uses have code of one shape. `functions` are others that the file may have."""
    taken = {*variables.taken(), *functions}

    def spell(use: Use, lookup: Lookup) -> Unit:
        names = variables.of_body(use.body)
        writer = Writer(use.body, names, style, lookup, inside=True)
        statements = writer.write()
        inputs = tuple(names.tensors[tensor.name] for tensor in use.body.inputs)
        return Unit(inputs, statements, tuple(writer.value(tensor) for tensor in use.body.outputs))

    def name(block: str, number: int) -> str:
        text = identifier(block + (f"_{number}" if number > 1 else ""), taken, language)
        taken.add(text)
        return text

    return Definitions(graph, spell, name, sorted(variables.taken()), language)
