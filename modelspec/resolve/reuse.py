"""`reuse`: a further call of an earlier layer or block, with the same weights."""

from __future__ import annotations

from modelspec.ir import Node, Reuse, Shape, Tensor, Use
from modelspec.layers.base import ShapeError, show
from modelspec.messages import LAYER, Owner, unknown_argument
from modelspec.resolve.bounds import too_large
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.counting import count_again
from modelspec.resolve.made import Made
from modelspec.resolve.wiring import UNKNOWN, Names, Output
from modelspec.words import did_you_mean
from modelspec.words import show as show_value

ARGUMENTS = ("layer", "from", "name", "doc")


def reuse_step(
    made: Made, inputs: list[Output] | None, names: Names, context: Context, around: Surroundings
) -> Reuse | None:
    """The further call, or None after adding its problems."""
    target = _target(made, names, context)
    if isinstance(target, Use):
        count_again(context, made.call, target.full_name)
    if target is None or inputs is None or any(value is None for value in inputs):
        return None
    tensors = tuple(value for value in inputs if value is not None)
    outputs = _outputs(target, tensors, made, context)
    if outputs is None:
        return None
    return Reuse(
        name=made.name,
        full_name=around.prefix + made.name,
        target=target,
        inputs=tensors,
        outputs=outputs,
        body=target.body if isinstance(target, Use) else None,
        path=made.call.path,
        doc=made.call.common.get("doc"),
    )


def _target(made: Made, names: Names, context: Context) -> Node | Use | None:
    call, problems = made.call, context.problems
    for key in call.arguments:
        if key != "layer":
            owner = Owner("`reuse`", LAYER, ARGUMENTS)
            unknown_argument(key, problems, (*call.arguments_path, key), owner)
            return None
    for key in ("trainable", "repeat"):
        if key in call.common:
            problems.add("E410", f"`reuse` takes no `{key}`: the layer has one set of weights",
                         (*call.arguments_path, key), at="key", help=f"give `{key}` to the layer itself")  # fmt: skip
            return None
    target = call.main if call.has_main else call.arguments.get("layer")
    if target is None:
        problems.add("E105", "`reuse` needs `layer`, the name of an earlier layer", call.arguments_path, at="key",
                     help="`- reuse: {layer: encoder, from: item}`")  # fmt: skip
        return None
    path = call.arguments_path if call.has_main else (*call.arguments_path, "layer")
    name = names.aliases.get(str(target), str(target))
    entry = names.entries.get(name)
    if entry is not None and (entry.step is not None or entry.outputs == UNKNOWN):
        return entry.step
    layers = [key for key, value in names.entries.items() if value.step is not None]
    help_text = did_you_mean(name, layers)
    why = "is no layer above this line"
    if entry is None and name in names.later:
        why, help_text = "comes later: only a layer above can be called again", "move that layer up"
    elif entry is not None and entry.reused:
        why, help_text = "is itself a reuse", "name the layer that it calls"
    problems.add("E411", f"{show_value(target)} {why}", path, help=help_text)
    return None


def _outputs(
    target: Node | Use, tensors: tuple[Tensor, ...], made: Made, context: Context
) -> tuple[Tensor, ...] | None:
    before = [tensor.shape for tensor in target.inputs]
    given = [tensor.shape for tensor in tensors]
    if isinstance(target, Use):
        if before != given:
            _misfit(target.name, before, given, made, context)
            return None
        if len(target.outputs) == 1:
            return (Tensor(made.name, target.outputs[0].shape, target.outputs[0].dtype),)
        return tuple(Tensor(f"{made.name}.{t.name.partition('.')[2]}", t.shape, t.dtype) for t in target.outputs)
    try:
        if len(before) != len(given):
            raise ShapeError("")
        shape = target.layer.shape(given)
        declared = [weight.shape for weight in target.layer.weights(given)]
    except ShapeError:
        _misfit(target.name, before, given, made, context)
        return None
    if problem := too_large(shape, f"the output of `{made.call.kind}`"):
        help_text = f"it takes {', '.join(map(show, given))}"
        context.problems.add("E504", problem, made.call.path, help=help_text)
        return None
    if declared != [weight.shape for weight in target.weights] or tensors[0].dtype != target.inputs[0].dtype:
        _misfit(target.name, before, given, made, context)
        return None
    return (Tensor(made.name, shape, target.output.dtype),)


def _misfit(name: str, before: list[Shape], given: list[Shape], made: Made, context: Context) -> None:
    first, second = (", ".join(show(shape) for shape in shapes) for shapes in (before, given))
    context.problems.add(
        "E503",
        f"`{name}` was made for {first} and cannot be reused for {second}: its weights would not fit",
        made.call.arguments_path,
        at="key",
        help="give the second input the first one's shape, or use a layer of its own",
    )
