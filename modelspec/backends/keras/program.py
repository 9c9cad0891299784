"""The generated Keras file of a graph."""

from __future__ import annotations

from modelspec.backends.arrays import Target
from modelspec.backends.base import Generated, Unspellable
from modelspec.backends.blocks import Definition, Definitions, Lookup
from modelspec.backends.code import (
    Assign,
    Code,
    Docstring,
    Function,
    Name,
    Parameter,
    Return,
    Statement,
    TupleOf,
    render,
)
from modelspec.backends.describe import block_facts, facts, header, title
from modelspec.backends.keras.body import Writer
from modelspec.backends.keras.functions import Functions
from modelspec.backends.keras.imports import imports, paste
from modelspec.backends.keras.layers import Shared
from modelspec.backends.keras.model import build_model
from modelspec.backends.keras.paths import variable_path
from modelspec.backends.keras.training import training_functions
from modelspec.backends.keras.variables import Variables, words
from modelspec.backends.naming import identifier
from modelspec.backends.template import render_template
from modelspec.ir import Graph, Use
from modelspec.record import Record


def generate(graph: Graph) -> Generated:
    """The Keras file, and the path of every variable."""
    _check_precision(graph)
    functions = Functions(graph, words(graph))
    shared = Shared(functions)
    variables = Variables(graph, functions.names)
    definitions = _definitions(graph, shared, variables)
    blocks = [_block(definition) for definition in definitions.ordered]
    model = build_model(graph, variables.of_model(), shared, definitions.call)
    code = (*functions.definitions(), *blocks, model, *training_functions(graph, shared.parts))
    parts = sorted(shared.parts)
    text = render_template(
        "keras/model.py.jinja",
        header=header(graph),
        docstring=render([Docstring("\n".join([title(graph), "", *facts(graph)]))]),
        imports=imports(code, parts),
        parts=[paste(part, graph.name) for part in parts],
        functions=[render([item]) for item in code],
    )
    return Generated(f"{graph.name}_keras.py", text, _weights(graph))


def _check_precision(graph: Graph) -> None:
    """TensorFlow's QR decomposition, by which Keras draws orthogonal matrices, knows no bfloat16."""
    for node in graph.nodes() if graph.dtype == "bfloat16" else ():
        if any(weight.initializer.kind == "orthogonal" for weight in node.weights):
            reason = "Keras on TensorFlow cannot draw orthogonal initial values in bfloat16"
            raise Unspellable(node, reason, "choose another initializer, or another `dtype`")


def _weights(graph: Graph) -> dict[str, tuple[Target, ...]]:
    """The spec's layout is Keras's: every weight is one variable, as it stands."""
    return {
        f"{node.full_name}.{weight.name}": (Target(variable_path(node, weight.name)),)
        for node in graph.nodes()
        for weight in node.weights
    }


class _Unit(Record):
    """The code of one use of a block, as `Definitions` merges it."""

    inputs: tuple[str, ...]
    statements: tuple[Statement, ...]
    outputs: tuple[Code, ...]


def _definitions(graph: Graph, shared: Shared, variables: Variables) -> Definitions:
    taken = variables.taken()

    def spell(use: Use, lookup: Lookup) -> _Unit:
        names = variables.of_body(use.body)
        writer = Writer(use.body, names, shared, lookup, inside=True)
        statements = writer.write()
        inputs = tuple(names.tensors[tensor.name] for tensor in use.body.inputs)
        return _Unit(inputs, statements, tuple(writer.value(tensor) for tensor in use.body.outputs))

    def name(block: str, number: int) -> str:
        text = identifier(block + (f"_{number}" if number > 1 else ""), taken)
        taken.add(text)
        return text

    return Definitions(graph, spell, name, sorted(variables.taken()))


def _block(definition: Definition) -> Function:
    unit: _Unit = definition.unit
    words = [*unit.inputs, *(parameter.name for parameter in definition.parameters), "name"]
    text = Docstring("\n".join(block_facts(definition)))
    body = (text, *with_return(unit.statements, unit.outputs))
    return Function(definition.name, tuple(map(Parameter, words)), None, body)


def with_return(statements: tuple[Statement, ...], outputs: tuple[Code, ...]) -> tuple[Statement, ...]:
    """The statements and the return of their outputs; the last assignment is returned as it stands."""
    value = outputs[0] if len(outputs) == 1 else TupleOf(outputs)
    last = statements[-1] if statements else None
    if isinstance(last, Assign) and isinstance(value, Name) and last.target == value.text:
        return (*statements[:-1], Return(last.value))
    return (*statements, Return(value))
