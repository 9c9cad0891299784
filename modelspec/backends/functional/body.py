"""One body (the model's, or one use of a block) as statements of the functional style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from modelspec.backends.blocks import Lookup
from modelspec.backends.code import (
    Assign,
    Code,
    Comment,
    For,
    Format,
    ListOf,
    Literal,
    Name,
    Operation,
    Statement,
    call,
)
from modelspec.backends.functional.style import Style
from modelspec.backends.functional.variables import Locals
from modelspec.ir import Body, Node, Reuse, Step, Tensor, Use

INDEX = Name("i")
EACH = Name("layer")


@dataclass
class Writer:
    """Writes one body. `inside` says that it is a block's: its layers' names begin with the parameter `name`."""

    body: Body
    names: Locals
    style: Style
    lookup: Lookup
    inside: bool
    statements: list[Statement] = field(default_factory=list)

    def write(self) -> tuple[Statement, ...]:
        """The statements, without inputs and return."""
        for group in _repeats(self.body.steps):
            if not self._loop(group):
                for step in group:
                    self._step(step)
        return tuple(self.statements)

    def value(self, tensor: Tensor) -> Name:
        """The variable that holds a tensor."""
        return Name(self.names.tensors[tensor.name])

    # One step ----------------------------------------------------------------------------------------------------

    def _step(self, step: Step) -> None:
        if step.doc:
            self.statements.append(Comment(step.doc))
        inputs = [self.value(tensor) for tensor in step.inputs]
        targets = ", ".join(self.names.tensors[tensor.name] for tensor in step.outputs)
        result: Code
        if isinstance(step, Reuse):
            result = self.style.applied(step.target, Name(self.names.layers[step.target.name]), inputs)
        elif step.name not in self.names.layers:
            result = self._made_and_called(step, self._name(step.name), inputs)
        else:
            result = self._kept(step, inputs)
        self.statements.append(Assign(targets, result))

    def _made_and_called(self, step: Node | Use, name: Code, inputs: Sequence[Code]) -> Code:
        """A layer, made and called; or the function of a block, called."""
        if isinstance(step, Node):
            return self.style.applied(step, self.style.layer(step, name), inputs)
        definition, arguments = self.lookup(step)
        return self.style.block(definition, inputs, arguments, name)

    def _kept(self, step: Node | Use, inputs: Sequence[Code]) -> Code:
        """The same, with the layer kept in a variable for further calls; a block becomes a model of its own."""
        kept = self.names.layers[step.name]
        if isinstance(step, Node):
            self.statements.append(Assign(kept, self.style.layer(step, self._name(step.name))))
            return self.style.applied(step, Name(kept), inputs)
        inner = tuple(map(Name, self.names.inputs[step.name]))
        self.statements.append(Comment("A model of its own, whose weights every call shares."))
        for variable, tensor in zip(inner, step.inputs, strict=True):
            self.statements.append(Assign(variable, self.style.input_like(self.value(tensor))))
        name = self._name(step.name)
        outputs = self._made_and_called(step, name, inner)
        self.statements.append(Assign(kept, self.style.model(one_or_list(inner), outputs, name)))
        return self.style.applied(step, Name(kept), inputs)

    def _name(self, name: str) -> Code:
        return Format((Name("name"), f".{name}")) if self.inside else Literal(name)

    # A loop ------------------------------------------------------------------------------------------------------

    def _loop(self, steps: Sequence[Step]) -> bool:
        """Writes repeated calls as a loop, if they are equal but for their names and each takes the one before."""
        repeat = steps[0].repeat if not isinstance(steps[0], Reuse) else None
        if repeat is None or len(steps) == 1 or not self._is_chain(steps):
            return False
        variable = self.names.tensors[steps[-1].outputs[0].name]
        name = self._numbered(repeat.name) if repeat.named else self._listed()
        calls = [self._made_and_called(step, name, [Name(variable)]) for step in steps if isinstance(step, Node | Use)]
        if any(call_ != calls[0] for call_ in calls):
            return False
        before = self.names.tensors[steps[0].inputs[0].name]
        if before != variable:
            self.statements.append(Assign(variable, Name(before)))
        if steps[0].doc:
            self.statements.append(Comment(steps[0].doc))
        body = (Assign(variable, calls[0]),)
        if not repeat.named:
            self.statements.append(For(EACH, Literal(tuple(step.name for step in steps)), body))
        elif self.inside:
            # The count may be a parameter of the block.
            self.statements.append(For(INDEX, call("range", Literal(repeat.count, "repeat")), body))
        else:
            self.statements.append(For(INDEX, call("range", 1, repeat.count + 1), body))
        return True

    def _is_chain(self, steps: Sequence[Step]) -> bool:
        if any(len(step.inputs) != 1 or len(step.outputs) != 1 or step.name in self.names.layers for step in steps):
            return False
        inner = [step.outputs[0].name for step in steps[:-1]]
        taken = [tensor.name for step in self.body.steps for tensor in step.inputs]
        taken += [tensor.name for tensor in self.body.outputs]
        return all(taken.count(name) == 1 for name in inner)

    def _numbered(self, item: str) -> Code:
        if self.inside:
            return Format((Name("name"), f".{item}_", Operation("+", INDEX, Literal(1))))
        return Format((f"{item}_", INDEX))

    def _listed(self) -> Code:
        return Format((Name("name"), ".", EACH)) if self.inside else EACH


def one_or_list(values: Sequence[Code]) -> Code:
    """A single value as it is, several as a list."""
    return values[0] if len(values) == 1 else ListOf(tuple(values))


def _repeats(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps, those of one `repeat` together."""

    def key(item: tuple[int, Step]) -> object:
        index, step = item
        repeat = None if isinstance(step, Reuse) else step.repeat
        return index if repeat is None else repeat.name

    return [[step for _, step in group] for _, group in groupby(enumerate(steps), key)]
