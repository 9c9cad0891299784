"""Names of local variables in a generated body: `x` along a chain, the author's name where a value is used later."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable, Mapping

from modelspec.ir import Body, Tensor

CHAINS = ("x", "y", "h", "z")
BUILTINS = frozenset(
    "abs all any bin bool bytes callable chr compile complex dict dir divmod enumerate eval exec filter float format "
    "getattr hasattr hash help hex id input int isinstance iter len list locals map max min next object oct open ord "
    "pow print property range repr reversed round set setattr slice sorted str sum super tuple type vars zip".split()
)
"""Python's own functions, which no variable should hide."""


def identifier(name: str, taken: Collection[str]) -> str:
    """A name of the spec as an identifier that is not `taken`: `stage.left` -> `stage_left`, `model` -> `model_`."""
    text = {"input": "inputs"}.get(name, name.replace(".", "_"))
    while text in taken or keyword.iskeyword(text):
        text += "_"
    return text


def camel_case(name: str) -> str:
    """`residual_block` -> `ResidualBlock`; digits keep their place."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def variables(body: Body, reserved: Iterable[str]) -> dict[str, str]:
    """The variable of each tensor of a body, by the tensor's name.

    A value that only the next step takes, and an output that is returned at once, stand in the chain's variable.
    """
    uses = _uses(body)
    taken = {*reserved, *BUILTINS}
    names: dict[str, str] = {}
    for tensor in body.inputs:
        names[tensor.name] = identifier(tensor.name, taken)
        taken.add(names[tensor.name])
    chained: set[str] = set()
    for i, step in enumerate(body.steps):
        chained |= {tensor.name for tensor in step.outputs if _is_chained(tensor, i, chained, uses, body)}
    # An input that only the first step takes may be overwritten.
    free = {names[tensor.name] for tensor in body.inputs if uses[tensor.name] == [0]}
    chain = next((word for word in CHAINS if word in free or word not in taken), None) or identifier("chain", taken)
    taken.add(chain)
    for step in body.steps:
        for tensor in step.outputs:
            names[tensor.name] = chain if tensor.name in chained else identifier(tensor.name, taken)
            taken.add(names[tensor.name])
    return names


def _uses(body: Body) -> Mapping[str, list[int]]:
    """The indices of the steps that take each tensor; len(steps) stands for the body's outputs."""
    uses: dict[str, list[int]] = {tensor.name: [] for tensor in body.inputs}
    for i, step in enumerate(body.steps):
        for tensor in step.outputs:
            uses[tensor.name] = []
        for tensor in step.inputs:
            uses[tensor.name].append(i)
    for tensor in body.outputs:
        uses[tensor.name].append(len(body.steps))
    return uses


def _is_chained(
    tensor: Tensor, index: int, chained: Collection[str], uses: Mapping[str, list[int]], body: Body
) -> bool:
    step, following = body.steps[index], body.steps[index + 1 : index + 2]
    if len(step.outputs) > 1:
        return False
    if len(body.outputs) > 1 and any(tensor is output or tensor.name == output.name for output in body.outputs):
        return False
    begins = not any(given.name in chained for given in step.inputs)
    given = {tensor.name for tensor in body.inputs}
    others = {other.name for after in following for other in after.inputs} - {tensor.name, *given}
    if begins and others:
        return False  # Merged at once with another value that was made here, it is no chain: `branch + shortcut`.
    return set(uses[tensor.name]) == {index + 1}
