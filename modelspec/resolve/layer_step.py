"""One call of a layer -> a Node: arguments, inputs, shape, weights, penalties."""

from __future__ import annotations

from dataclasses import dataclass

from modelspec.errors import Path
from modelspec.ir import Node, Repeat, Tensor
from modelspec.layers.base import Layer, ShapeError, show
from modelspec.resolve.arguments import make_layer
from modelspec.resolve.calls import Call
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.wiring import Output

KEEP_DTYPE = frozenset({"flatten", "reshape", "permute", "repeat_vector", "concatenate", "add", "subtract", "multiply"})
"""Kinds that take whole numbers as well and give them on."""


@dataclass
class Made:
    """A call that is being resolved: its name and where it stands."""

    call: Call
    name: str
    written: dict[str, str]
    repeat: Repeat | None


def layer_step(made: Made, inputs: list[Output] | None, context: Context, around: Surroundings) -> Node | None:
    """The node, or None after adding its problems. Unknown inputs (None) are passed over in silence."""
    call = made.call
    layer = make_layer(call, context.problems)
    if layer is None or inputs is None or not _arity(layer, inputs, call, context):
        return None
    if any(value is None for value in inputs):
        return None
    tensors = tuple(value for value in inputs if value is not None)
    shapes = [tensor.shape for tensor in tensors]
    if not _dtypes(layer, tensors, call, context, around):
        return None
    try:
        shape = layer.shape(shapes)
        declared = layer.weights(shapes)
    except ShapeError as error:
        _shape_problem(error, tensors, call, context, around)
        return None
    full_name = around.prefix + made.name
    trainable = around.trainable and call.common.get("trainable", True)
    excluded = around.excluded or context.rules.excludes(layer.kind, made.name, full_name)
    weights = tuple(context.rules.weight(weight, trainable, excluded, call.arguments_path) for weight in declared)
    places = (context.rules.activity(place, excluded, call.arguments_path) for place in layer.activities())
    context.rules.unused_slots(layer, declared, call.arguments_path)
    integer = all(tensor.dtype.startswith("int") for tensor in tensors) and layer.kind in KEEP_DTYPE
    main = {layer.main: made.written[""]} if "" in made.written and layer.main else {}
    return Node(
        name=made.name,
        full_name=full_name,
        kind=layer.kind,
        layer=layer,
        inputs=tensors,
        output=Tensor(made.name, shape, tensors[0].dtype if integer else "float"),
        weights=weights,
        activities=tuple(place for place in places if place is not None),
        trainable=trainable,
        multiply_adds=layer.multiply_adds(shapes, shape),
        path=call.path,
        written={**made.written, **main},
        doc=call.common.get("doc"),
        repeat=made.repeat,
    )


def _arity(layer: Layer, inputs: list[Output], call: Call, context: Context) -> bool:
    least, most = layer.arity
    if least <= len(inputs) and (most is None or len(inputs) <= most):
        return True
    wanted = f"{least}" if least == most else f"at least {least}" if most is None else f"{least} to {most}"
    given = f"{len(inputs)} {'is' if len(inputs) == 1 else 'are'} given"
    help_text = f"write `from: [a, b]` with {wanted} names" if least > 1 else "write `from: name`"
    context.problems.add("E409", f"`{call.kind}` takes {wanted} input{'s' if wanted != '1' else ''}, {given}",
                         _from_path(call), help=help_text)  # fmt: skip
    return False


def _from_path(call: Call) -> Path:
    return (*call.arguments_path, "from") if "from" in call.common else call.arguments_path


def _dtypes(layer: Layer, tensors: tuple[Tensor, ...], call: Call, context: Context, around: Surroundings) -> bool:
    for tensor in tensors:
        integer = tensor.dtype.startswith("int")
        if layer.integer_input and not integer:
            context.problems.add(
                "E502", f"`{layer.kind}` takes whole numbers, and `{tensor.name}` holds real ones", call.arguments_path,
                at="key", help="give the input `{shape: [...], dtype: int32}`", related=around.related())  # fmt: skip
            return False
        if integer and not layer.integer_input and layer.kind not in KEEP_DTYPE:
            context.problems.add(
                "E502", f"`{layer.kind}` takes real numbers, and `{tensor.name}` holds whole ones", call.arguments_path,
                at="key", help="look them up with `embedding`, or drop `dtype` from the input", related=around.related(),
            )  # fmt: skip
            return False
    return True


def _shape_problem(
    error: ShapeError, tensors: tuple[Tensor, ...], call: Call, context: Context, around: Surroundings
) -> None:
    path = call.arguments_path
    if error.argument is not None and error.argument in call.arguments:
        path = (*path, error.argument)
    came = [f"`{tensor.name}` {show(tensor.shape)}" for tensor in tensors]
    message = error.message if len(came) == 1 else f"{error.message} (from {', '.join(came)})"
    context.problems.add("E501", message, path, help=error.help, related=around.related())
