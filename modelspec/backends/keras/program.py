"""The generated Keras file of a graph."""

from __future__ import annotations

from modelspec.backends.arrays import Target
from modelspec.backends.base import Generated, Unspellable
from modelspec.backends.blocks import Definition
from modelspec.backends.code import Docstring, Function, Parameter, comment_line, render
from modelspec.backends.describe import block_facts, facts, header, title
from modelspec.backends.functional.units import Unit, block_definitions
from modelspec.backends.functional.variables import Variables
from modelspec.backends.keras.functions import Functions
from modelspec.backends.keras.imports import imports, paste
from modelspec.backends.keras.layers import Shared
from modelspec.backends.keras.model import build_model
from modelspec.backends.keras.paths import variable_path
from modelspec.backends.keras.style import FILE_WORDS, KerasStyle, words
from modelspec.backends.keras.training import training_functions
from modelspec.backends.template import render_template
from modelspec.ir import Graph


def generate(graph: Graph) -> Generated:
    """The Keras file, and the path of every variable."""
    _check_precision(graph)
    functions = Functions(graph, words(graph))
    shared = Shared(functions)
    style = KerasStyle(shared)
    variables = Variables(graph, FILE_WORDS | functions.names)
    definitions = block_definitions(graph, style, variables)
    blocks = [_block(definition) for definition in definitions.ordered]
    model = build_model(graph, variables.of_model(), style, definitions.call)
    code = (*functions.definitions(), *blocks, model, *training_functions(graph, shared.parts))
    parts = sorted(shared.parts)
    text = render_template(
        "keras/model.py.jinja",
        header=comment_line(header(graph)),
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


def _block(definition: Definition) -> Function:
    unit: Unit = definition.unit
    words = [*unit.inputs, *(parameter.name for parameter in definition.parameters), "name"]
    text = Docstring("\n".join(block_facts(definition)))
    return Function(definition.name, tuple(map(Parameter, words)), None, (text, *unit.body()))
