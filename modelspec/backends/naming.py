"""Names of local variables in a generated body: `x` along a chain, the author's name where a value is used later."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable, Mapping

from modelspec.ir import Body, Tensor
from modelspec.record import NOTHING, Record

CHAINS = ("x", "y", "h", "z")
BUILTINS = frozenset(
    "abs all any bin bool bytes callable chr compile complex dict dir divmod enumerate eval exec filter float format "
    "getattr hasattr hash help hex id input int isinstance iter len list locals map max min next object oct open ord "
    "pow print property range repr reversed round set setattr slice sorted str sum super tuple type vars zip".split()
)
"""Python's own functions, which no variable should hide."""


class Language(Record):
    """What a language allows as an identifier: not its `keywords`, and better not its `builtins`. `words` are names of
    a spec that become other ones; in `camel` case, `stage_1.left` is `stage1Left`."""

    keywords: frozenset[str]
    builtins: frozenset[str]
    words: Mapping[str, str] = NOTHING
    camel: bool = False

    def spell(self, name: str) -> str:
        """A name of the spec in the language's case."""
        text = self.words.get(name, name.replace(".", "_"))
        if not self.camel:
            return text
        joined = camel_case(text)
        return joined[:1].lower() + joined[1:]


PYTHON = Language(frozenset(keyword.kwlist), BUILTINS, {"input": "inputs"})


def identifier(name: str, taken: Collection[str], language: Language = PYTHON) -> str:
    """A name of the spec as an identifier that is not `taken`: `stage.left` -> `stage_left`, `model` -> `model_`."""
    text = language.spell(name)
    while text in taken or text in language.keywords:
        text += "_"
    return text


def camel_case(name: str) -> str:
    """`residual_block` -> `ResidualBlock`; digits keep their place."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def variables(body: Body, reserved: Iterable[str], language: Language = PYTHON) -> dict[str, str]:
    """The variable of each tensor of a body, by the tensor's name.

    A value that only the next step takes, and an output that is returned at once, stand in the chain's variable.
    """
    uses = _uses(body)
    taken = {*reserved, *language.builtins}
    names: dict[str, str] = {}
    for tensor in body.inputs:
        names[tensor.name] = identifier(tensor.name, taken, language)
        taken.add(names[tensor.name])
    chained: set[str] = set()
    for i, step in enumerate(body.steps):
        chained |= {tensor.name for tensor in step.outputs if _is_chained(tensor, i, chained, uses, body)}
    # An input that only the first step takes may be overwritten.
    free = {names[tensor.name] for tensor in body.inputs if uses[tensor.name] == [0]}
    chain = next((word for word in CHAINS if word in free or word not in taken), None)
    chain = chain or identifier("chain", taken, language)
    taken.add(chain)
    for step in body.steps:
        for tensor in step.outputs:
            names[tensor.name] = chain if tensor.name in chained else identifier(tensor.name, taken, language)
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
