"""Where a layer is spelled: one call in the `forward` of one class. Spellings see only this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modelspec.backends.arrays import ArrayOperation, Target
from modelspec.backends.code import Assign, Attribute, Call, Code, Comment, Literal, Name, Statement, call, code, method
from modelspec.ir import Node, Shape
from modelspec.record import Record

UNTYPED = re.compile(r"(weight|bias)_[ih]h_l0(_reverse)?|bias_[ih]h|(forward|backward)_layer")
"""Members of recurrent modules that type checkers take for a module, or for None, as well: asked for as parameters."""


class Value(Record):
    """A tensor in `forward`: its code, its shape in the spec (channels last, no batch), and whether `code` holds its
    channels at axis 1 instead, as torch's convolutions give them."""

    code: Code
    shape: Shape
    first: bool = False

    @property
    def rank(self) -> int:
        """The number of axes, the batch included."""
        return len(self.shape) + 1


@dataclass
class Module:
    """What one call needs in `__init__`: a constructor for `self.<attribute>`, and where it keeps the weights."""

    attribute: str
    constructor: Code
    weights: dict[str, tuple[Target, ...]] = field(default_factory=dict)


@dataclass
class Site:
    """One call of one node. Ask it for modules, parts and numbers; give it statements."""

    node: Node
    attribute: str
    """The name that the node's own module has in `self`."""
    owner: Code
    """The code that the module is reached by: `self.<attribute>`, or a loop's variable."""
    parts: set[str]
    """Names of the local helpers (torch/parts) that the file needs."""
    taken: set[str]
    """Local variables of this `forward`."""
    remarks: set[str] = field(default_factory=set)
    """Comments that this `forward` has made."""
    modules: list[Module] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    activities: dict[str, Code] = field(default_factory=dict)
    """Penalized outputs by the name of their place ("" is the layer's own output), e.g. `query`."""

    # Layout ------------------------------------------------------------------------------------------------------

    def last(self, value: Value) -> Code:
        """The tensor with its channels last, as the spec has it."""
        return channels_last(value)

    def first(self, value: Value) -> Code:
        """The tensor with its channels at axis 1, as torch's convolutions take it."""
        return channels_first(value)

    # What `__init__` gets ----------------------------------------------------------------------------------------

    def module(self, constructor: Code) -> Code:
        """Makes `self.<name of the node>` in `__init__`; the code to reach it by. Once a node."""
        self.modules.append(Module(self.attribute, constructor))
        return self.owner

    def weight(self, name: str, key: str, *operations: ArrayOperation) -> None:
        """The node's weight `name` (e.g. `kernel`) is the module's `key` (e.g. `weight`; "" if the module is itself the
        parameter), reached by the operations from the spec's layout. A second call adds a second target (Row)."""
        weights = self.modules[-1].weights
        weights[name] = (*weights.get(name, ()), Target(key, operations))

    def part(self, name: str) -> Name:
        """The local helper that stands in `parts/<snake_case of name>.py`."""
        self.parts.add(name)
        return Name(name)

    # Numbers -----------------------------------------------------------------------------------------------------

    def size(self, number: int | tuple[int, ...], role: str) -> Literal:
        """A number (or several) that follows from shapes, e.g. `in_features`. Between the uses of a block it may
        differ, and is then a parameter of the class under the name `role`."""
        return Literal(number, role, dimension=True)

    def argument(self, field_name: str, role: str | None = None) -> Literal:
        """The layer's field as a literal; it keeps the expression over block parameters that the author wrote."""
        return self.literal(getattr(self.node.layer, field_name), field_name, role)

    def literal(self, value: Any, field_name: str, role: str | None = None) -> Literal:
        """A value that was made of the layer's field, e.g. 3 of (3, 3)."""
        return Literal(value, role or field_name, self.node.written.get(field_name))

    # What `forward` gets -----------------------------------------------------------------------------------------

    def new(self, name: str) -> Name:
        """A local variable of about this name that is not taken."""
        word = name
        number = 2
        while word in self.taken:
            word, number = f"{name}_{number}", number + 1
        self.taken.add(word)
        return Name(word)

    def let(self, name: str, value: Code) -> Name:
        """Assigns to a new local variable of about this name."""
        target = self.new(name)
        self.statements.append(Assign(target, value))
        return target

    def remark(self, text: str) -> None:
        """A comment on what comes next; a `forward` says the same thing once."""
        if text not in self.remarks:
            self.remarks.add(text)
            self.statements.append(Comment(text))

    def activity(self, place: str, value: Code) -> None:
        """An output that a penalty is taken on; needed only where `wants_activity(place)`."""
        self.activities[place] = value

    def wants_activity(self, place: str) -> bool:
        """Whether the node has an activity penalty at this place."""
        return any(activity.name == place for activity in self.node.activities)

    def inside(self, node: Node) -> Site:
        """A site for a wrapper's inner layer (`node`), which shares everything with this one."""
        return replace(self, node=node)


def channels_last(value: Value) -> Code:
    """The tensor as the spec has it."""
    return method(value.code, "movedim", 1, -1) if value.first else value.code


def channels_first(value: Value) -> Code:
    """The tensor as torch's convolutions take it."""
    return value.code if value.first or value.rank < 3 else method(value.code, "movedim", -1, 1)


def dims(values: Sequence[int]) -> int | tuple[int, ...]:
    """`3` for (3, 3): torch takes one number for all axes."""
    return values[0] if len(set(values)) == 1 else tuple(values)


def parameter(module: Module, owner: Code, key: str) -> Code:
    """The code of a module's parameter. torch types the bias of a convolution as one that may be missing."""
    built = module.constructor.function if isinstance(module.constructor, Call) else None
    path, _, name = key.rpartition(".")
    if name == "bias" and isinstance(built, Name) and built.text.startswith(("nn.Conv", "SeparableConv")):
        return method(attribute(owner, path), "get_parameter", name)
    return attribute(owner, key)


def attribute(owner: Code, name: str) -> Code:
    """`owner.name`, or `owner` for ""; the name may be dotted."""
    parts = name.split(".") if name else []
    for i, part in enumerate(parts):
        if UNTYPED.fullmatch(part):
            return method(owner, "get_parameter", ".".join(parts[i:]))
        owner = Attribute(owner, part)
    return owner


def functional(name: str, *arguments: Any, **keywords: Any) -> Code:
    """`F.name(arguments)`."""
    return call(f"F.{name}", *map(code, arguments), **keywords)
