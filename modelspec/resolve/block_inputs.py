"""What a use of a block hands to its body, and whether it may be opened at all."""

from __future__ import annotations

from modelspec.errors import Path
from modelspec.record import replace
from modelspec.resolve.bounds import DEEPEST_USE
from modelspec.resolve.calls import Call
from modelspec.resolve.context import Context, Surroundings
from modelspec.resolve.wiring import Output
from modelspec.spec import BlockSpec
from modelspec.words import listed

DEFAULT = ("input",)
"""The inputs of a block that names none."""


def may_open(call: Call, context: Context, around: Surroundings) -> bool:
    """False after adding the problem of a block inside itself, or of blocks too deep inside one another."""
    kinds = [kind for kind, _ in around.uses]
    if call.kind in kinds:
        ring = " -> ".join([*kinds[kinds.index(call.kind) :], call.kind])
        message = f"block `{call.kind}` uses itself: {ring}"
        context.problems.add(
            "E417", message, call.path, help="a block cannot be inside itself; use `repeat` for a chain of it"
        )
        return False
    if len(kinds) >= DEEPEST_USE:
        message = f"blocks are used inside one another more than {DEEPEST_USE} deep"
        context.problems.add("E412", message, call.path, help="merge some of them")
        return False
    return True


def block_inputs(
    call: Call, block: BlockSpec, given: list[Output], context: Context, around: Surroundings
) -> dict[str, tuple[Output, Path]] | None:
    """The inputs of the body, under the block's names for them; None after adding a problem of their number."""
    wanted = block.inputs or DEFAULT
    if len(given) != len(wanted):
        message = f"block `{call.kind}` takes {_count(len(wanted))} ({listed(wanted)}), {len(given)} given"
        example = wanted[0] if len(wanted) == 1 else f"[{listed(wanted)}]"
        help_text = f"write e.g. `from: {example}`, with names from here"
        context.problems.add("E418", message, call.place_of("from"), help=help_text, related=around.related())
        return None
    declared: Path = ("blocks", call.kind)
    return {
        name: (
            None if value is None else replace(value, name=name),
            (*declared, "inputs", i) if block.inputs else declared,
        )
        for i, (name, value) in enumerate(zip(wanted, given, strict=True))
    }


def _count(number: int) -> str:
    return "1 input" if number == 1 else f"{number} inputs"
