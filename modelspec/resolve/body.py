"""The walk: the items of a body, in order, become the steps of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelspec.errors import Path
from modelspec.ir import Body, Node, Repeat, Reuse, Step, Tensor, Use
from modelspec.record import replace
from modelspec.resolve.block_arguments import block_arguments, short_form
from modelspec.resolve.block_inputs import block_inputs, may_open
from modelspec.resolve.call_values import references_of, with_values
from modelspec.resolve.calls import MOST_REPEATS, Call, common_problems, parse_call
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.counting import count_block, count_call, inputs_in_bounds
from modelspec.resolve.layer_step import layer_step
from modelspec.resolve.lost import lost_names, misspells_from
from modelspec.resolve.made import Made
from modelspec.resolve.outputs import body_outputs, unused
from modelspec.resolve.reuse import reuse_step
from modelspec.resolve.wiring import UNKNOWN, Entry, Names, Output

Inputs = Mapping[str, tuple[Output, Path]]
"""The inputs of a body by name, each with the place where it was written. None of them: they are unknown."""


def build_body(
    items: list[Any],
    path: Path,
    inputs: Inputs,
    outputs: tuple[list[str] | None, Path],
    context: Context,
    around: Surroundings,
) -> tuple[Body | None, list[str]]:
    """The body that a list of layer items makes, and the words that name its outputs; None if anything is wrong,
    `outputs` included (None)."""
    if not around.uses and not inputs_in_bounds(inputs, context):
        return None, []
    names = Names(context.problems, inputs)
    calls = [parse_call(item, (*path, i), context.kinds, context.problems) for i, item in enumerate(items)]
    names.reserve(_chosen_names(calls, items))
    steps: list[Step] = []
    whole = True
    for i, call in enumerate(calls):
        made = None if call is None else _item(call, names, context, around)
        if made is None:
            whole = False
            names.lose((*path, i), lost_names(items[i]))
        else:
            steps.extend(made)
    written, place = outputs
    found, words = (None, []) if written is None else body_outputs(written, place, names, context.problems)
    tensors = [tensor for tensor, _ in inputs.values() if tensor is not None]
    if not whole or found is None or len(tensors) < max(1, len(inputs)):
        return None, words
    unused(names, context.problems, around)
    return Body(tuple(tensors), tuple(steps), tuple(found)), words


def _chosen_names(calls: list[Call | None], items: list[Any]) -> set[str]:
    chosen: set[str] = set()
    for call, item in zip(calls, items, strict=True):
        if call is None:
            chosen |= lost_names(item) or set()
        name = call.common.get("name") if call is not None else None
        if isinstance(name, str) and call is not None:
            chosen.add(name)
            repeat = call.common.get("repeat")
            if isinstance(repeat, int):
                chosen.update(f"{name}_{i}" for i in range(1, min(repeat, MOST_REPEATS) + 1))
    return chosen


def _item(call: Call, names: Names, context: Context, around: Surroundings) -> list[Step] | None:
    """The steps of one item (several under `repeat`), or None if one is wrong."""
    call, written = with_values(call, context.problems, around)
    given = dict(call.common)
    common_problems(call, context.problems)
    if "name" in given and "name" not in call.common:
        lost = lost_names(given)
        names.excuse(call.path, lost)
        context.words.update(lost or ())
    base, count = call.common.get("name"), call.common.get("repeat", 1)
    references, references_path = references_of(call)
    repeated = base or names.automatic(call.kind)
    steps: list[Step] = []
    for index in range(1, count + 1):
        repeat = Repeat(repeated, index, count, base is not None) if "repeat" in call.common else None
        name = _call_name(call, repeat, repeated, names)
        count_call(context, call, references)
        names.current = name
        inputs = None if misspells_from(call, context) else names.take(references, references_path)
        step = _step(Made(call, name, written, repeat), inputs, names, context, around)
        path = (*call.arguments_path, "name") if "name" in call.common else call.path
        target = step if isinstance(step, Node | Use) else None
        outputs = UNKNOWN if step is None else _by_part(step)
        context.words.update((name, call.kind, around.prefix + name))
        if not names.define(name, Entry(outputs, path, target, reused=isinstance(step, Reuse))):
            return None
        names.previous = name
        if step is None:
            break
        steps.append(step)
        references = [f"{name}.{part}" if part else name for part in outputs]
    if base is not None and "repeat" in call.common:
        names.alias(base, str(names.previous))
        context.words.add(base)
    return steps if len(steps) == count else None


def _call_name(call: Call, repeat: Repeat | None, item: str, names: Names) -> str:
    """`stage_1`, `stage_2`, ... under `repeat`; `dense`, `dense_1`, ... where the author gave no name."""
    if repeat is None:
        return item
    if repeat.named:
        return f"{item}_{repeat.index}"
    return item if repeat.index == 1 else names.automatic(call.kind)


def _by_part(step: Step) -> dict[str, Output]:
    """The outputs of a step by the part of their name behind the dot; "" if there is one."""
    return {tensor.name.partition(".")[2]: tensor for tensor in step.outputs}


def _step(made: Made, inputs: list[Output] | None, names: Names, context: Context, around: Surroundings) -> Step | None:
    kind = made.call.kind
    if kind in context.wrong_blocks:
        return None
    if kind == "reuse":
        return reuse_step(made, inputs, names, context, around)
    if kind in context.blocks:
        return _use(made, inputs, context, around)
    return layer_step(made, inputs, names, context, around)


def _use(made: Made, inputs: list[Output] | None, context: Context, around: Surroundings) -> Use | None:
    """A block, opened: its body resolved with the parameters and inputs of this use."""
    call, block = made.call, context.blocks[made.call.kind]
    count_block(context, call)
    if not may_open(call, context, around):
        return None
    arguments = block_arguments(call, block, context)
    bound = None if inputs is None else block_inputs(call, block, inputs, context, around)
    if arguments is None or bound is None:
        return None
    inside = _inside(made, arguments, context, around)
    outputs = (block.outputs, ("blocks", call.kind, "outputs"))
    before = context.calls
    context.problems.uses.append((f"in this use of `{call.kind}`", call.path))
    body, words = build_body(block.layers, ("blocks", call.kind, "layers"), bound, outputs, context, inside)
    context.problems.uses.pop()
    context.inside[around.prefix + made.name] = context.calls - before
    if body is None or inputs is None:
        return None
    return Use(
        name=made.name,
        full_name=around.prefix + made.name,
        block=call.kind,
        arguments=arguments,
        inputs=tuple(value for value in inputs if value is not None),
        outputs=_outputs(made.name, body, words),
        body=body,
        trainable=inside.trainable,
        path=call.path,
        written=made.by_argument(short_form(block)),
        doc=call.common.get("doc"),
        repeat=made.repeat,
    )


def _outputs(name: str, body: Body, words: list[str]) -> tuple[Tensor, ...]:
    """The body's outputs, as they are called outside of the block."""
    if len(body.outputs) == 1:
        return (replace(body.outputs[0], name=name),)
    named = zip(body.outputs, words, strict=True)
    return tuple(replace(tensor, name=f"{name}.{word.replace('.', '_')}") for tensor, word in named)


def _inside(made: Made, arguments: dict[str, Any], context: Context, around: Surroundings) -> Surroundings:
    full_name = around.prefix + made.name
    return Surroundings(
        prefix=f"{full_name}.",
        scope={**context.variables, **arguments},
        parameters=frozenset(arguments),
        trainable=around.trainable and made.call.common.get("trainable", True),
        excluded=context.rules.excludes(*made.words(around)) or around.excluded,
        uses=(*around.uses, (made.call.kind, made.call.path)),
    )
