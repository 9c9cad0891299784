"""The function that builds the whole model."""

from __future__ import annotations

from modelspec.backends.blocks import Lookup
from modelspec.backends.code import (
    Assign,
    Call,
    Code,
    Comment,
    Do,
    Function,
    Literal,
    Return,
    Statement,
    call,
)
from modelspec.backends.functional.body import Writer, one_or_list
from modelspec.backends.functional.style import Style
from modelspec.backends.functional.variables import Locals
from modelspec.ir import Body, Graph, Node, Reuse, Tensor

DEFAULT = "float32"


def build_model(graph: Graph, names: Locals, style: Style, lookup: Lookup) -> Function:
    """`def build_model() -> keras.Model`."""
    writer = Writer(graph.body, names, style, lookup, inside=False)
    statements = [*_precision(graph.dtype)]
    for tensor in graph.body.inputs:
        statements.append(Assign(names.tensors[tensor.name], _input(tensor)))
    statements += writer.write()
    inputs: list[Code] = [writer.value(tensor) for tensor in graph.body.inputs]
    outputs = [
        _named_output(tensor, name, writer, graph)
        for tensor, name in zip(graph.body.outputs, graph.output_names, strict=True)
    ]
    model = style.model(one_or_list(inputs), one_or_list(outputs), Literal(graph.name))
    return Function("build_model", (), "keras.Model", (*statements, Return(model)))


def _precision(dtype: str) -> list[Statement]:
    if dtype == DEFAULT:
        return []
    return [
        Comment("Keras keeps both for the whole program: layers, inputs and losses must agree."),
        Do(call("keras.config.set_floatx", dtype)),
        Do(call("keras.config.set_dtype_policy", dtype)),
    ]


def _input(tensor: Tensor) -> Code:
    dtype = {} if tensor.dtype == "float" else {"dtype": tensor.dtype}
    return call("keras.Input", Literal(tensor.shape), name=tensor.name, **dtype)


def _named_output(tensor: Tensor, name: str, writer: Writer, graph: Graph) -> Code:
    """An output; among several, each must be made by a layer of its name, for `compile(loss={name: ...})`."""
    value = writer.value(tensor)
    if len(graph.output_names) == 1 or _maker(tensor, graph.body) == name:
        return value
    return Call(call("layers.Identity", name=name), (value,))


def _maker(tensor: Tensor, body: Body) -> str | None:
    """The name of the Keras layer that makes a tensor; None where it has other outputs, too."""
    step = next((step for step in body.steps if tensor in step.outputs), None)
    if isinstance(step, Node):
        return step.full_name
    if step is None or isinstance(step, Reuse):
        return None
    if any(isinstance(other, Reuse) and other.target.name == step.name for other in body.steps):
        return step.full_name if len(step.outputs) == 1 else None
    return _maker(step.body.outputs[step.outputs.index(tensor)], step.body)
