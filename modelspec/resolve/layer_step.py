"""One call of a layer -> a Node: arguments, inputs, shape, weights, penalties."""

from __future__ import annotations

from modelspec.ir import Activity, Node, Shape, Tensor, Weight
from modelspec.layers.base import DeclaredWeight, Layer, ShapeError, show
from modelspec.resolve.arguments import make_layer
from modelspec.resolve.bounds import too_large
from modelspec.resolve.calls import Call
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.made import Made
from modelspec.resolve.wiring import Entry, Names, Output
from modelspec.words import listed

KEEP_DTYPE = frozenset({"flatten", "reshape", "permute", "repeat_vector", "concatenate", "add", "subtract", "multiply"})
"""Kinds that take whole numbers as well and give them on."""


def layer_step(
    made: Made, inputs: list[Output] | None, names: Names, context: Context, around: Surroundings
) -> Node | None:
    """The node, or None after adding its problems. Unknown inputs (None) are passed over in silence."""
    call = made.call
    layer = make_layer(call, context.kinds, context.problems)
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
        _shape_problem(error, tensors, call, names, context, around)
        return None
    if _too_large(shape, declared, tensors, call, context, around):
        return None
    integer = all(tensor.dtype.startswith("int") for tensor in tensors) and layer.kind in KEEP_DTYPE
    trainable = around.trainable and call.common.get("trainable", True)
    weights, activities = _penalized(layer, declared, trainable, made, context, around)
    return Node(
        name=made.name,
        full_name=around.prefix + made.name,
        kind=layer.kind,
        layer=layer,
        inputs=tensors,
        output=Tensor(made.name, shape, tensors[0].dtype if integer else "float"),
        weights=weights,
        activities=activities,
        trainable=trainable,
        multiply_adds=layer.multiply_adds(shapes, shape),
        path=call.path,
        written=made.by_argument(layer.main),
        doc=call.common.get("doc"),
        repeat=made.repeat,
    )


def _too_large(
    shape: Shape,
    declared: tuple[DeclaredWeight, ...],
    tensors: tuple[Tensor, ...],
    call: Call,
    context: Context,
    around: Surroundings,
) -> bool:
    found = [too_large(weight.shape, f"the weight `{weight.name}` of `{call.kind}`") for weight in declared]
    problem = next(filter(None, [too_large(shape, f"the output of `{call.kind}`"), *found]), None)
    if problem is not None:
        came = listed(f"`{tensor.name}` {show(tensor.shape)}" for tensor in tensors)
        context.problems.add("E504", problem, call.path, at="key", help=f"it takes {came}", related=around.related())
    return problem is not None


def _penalized(
    layer: Layer,
    declared: tuple[DeclaredWeight, ...],
    trainable: bool,
    made: Made,
    context: Context,
    around: Surroundings,
) -> tuple[tuple[Weight, ...], tuple[Activity, ...]]:
    """The layer's weights and activity places with the penalties that the rules give them."""
    rules, place = context.rules, made.call.arguments_path
    words = made.words(around)
    inner = getattr(layer, "layer", None) if layer.wraps else None
    if isinstance(inner, Layer):
        words = (*words, inner.kind)
        place = (*made.call.place_of("layer"), inner.kind)
    excluded = rules.excludes(*words) or around.excluded
    weights = tuple(rules.weight(weight, trainable, excluded, place) for weight in declared)
    places = [rules.activity(activity, excluded, place) for activity in layer.activities()]
    rules.unused_slots(inner if isinstance(inner, Layer) else layer, declared, place)
    return weights, tuple(activity for activity in places if activity is not None)


def _arity(layer: Layer, inputs: list[Output], call: Call, context: Context) -> bool:
    least, most = layer.arity
    if least <= len(inputs) and (most is None or len(inputs) <= most):
        return True
    wanted = f"{least}" if least == most else f"at least {least}" if most is None else f"{least} to {most}"
    given = f"{len(inputs)} {'is' if len(inputs) == 1 else 'are'} given"
    help_text = f"write `from: [a, b]` with {wanted} names" if least > 1 else "write `from: name`"
    context.problems.add("E409", f"`{call.kind}` takes {wanted} input{'s' if wanted != '1' else ''}, {given}",
                         call.place_of("from"), help=help_text)  # fmt: skip
    return False


def _dtypes(layer: Layer, tensors: tuple[Tensor, ...], call: Call, context: Context, around: Surroundings) -> bool:
    """Whether each input holds the kind of numbers that the layer takes."""
    for tensor in tensors:
        integer = tensor.dtype.startswith("int")
        if integer == layer.integer_input or (integer and layer.kind in KEEP_DTYPE):
            continue
        wants, has, help_text = "real", "whole", "look them up with `embedding`, or drop `dtype` from the input"
        if layer.integer_input:
            wants, has, help_text = "whole", "real", "give the input `{shape: [...], dtype: int32}`"
        message = f"`{layer.kind}` takes {wants} numbers, and `{tensor.name}` holds {has} ones"
        at, related = call.arguments_path, around.related()
        context.problems.add("E502", message, at, at="key", help=help_text, related=related)
        return False
    return True


def _shape_problem(
    error: ShapeError, tensors: tuple[Tensor, ...], call: Call, names: Names, context: Context, around: Surroundings
) -> None:
    """Both ends: the call that the shape does not fit, and those that made it."""
    path = call.arguments_path if error.argument is None else call.place_of(error.argument)
    came = [f"`{tensor.name}` {show(tensor.shape)}" for tensor in tensors]
    message = error.message if len(came) == 1 else f"{error.message} (from {', '.join(came)})"
    made = [(tensor, names.entries.get(tensor.name.partition(".")[0])) for tensor in tensors]
    ends = [(f"`{tensor.name}` {show(tensor.shape)} comes from here", entry.path) for tensor, entry in made if entry]
    help_text = error.help or _last_step_only(made)
    context.problems.add("E501", message, path, help=help_text, related=[*ends, *around.related()])


def _last_step_only(made: list[tuple[Tensor, Entry | None]]) -> str | None:
    """The commonest reason for an axis that is missing: a recurrent layer that gives its last step only."""
    for _, entry in made:
        step = entry.step if entry is not None else None
        layer = (step.layer.wrapped or step.layer) if isinstance(step, Node) else None
        if layer is not None and getattr(layer, "return_sequences", None) is False:
            return f"give the `{layer.kind}` above `return_sequences: true`"
    return None
