"""One body (the model's, or one use of a block) as the parts of a torch class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from modelspec.backends.arrays import Target
from modelspec.backends.blocks import Lookup
from modelspec.backends.code import (
    Assign,
    Attribute,
    Call,
    Code,
    Comment,
    Comprehension,
    Do,
    Index,
    Literal,
    Name,
    Operation,
    Star,
    Statement,
    TupleOf,
    call,
    method,
    render_code,
)
from modelspec.backends.naming import identifier, variables
from modelspec.backends.torch.initial import Draw, draws, statements
from modelspec.backends.torch.layers import spelling
from modelspec.backends.torch.members import MEMBERS
from modelspec.backends.torch.site import Module, Site, Value, channels_first, channels_last, parameter
from modelspec.backends.torch.terms import activity_term, weight_term
from modelspec.ir import Activity, Body, Node, Reuse, Step, Use
from modelspec.record import Record, replace

LOCALS = frozenset(
    "self torch nn F math Tensor activities terms with_penalty weight enumerate float int len list max min print range "
    "sum tuple dict super".split()
)
"""Names that no local variable of a `forward` may take."""


class Unit(Record):
    """The code of one body; a tree, so that the units of a block's uses can be merged."""

    init: tuple[Statement, ...]
    reset: tuple[Statement, ...]
    inputs: tuple[str, ...]
    forward: tuple[Statement, ...]
    """Without the return."""
    outputs: tuple[Code, ...]
    penalties: tuple[Penalties, ...]
    has_activities: bool
    firsts: tuple[bool, ...]
    """Which outputs hold their channels at axis 1."""


class Penalties(Record):
    """Terms of `penalties()`: one weight's, or all of a block's (of `count` of them, in a Sequential)."""

    name: str
    value: Code
    class_name: str = ""
    count: int = 0


@dataclass
class Shared:
    """What the bodies of one file share."""

    parts: set[str] = field(default_factory=set)
    weights: dict[str, tuple[Target, ...]] = field(default_factory=dict)
    """By full name relative to the body that is being written: see `Writer.weights`."""
    layouts: dict[str, tuple[bool, ...]] = field(default_factory=dict)
    """By a use's full name: which of its inputs come with their channels at axis 1."""
    wanted: dict[str, tuple[bool, ...]] = field(default_factory=dict)
    """By block: which inputs come so at any of its uses. All others follow, so that one class serves them."""
    settled: bool = True
    """Whether all uses of each block were given one layout, so that no other rehearsal is needed."""
    inner: dict[str, Written] = field(default_factory=dict)
    """By a use's full name: its body as it was written last."""


class Written(Record):
    """A body's unit, and where it keeps its weights, by their full names, relative to the body's module."""

    unit: Unit
    weights: Mapping[str, tuple[Target, ...]]


class Writer:
    """Writes one body. Without a `lookup` it is a rehearsal, which finds the layouts at the borders of blocks."""

    def __init__(
        self, body: Body, shared: Shared, firsts: Sequence[bool], *, lookup: Lookup | None, trainable: bool
    ) -> None:
        self.body, self.shared, self.lookup, self.trainable = body, shared, lookup, trainable
        # A variable must not hide a local function of the file; the rehearsal finds out which ones it has.
        reserved = LOCALS | {part for part in shared.parts if part.islower()}
        self.names = variables(body, reserved)
        self.taken = {*reserved, *self.names.values()}
        self.attributes: dict[str, str] = {}
        self.members = {*MEMBERS}
        """What no further attribute may be called."""
        self.values = {
            tensor.name: Value(Name(self.names[tensor.name]), tensor.shape, first)
            for tensor, first in zip(body.inputs, firsts, strict=True)
        }
        self.init: list[Statement] = []
        self.draws: list[Draw] = []
        self.forward: list[Statement] = []
        self.penalties: list[Penalties] = []
        self.weights: dict[str, tuple[Target, ...]] = {}
        self.remarks: set[str] = set()
        self.has_activities = False

    def write(self) -> Written:
        """The unit of the body."""
        for group in _repeats(self.body.steps):
            if len(group) == 1 or not self._sequential(group):
                for step in group:
                    self._step(step)
        outputs = [self.values[tensor.name] for tensor in self.body.outputs]
        unit = Unit(
            init=tuple(self.init),
            reset=tuple(statements(self.draws)),
            inputs=tuple(self.names[tensor.name] for tensor in self.body.inputs),
            forward=tuple(self.forward),
            outputs=tuple(value.code for value in outputs),
            penalties=tuple(self.penalties),
            has_activities=self.has_activities,
            firsts=tuple(value.first for value in outputs),
        )
        return Written(unit, self.weights)

    # One step ----------------------------------------------------------------------------------------------------

    def _step(self, step: Step) -> None:
        if step.doc:
            self.forward.append(Comment(step.doc))
        if isinstance(step, Node):
            self._node(step, step)
        elif isinstance(step, Use):
            self._use(step)
        elif isinstance(step.target, Node):
            self._node(replace(step.target, inputs=step.inputs, output=step.outputs[0]), step)
        else:
            self._call_block(step.target, step)

    def _node(self, node: Node, step: Node | Reuse) -> None:
        again = isinstance(step, Reuse)
        name = self._attribute(node.name)
        owner: Code = Attribute(Name("self"), name)
        site = Site(node, name, owner, self.shared.parts, self.taken, self.remarks)
        value = spelling(node.kind)(site, [self.values[tensor.name] for tensor in step.inputs])
        self.forward += site.statements
        self._set(step.outputs[0].name, value)
        for activity in node.activities:
            self._activity(node, activity, site, self.values[step.outputs[0].name].code, again)
        if not again and self.lookup is not None:
            self._keep(node, site.modules)

    def _keep(self, node: Node, modules: Sequence[Module]) -> None:
        places: dict[str, list[Code]] = {}
        for module in modules:
            owner = Attribute(Name("self"), module.attribute)
            self.init.append(Assign(owner, module.constructor))
            self.draws += draws(node, module, owner)
            if not node.trainable and self.trainable and module.weights:
                self.init.append(Do(method(owner, "requires_grad_", False)))
            for local, targets in module.weights.items():
                prefix = f"{module.attribute}."
                self.weights[f"{node.full_name}.{local}"] = tuple(
                    Target((prefix + t.key).rstrip("."), t.operations) for t in targets
                )
                places.setdefault(local, []).extend(parameter(module, owner, t.key) for t in targets)
        for weight in node.weights:
            if weight.penalty is not None:
                term = weight_term(weight.penalty, places[weight.name], f"{node.name}_{weight.name}".replace(".", "_"))
                self.penalties.append(Penalties(f"{node.name}.{weight.name}", term))

    def _activity(self, node: Node, activity: Activity, site: Site, output: Code, again: bool) -> None:
        self.has_activities = True
        name = ".".join(part for part in (node.name, activity.name, "activity") if part)
        place = site.activities.get(activity.name, output)
        term = activity_term(activity.penalty, place, f"{node.name}_activity")
        target = Index(Name("activities"), (Literal(name),))
        self.forward.append(Assign(target, Operation("+", target, term) if again else term))

    def _set(self, tensor: str, value: Value) -> None:
        variable = self.names[tensor]
        if value.code != Name(variable):
            self.forward.append(Assign(variable, value.code))
        self.values[tensor] = replace(value, code=Name(variable))

    def _attribute(self, name: str) -> str:
        """The member of `self` for a layer or block use; the same for its every call."""
        if name not in self.attributes:
            self.attributes[name] = identifier(name, self.members)
            self.members.add(self.attributes[name])
        return self.attributes[name]

    # Blocks ------------------------------------------------------------------------------------------------------

    def _use(self, use: Use) -> None:
        name = self._attribute(use.name)
        inner = self._inside(use)
        self.init.append(Assign(Attribute(Name("self"), name), self._constructor(use)))
        if self.trainable and not use.trainable:
            self.init.append(Do(method(Attribute(Name("self"), name), "requires_grad_", False)))
        self._take_weights(inner, name)
        if inner.unit.penalties:
            self.penalties.append(Penalties(use.name, method(Attribute(Name("self"), name), "penalties")))
        self._call_block(use, use)

    def _call_block(self, use: Use, step: Use | Reuse) -> None:
        inner = self.shared.inner[use.full_name]
        wanted = self.shared.layouts[use.full_name]
        values = [self.values[tensor.name] for tensor in step.inputs]
        arguments = [_laid_out(value, first) for value, first in zip(values, wanted, strict=True)]
        result = call(Attribute(Name("self"), self._attribute(use.name)), *arguments)
        targets = [self.names[tensor.name] for tensor in step.outputs]
        if inner.unit.has_activities:
            self._unpack_activities(use, result, targets)
        else:
            self.forward.append(Assign(", ".join(targets), result))
        for tensor, variable, first in zip(step.outputs, targets, inner.unit.firsts, strict=True):
            self.values[tensor.name] = Value(Name(variable), tensor.shape, first)

    def _unpack_activities(self, use: Use, result: Code, targets: Sequence[str]) -> None:
        self.has_activities = True
        self.shared.parts.add("add_terms")
        outputs: Code = Name(targets[0]) if len(targets) == 1 else TupleOf(tuple(map(Name, targets)))
        self.forward.append(Assign(TupleOf((outputs, Name("terms"))), result))
        self.forward.append(Do(call("add_terms", Name("activities"), use.name, Name("terms"))))

    def _inside(self, use: Use) -> Written:
        if self.lookup is None:
            self.shared.layouts[use.full_name] = self._layout(use)
            self.shared.inner[use.full_name] = write_use(use, self.shared, None)
        return self.shared.inner[use.full_name]

    def _layout(self, use: Use) -> tuple[bool, ...]:
        values = [self.values[tensor.name] for tensor in use.inputs]
        before = self.shared.wanted.get(use.block, (False,) * len(values))
        wanted = tuple(value.first or first for value, first in zip(values, before, strict=True))
        self.shared.settled &= self.shared.wanted.get(use.block, wanted) == wanted
        self.shared.wanted[use.block] = wanted
        return tuple(first and value.rank > 2 for value, first in zip(values, wanted, strict=True))

    def _constructor(self, use: Use) -> Call:
        if self.lookup is None:
            return call("Block")
        definition, arguments = self.lookup(use)
        return Call(Name(definition.name), (), tuple(arguments.items()))

    def _take_weights(self, inner: Written, prefix: str) -> None:
        for name, targets in inner.weights.items():
            self.weights[name] = tuple(Target(f"{prefix}.{t.key}", t.operations) for t in targets)

    def _sequential(self, group: Sequence[Step]) -> bool:
        """Writes a repeated block as an nn.Sequential, if it is one: equal calls, each of the one before."""
        uses = [step for step in group if isinstance(step, Use)]
        if len(uses) < len(group) or not _is_chain(self.body, uses):
            return False
        before = self.values[uses[0].inputs[0].name]
        first, inner = before.first, []
        for use in uses:
            self.values[use.inputs[0].name] = Value(before.code, use.inputs[0].shape, first)
            inner.append(self._inside(use))
            first = inner[-1].unit.firsts[0]
        constructors = [self._constructor(use) for use in uses]
        alike = all(constructor == constructors[0] for constructor in constructors)
        if not alike or inner[0].unit.has_activities or self.shared.layouts[uses[0].full_name] != (first,):
            return False
        self._write_sequential(uses, inner, constructors[0], before)
        return True

    def _write_sequential(
        self, uses: Sequence[Use], inner: Sequence[Written], constructor: Call, before: Value
    ) -> None:
        repeat = uses[0].repeat
        assert repeat is not None
        name = self._attribute(repeat.name)
        owner = Attribute(Name("self"), name)
        blocks = Comprehension("list", constructor, Name("_"), call("range", len(uses)))
        self.init.append(Assign(owner, call("nn.Sequential", Star(blocks))))
        if self.trainable and not uses[0].trainable:
            self.init.append(Do(method(owner, "requires_grad_", False)))
        for index, written in enumerate(inner):
            self._take_weights(written, f"{name}.{index}")
        if inner[0].unit.penalties:
            self.penalties.append(Penalties(repeat.name, owner, render_code(constructor.function), len(uses)))
        last = uses[-1].outputs[0]
        argument = _laid_out(before, self.shared.layouts[uses[0].full_name][0])
        variable = self.names[last.name]
        self.forward.append(Assign(variable, call(owner, argument)))
        self.values[last.name] = Value(Name(variable), last.shape, inner[-1].unit.firsts[0])


def write_use(use: Use, shared: Shared, lookup: Lookup | None) -> Written:
    """The body of one use of a block; remembered in `shared`."""
    layout = shared.layouts[use.full_name]
    written = Writer(use.body, shared, layout, lookup=lookup, trainable=use.trainable).write()
    shared.inner[use.full_name] = written
    return written


def _laid_out(value: Value, first: bool) -> Code:
    return channels_first(value) if first else channels_last(value)


def _repeats(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps, those of one `repeat` together."""

    def key(item: tuple[int, Step]) -> object:
        index, step = item
        repeat = None if isinstance(step, Reuse) else step.repeat
        return index if repeat is None else repeat.name

    return [[step for _, step in group] for _, group in groupby(enumerate(steps), key)]


def _is_chain(body: Body, uses: Sequence[Use]) -> bool:
    """Whether each use takes just the output of the one before, which nobody else takes."""
    if any(len(use.inputs) != 1 or len(use.outputs) != 1 or use.doc for use in uses):
        return False
    inner = {use.outputs[0].name for use in uses[:-1]}
    chained = [use.inputs[0].name for use in uses[1:]] == [use.outputs[0].name for use in uses[:-1]]
    taken = [tensor.name for step in body.steps for tensor in step.inputs] + [tensor.name for tensor in body.outputs]
    targets = {step.target.name for step in body.steps if isinstance(step, Reuse)}
    return chained and all(taken.count(name) == 1 for name in inner) and not targets & {use.name for use in uses}
