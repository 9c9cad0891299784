"""The generated TensorFlow.js module of a graph."""

from __future__ import annotations

from modelspec.backends.arrays import Target
from modelspec.backends.base import Generated, Unspellable
from modelspec.backends.blocks import Definition
from modelspec.backends.code import Docstring, Function, Parameter, Statement
from modelspec.backends.describe import block_facts, facts, header, title
from modelspec.backends.functional.units import Unit, block_definitions
from modelspec.backends.functional.variables import Variables
from modelspec.backends.javascript import Script, comment_line, helpers, render
from modelspec.backends.template import render_template
from modelspec.backends.tfjs.constructor import Shared
from modelspec.backends.tfjs.functions import Functions
from modelspec.backends.tfjs.model import build_model
from modelspec.backends.tfjs.native import NativeTerms
from modelspec.backends.tfjs.parts import function_names, paste, with_needed
from modelspec.backends.tfjs.paths import weight_key
from modelspec.backends.tfjs.penalties import penalty_functions
from modelspec.backends.tfjs.style import TfjsStyle
from modelspec.backends.tfjs.training import training_functions
from modelspec.backends.tfjs.words import FILE_WORDS, JAVASCRIPT
from modelspec.errors import Path
from modelspec.ir import Graph, Reuse, Use

IMPORT = 'import * as tf from "@tensorflow/tfjs";'
PRECISION = "float32"
UNREADABLE = "constructor"
"""The one name that TensorFlow.js finds where it looks for a layer that it has not read yet."""


def generate(graph: Graph) -> Generated:
    """The module, and the name of every weight."""
    _check_precision(graph)
    _check_names(graph)
    functions = Functions(graph)
    shared = Shared(functions, NativeTerms(graph), set(functions.parts))
    style = TfjsStyle(shared)
    variables = Variables(graph, FILE_WORDS, JAVASCRIPT)
    definitions = block_definitions(graph, style, variables, JAVASCRIPT, function_names())
    blocks = [_block(definition) for definition in definitions.ordered]
    model = build_model(graph, variables.of_model(), style, definitions.call)
    penalties = penalty_functions(graph, shared.native, shared.parts)
    taken = {definition.name for definition in definitions.ordered}
    training = training_functions(graph, shared.parts, taken)
    registered: tuple[Script, ...] = tuple(functions.definitions())
    code = (*blocks, model, *penalties, *training)
    text = render_template(
        "tfjs/model.mjs.jinja",
        header=comment_line(header(graph)),
        docstring=render([Docstring("\n".join([title(graph), "", *facts(graph)]))]),
        imports=IMPORT,
        parts=[*(paste(part) for part in with_needed(shared.parts)), *helpers((*registered, *code))],
        functions=[render(group) for group in (registered, *((item,) for item in code)) if group],
    )
    return Generated(f"{graph.name}_tfjs.mjs", text, _weights(graph))


def excerpt(made: Generated) -> str:
    """What stands in `buildModel`, but for the inputs and the model."""
    body = made.text.partition("export function buildModel() {\n")[2].partition("\n}\n")[0]
    lines = [line.removeprefix("\t").expandtabs(4) for line in body.splitlines()]
    return "\n".join(line for line in lines if "tf.input(" not in line and "return tf.model(" not in line)


def _check_precision(graph: Graph) -> None:
    if graph.dtype != PRECISION:
        reason = f"TensorFlow.js computes in float32 only, and the spec's `dtype` is {graph.dtype}"
        raise Unspellable(None, reason, f"write `dtype: {PRECISION}`", ("dtype",))


def _check_names(graph: Graph) -> None:
    inputs: list[tuple[str, Path]] = [(tensor.name, ("inputs", tensor.name)) for tensor in graph.body.inputs]
    called = [
        step.target if isinstance(step, Reuse) else step for step in graph.body.steps if not isinstance(step, Use)
    ]
    layers = [(layer.name, layer.path) for layer in called]
    path = next((path for name, path in (*inputs, *layers) if name == UNREADABLE), None)
    if path is not None:
        reason = f"TensorFlow.js cannot load a saved model in which a layer or an input has the name `{UNREADABLE}`"
        raise Unspellable(None, reason, f"write e.g. `my_{UNREADABLE}`", path)


def _weights(graph: Graph) -> dict[str, tuple[Target, ...]]:
    """The spec's layout is TensorFlow.js's: every weight is one variable, as it stands."""
    return {
        f"{node.full_name}.{weight.name}": (Target(weight_key(node, weight.name)),)
        for node in graph.nodes()
        for weight in node.weights
    }


def _block(definition: Definition) -> Statement:
    """A function of the inputs, and of an object with everything else."""
    unit: Unit = definition.unit
    options = (*(parameter.name for parameter in definition.parameters), "name")
    parameters = (*map(Parameter, unit.inputs), *(Parameter(option, keyword_only=True) for option in options))
    text = Docstring("\n".join(block_facts(definition)))
    return Function(definition.name, parameters, None, (text, *unit.body()))
