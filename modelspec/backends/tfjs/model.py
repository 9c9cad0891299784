"""The function that builds the whole model."""

from __future__ import annotations

from modelspec.backends.blocks import Lookup
from modelspec.backends.code import Assign, Code, Docstring, Function, Literal, Return, Statement, call
from modelspec.backends.functional.body import Writer, one_or_list
from modelspec.backends.functional.variables import Locals
from modelspec.backends.javascript import Export, Script
from modelspec.backends.tfjs.style import TfjsStyle
from modelspec.ir import Graph, Tensor


def build_model(graph: Graph, names: Locals, style: TfjsStyle, lookup: Lookup) -> Script:
    """`export function buildModel()`."""
    writer = Writer(graph.body, names, style, lookup, inside=False)
    statements: list[Statement] = [Docstring("The model, with initial weights.")]
    statements += [Assign(names.tensors[tensor.name], _input(tensor)) for tensor in graph.body.inputs]
    statements += writer.write()
    inputs: list[Code] = [writer.value(tensor) for tensor in graph.body.inputs]
    outputs: list[Code] = [writer.value(tensor) for tensor in graph.body.outputs]
    model = style.model(one_or_list(inputs), one_or_list(outputs), Literal(graph.name))
    return Export(Function("buildModel", (), None, (*statements, Return(model))))


def _input(tensor: Tensor) -> Code:
    dtype = {} if tensor.dtype == "float" else {"dtype": tensor.dtype}
    return call("tf.input", shape=Literal(tensor.shape), name=tensor.name, **dtype)
