"""What a body gives out, and what of it is never used."""

from __future__ import annotations

from modelspec.errors import Path
from modelspec.ir import Tensor
from modelspec.resolve.bounds import MOST_OUTPUTS
from modelspec.resolve.context import Surroundings
from modelspec.resolve.wiring import Names
from modelspec.source import Problems


def body_outputs(
    written: list[str], path: Path, names: Names, problems: Problems
) -> tuple[list[Tensor] | None, list[str]]:
    """The tensors of `outputs` (default: all that the last call gives) and the words that name them."""
    if not written:
        last = names.previous
        entry = names.entries.get(last) if last else None
        if entry is None or any(value is None for value in entry.outputs.values()):
            return None, []
        entry.used.update(entry.outputs)
        return (
            [value for value in entry.outputs.values() if value is not None],
            [f"{last}.{part}" if part else str(last) for part in entry.outputs],
        )
    if len(written) > MOST_OUTPUTS:
        message = f"there are {len(written):,} outputs, at most {MOST_OUTPUTS:,} are allowed"
        problems.add("E427", message, path, help="put some of them together, e.g. with `concatenate`")
        return None, []
    found: list[Tensor] = []
    seen: set[str] = set()
    whole = True
    for i, word in enumerate(written):
        if word in seen:
            problems.add("E413", f"the output `{word}` is named twice", (*path, i))
            whole = False
            continue
        seen.add(word)
        taken = names.take(word, (*path, i))
        tensor = taken[0] if taken else None
        if tensor is None:
            whole = False
            continue
        entry = names.entries.get(tensor.name.partition(".")[0])
        if entry is not None and entry.is_input:
            problems.add("E414", f"the output `{word}` is an input: no layer made it", (*path, i),
                         help="put a layer between them, e.g. `- linear`")  # fmt: skip
            whole = False
        found.append(tensor)
    return (found if whole else None), written


def unused(names: Names, problems: Problems, around: Surroundings) -> None:
    """Every value must reach an output: what does not would exist on one backend and not on another."""
    for name, entry in names.entries.items():
        for part, value in entry.outputs.items():
            if part in entry.used or value is None:
                continue
            title = f"{name}.{part}" if part else name
            if entry.is_input:
                problems.add("E415", f"the input `{title}` is never used", entry.path, at="key",
                             help=f"take it with `from: {title}`, or remove it", related=around.related())  # fmt: skip
            else:
                problems.add("E416", f"the output of `{title}` is never used", entry.path,
                             help=f"take it with `from: {title}`, name it in `outputs`, or remove the layer",
                             related=around.related())  # fmt: skip
