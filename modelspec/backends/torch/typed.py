"""Where a type checker sees Any: nn.Module's calls are untyped, and a returned value should not be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from modelspec.backends.code import Assign, Attribute, Call, Code, Index, Name, Operation, Return, Statement
from modelspec.record import replace

TENSOR = "Tensor"


def returning(steps: Sequence[Statement], output: Code, inputs: Collection[str]) -> tuple[Statement, ...]:
    """The steps and the return of one output: its last step is returned at once if its type is known, and else its
    variable is declared a Tensor where it is first set."""
    if _returned(steps, output, inputs) is None and isinstance(output, Name) and output.text not in inputs:
        steps = list(steps)
        first = next((i for i, line in enumerate(steps) if isinstance(line, Assign) and line.target == output.text), -1)
        if first >= 0:
            steps[first] = replace(cast(Assign, steps[first]), annotation=TENSOR)
    last = _returned(steps, output, inputs)
    return (*steps, Return(output)) if last is None else (*steps[:-1], Return(last))


def _returned(steps: Sequence[Statement], output: Code, inputs: Collection[str]) -> Code | None:
    """What the last step sets, if it is the output and its type is known."""
    known = set(inputs)
    untyped: set[str] = set()
    for line in steps:
        if isinstance(line, Assign) and isinstance(line.target, str) and line.target not in known:
            known.add(line.target)
            if line.annotation is None and is_untyped(line.value, untyped):
                untyped.add(line.target)
    last = steps[-1] if steps else None
    if not isinstance(last, Assign) or last.annotation or not isinstance(output, Name) or last.target != output.text:
        return None
    return None if is_untyped(last.value, untyped) else last.value


def is_untyped(value: Code, untyped: Collection[str]) -> bool:
    """Whether a type checker takes it for Any: the call of a module, and what is made of one."""
    match value:
        case Name(text):
            return text in untyped
        case Call(Attribute(Name("self"))) | Call(Index(Attribute(Name("self")))):
            return True
        case Call(Attribute(owner)) | Attribute(owner) | Index(owner):
            return is_untyped(owner, untyped)
        case Operation(_, left, right):
            return is_untyped(left, untyped) or is_untyped(right, untyped)
    return False
