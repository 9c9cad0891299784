"""The walk: the items of a body, in order, become the steps of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from modelspec.errors import Path
from modelspec.ir import Body, Node, Repeat, Reuse, Step, Tensor, Use
from modelspec.layers import FAMILY, find
from modelspec.resolve.block_arguments import block_arguments
from modelspec.resolve.calls import Call, common_problems, parse_call
from modelspec.resolve.context import MOST_NODES, Context, Surroundings
from modelspec.resolve.layer_step import Made, layer_step
from modelspec.resolve.outputs import body_outputs, unused
from modelspec.resolve.reuse import reuse_step
from modelspec.resolve.variables import UNDEFINED, substitute
from modelspec.resolve.wiring import Entry, Names, Output
from modelspec.source import Problems

Inputs = Mapping[str, tuple[Tensor, Path]]
"""The inputs of a body by name, each with the place where it was written."""
UNKNOWN: dict[str, Output] = {"": None}


def build_body(
    items: list[Any], path: Path, inputs: Inputs, outputs: tuple[list[str], Path], context: Context, around: Surroundings
) -> tuple[Body | None, list[str]]:
    """The body that a list of layer items makes, and the words that name its outputs; None if anything is wrong."""
    names = _names(inputs, context.problems)
    known = frozenset(context.blocks)
    calls = [parse_call(item, (*path, i), known, context.problems) for i, item in enumerate(items)]
    names.reserve(_chosen_names(calls))
    steps: list[Step] = []
    whole = True
    for i, call in enumerate(calls):
        made = _item(call, names, context, around) if call is not None else None
        if made is None:
            whole = False
            names.entries.setdefault("?", Entry(UNKNOWN, (*path, i)))
            names.previous = "?" if call is None else names.previous
        else:
            steps.extend(made)
    found, words = body_outputs(*outputs, names, context.problems)
    if whole:
        unused(names, context.problems, around)
    if not whole or found is None:
        return None, words
    return Body(tuple(tensor for tensor, _ in inputs.values()), tuple(steps), tuple(found)), words


def _names(inputs: Inputs, problems: Problems) -> Names:
    single = next(iter(inputs.values()))[0] if len(inputs) == 1 else None
    names = Names(problems, single)
    for name, (tensor, place) in inputs.items():
        names.define(name, Entry({"": tensor}, place))
    names.input_name = next(iter(inputs)) if single is not None else None
    return names


def _chosen_names(calls: list[Call | None]) -> set[str]:
    chosen = set()
    for call in calls:
        name = call.common.get("name") if call is not None else None
        if isinstance(name, str) and call is not None:
            chosen.add(name)
            repeat = call.common.get("repeat")
            if isinstance(repeat, int):
                chosen.update(f"{name}_{i}" for i in range(1, min(repeat, 10_000) + 1))
    return chosen


def _item(call: Call, names: Names, context: Context, around: Surroundings) -> list[Step] | None:
    """The steps of one item (several under `repeat`), or None if one is wrong."""
    call, written = _with_values(call, context.problems, around)
    common_problems(call, context.problems)
    base, count = call.common.get("name"), call.common.get("repeat", 1)
    references, references_path = _references(call)
    steps: list[Step] = []
    whole = True
    for index in range(1, count + 1):
        repeat = Repeat(base, index, count) if base is not None and "repeat" in call.common else None
        name = names.automatic(call.kind) if base is None else f"{base}_{index}" if repeat else base
        if not _in_bounds(context, call):
            return None
        made = Made(call, name, written, repeat)
        step = _step(made, names.take(references, references_path), names, context, around)
        outputs = UNKNOWN if step is None else _by_part(step)
        path = (*call.arguments_path, "name") if "name" in call.common else call.path
        names.define(name, Entry(outputs, path, step if isinstance(step, Node | Use) else None, reused=isinstance(step, Reuse)))
        names.previous = name
        context.words.update((name, call.kind, around.prefix + name))
        if step is None:
            whole = False
            break
        steps.append(step)
        references = list(f"{name}.{part}" if part else name for part in outputs)
    if base is not None and "repeat" in call.common:
        names.alias(base, str(names.previous))
    return steps if whole else None


def _with_values(call: Call, problems: Problems, around: Surroundings) -> tuple[Call, dict[str, str]]:
    """The call with its variables replaced, and its arguments over block parameters in Python ("" is the short form)."""
    written: dict[Path, str] = {}

    def replaced(value: Any) -> Any:
        return substitute(value, around.scope, problems, call.arguments_path, keep=around.parameters, written=written)

    call = replace(
        call, arguments=replaced(call.arguments), common=replaced(call.common), main=replaced(call.main)
    )
    call.common = {key: value for key, value in call.common.items() if value is not UNDEFINED}
    depth = len(call.arguments_path)
    texts = {str(path[depth]): text for path, text in written.items() if len(path) == depth + 1}
    if call.arguments_path in written:
        texts[""] = written[call.arguments_path]
    return call, texts


def _references(call: Call) -> tuple[Any, Path]:
    if "from" in call.common:
        return call.common["from"], (*call.arguments_path, "from")
    if call.has_main and _takes_from(call.kind):
        return call.main, call.arguments_path
    return None, call.arguments_path


def _takes_from(kind: str) -> bool:
    return kind in FAMILY and find(kind).main == "from"


def _in_bounds(context: Context, call: Call) -> bool:
    context.nodes += 1
    if context.nodes == MOST_NODES + 1:
        context.problems.add("E408", f"the model has more than {MOST_NODES:,} calls", call.path, help="lower `repeat`")
    return context.nodes <= MOST_NODES


def _by_part(step: Step) -> dict[str, Output]:
    """The outputs of a step by the part of their name behind the dot; "" if there is one."""
    return {tensor.name.partition(".")[2]: tensor for tensor in step.outputs}


def _step(
    made: Made, inputs: list[Output] | None, names: Names, context: Context, around: Surroundings
) -> Step | None:
    if made.call.kind == "reuse":
        return reuse_step(made, inputs, names, context, around)
    if made.call.kind in context.blocks:
        return _use(made, inputs, context, around)
    return layer_step(made, inputs, context, around)


def _use(made: Made, inputs: list[Output] | None, context: Context, around: Surroundings) -> Use | None:
    """A block, opened: its body resolved with the parameters and inputs of this use."""
    call, block = made.call, context.blocks[made.call.kind]
    context.used_blocks.add(call.kind)
    if any(name == call.kind for name, _ in around.uses):
        ring = " -> ".join([*(name for name, _ in around.uses), call.kind])
        context.problems.add("E417", f"block `{call.kind}` uses itself: {ring}", call.path, help="blocks cannot recur")
        return None
    arguments = block_arguments(call, block, context)
    if arguments is None or inputs is None:
        return None
    wanted = block.inputs or ["input"]
    if len(inputs) != len(wanted):
        context.problems.add(
            "E418", f"block `{call.kind}` takes {len(wanted)} input{'s' if len(wanted) > 1 else ''} "
            f"({', '.join(wanted)}), {len(inputs)} given", call.arguments_path, help="write `from: [a, b]`")  # fmt: skip
        return None
    if any(value is None for value in inputs):
        return None
    tensors = tuple(value for value in inputs if value is not None)
    inside = _inside(made, arguments, context, around)
    body, words = build_body(
        block.layers,
        ("blocks", call.kind, "layers"),
        {
            name: (replace(tensor, name=name), ("blocks", call.kind, "inputs", i) if block.inputs else ("blocks", call.kind))
            for i, (name, tensor) in enumerate(zip(wanted, tensors, strict=True))
        },
        (block.outputs, ("blocks", call.kind, "outputs")),
        context,
        inside,
    )
    if body is None:
        return None
    one = len(body.outputs) == 1
    outputs = tuple(
        replace(tensor, name=made.name if one else f"{made.name}.{word.replace('.', '_')}")
        for tensor, word in zip(body.outputs, words, strict=True)
    )
    return Use(
        name=made.name, full_name=around.prefix + made.name, block=call.kind, arguments=arguments, inputs=tensors,
        outputs=outputs, body=body, trainable=inside.trainable, path=call.path, written=made.written,
        doc=call.common.get("doc"), repeat=made.repeat,
    )  # fmt: skip


def _inside(made: Made, arguments: dict[str, Any], context: Context, around: Surroundings) -> Surroundings:
    full_name = around.prefix + made.name
    words = (made.call.kind, made.name, full_name)
    return Surroundings(
        prefix=f"{full_name}.",
        scope={**context.variables, **arguments},
        parameters=frozenset(arguments),
        trainable=around.trainable and made.call.common.get("trainable", True),
        excluded=around.excluded or context.rules.excludes(*words),
        uses=(*around.uses, (made.call.kind, made.call.path)),
    )
