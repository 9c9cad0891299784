"""A block's parameters that its methods need after `__init__`: they stand in `self`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from modelspec.backends.code import Assign, Attribute, Code, Name, transform
from modelspec.backends.naming import identifier
from modelspec.backends.torch.imports import names_in
from modelspec.backends.torch.members import MEMBERS
from modelspec.backends.torch.unit import Unit
from modelspec.record import replace

SELF = Name("self")


def keep_parameters(unit: Unit, parameters: Sequence[str]) -> tuple[Unit, list[Assign]]:
    """The unit with `self.<parameter>` outside of `__init__`, and the statements that set these."""
    used = names_in((unit.forward, unit.outputs, tuple(entry.value for entry in unit.penalties)))
    attributes = {*MEMBERS, *_attributes(unit)}
    kept: dict[str, Attribute] = {}
    for name in parameters:
        if name in used:
            kept[name] = Attribute(SELF, identifier(name, attributes))
            attributes.add(kept[name].name)

    def in_self(node: Code) -> Code:
        return kept.get(node.text, node) if isinstance(node, Name) else node

    changed = replace(
        unit,
        forward=transform(unit.forward, in_self),
        outputs=transform(unit.outputs, in_self),
        penalties=transform(unit.penalties, in_self),
    )
    return changed, [Assign(place, Name(name)) for name, place in kept.items()]


def _attributes(unit: Unit) -> Iterator[str]:
    for statement in unit.init:
        if isinstance(statement, Assign) and isinstance(statement.target, Attribute):
            yield statement.target.name
