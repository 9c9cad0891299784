"""The graph with its blocks opened and every layer's output an output of the model: to find where two backends part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from modelspec.ir import Body, Graph, Node, Reuse, Shape, Step, Tensor, Use
from modelspec.record import replace


@dataclass(frozen=True, slots=True)
class CallOf:
    """One call: its dotted name and that of the layer that it calls, which differ where a layer is reused."""

    name: str
    layer: str


@dataclass(frozen=True, slots=True)
class Flat:
    """`calls` stand in the order of the flat graph's outputs; `weights` gives each weight's name in it, and `outputs`
    the tensors that the outputs of the original have become."""

    graph: Graph
    calls: tuple[CallOf, ...]
    weights: Mapping[str, str]
    outputs: tuple[str, ...]


def flatten(graph: Graph) -> Flat:
    """One body without blocks, penalties or training. Its layers are named after the whole path: `stage_1__conv2d`."""
    walk = _Walk()
    for tensor in graph.body.inputs:
        walk.taken.add(tensor.name)
    values = {tensor.name: tensor for tensor in graph.body.inputs}
    walk.body(graph.body, "", values, again=False)
    outputs = tuple(step.outputs[0] for step in walk.steps)
    body = Body(graph.body.inputs, tuple(walk.steps), outputs)
    names = tuple(tensor.name for tensor in outputs)
    flat = replace(graph, body=body, output_names=names, blocks={}, training=None)
    weights = {
        f"{full_name}.{weight.name}": f"{node.full_name}.{weight.name}"
        for full_name, node in walk.made.items()
        for weight in node.weights
    }
    return Flat(flat, tuple(walk.calls), weights, tuple(values[tensor.name].name for tensor in graph.body.outputs))


def opened(graph: Graph, flat: Flat) -> Flat | None:
    """The flat graph with the outputs of the original; None if that has no blocks, or gives one tensor twice."""
    if not any(isinstance(step, Use) for step in graph.body.steps) or len(set(flat.outputs)) < len(flat.outputs):
        return None
    made = {tensor.name: tensor for step in flat.graph.body.steps for tensor in step.outputs}
    body = replace(flat.graph.body, outputs=tuple(made[name] for name in flat.outputs))
    return Flat(replace(flat.graph, body=body, output_names=flat.outputs), flat.calls, flat.weights, flat.outputs)


def watch(flat: Flat, layers: Collection[str]) -> Flat:
    """The flat graph with the outputs of these layers only, at all their calls, and nothing that they do not need."""
    steps = dict(zip(flat.calls, flat.graph.body.steps, strict=True))
    calls = tuple(call for call in flat.calls if call.layer in layers)
    outputs = tuple(steps[call].outputs[0] for call in calls)
    needed = {tensor.name for tensor in outputs}
    for step in reversed(flat.graph.body.steps):
        if step.name in needed:
            needed.update(tensor.name for tensor in step.inputs)
            needed.update([step.target.name] if isinstance(step, Reuse) else [])
    kept = tuple(step for step in flat.graph.body.steps if step.name in needed)
    body = replace(flat.graph.body, steps=kept, outputs=outputs)
    graph = replace(flat.graph, body=body, output_names=tuple(tensor.name for tensor in outputs))
    held = {name for name, _ in graph.weights()}
    weights = {name: there for name, there in flat.weights.items() if there in held}
    return Flat(graph, calls, weights, flat.outputs)


def shapes(flat: Flat, length: int) -> dict[str, Shape]:
    """The shape of every call's output by its tensor's name, with unknown lengths of the inputs set to `length`."""
    known: dict[str, Shape] = {tensor.name: with_length(tensor.shape, length) for tensor in flat.graph.body.inputs}
    for step in flat.graph.body.steps:
        layer = step.target if isinstance(step, Reuse) else step
        assert isinstance(layer, Node)
        known[step.outputs[0].name] = layer.layer.shape([known[tensor.name] for tensor in step.inputs])
    return known


def with_length(shape: Shape, length: int) -> tuple[int, ...]:
    """The shape, unknown lengths set."""
    return tuple(length if known is None else known for known in shape)


@dataclass
class _Walk:
    steps: list[Step] = field(default_factory=list)
    calls: list[CallOf] = field(default_factory=list)
    made: dict[str, Node] = field(default_factory=dict)
    """The flat layers by the dotted name of the original."""
    taken: set[str] = field(default_factory=set)

    def body(self, body: Body, prefix: str, values: dict[str, Tensor], *, again: bool) -> None:
        """Adds the calls of a body. `values` maps its tensors to the flat ones; `again`: its layers exist already."""
        for step in body.steps:
            inputs = [values[tensor.name] for tensor in step.inputs]
            target = step.target if isinstance(step, Reuse) else step
            called_again = again or isinstance(step, Reuse)
            if isinstance(target, Node):
                name = prefix + step.name
                outputs: Sequence[Tensor] = [self.call(target, name, inputs, step.outputs[0], called_again)]
            else:
                outputs = self.open(target, f"{prefix}{step.name}.", inputs, called_again)
            values.update(zip((tensor.name for tensor in step.outputs), outputs, strict=True))

    def open(self, use: Use, prefix: str, inputs: Sequence[Tensor], again: bool) -> list[Tensor]:
        """Adds the calls of a block; its outputs."""
        values = dict(zip((tensor.name for tensor in use.body.inputs), inputs, strict=True))
        self.body(use.body, prefix, values, again=again)
        return [values[tensor.name] for tensor in use.body.outputs]

    def call(self, node: Node, name: str, inputs: Sequence[Tensor], output: Tensor, again: bool) -> Tensor:
        """Adds one call of a layer; its output."""
        tensor = replace(output, name=self.unique(name))
        self.calls.append(CallOf(name, node.full_name))
        if again:
            target = self.made[node.full_name]
            self.steps.append(Reuse(tensor.name, tensor.name, target, tuple(inputs), (tensor,), None, node.path))
            return tensor
        plain = tuple(replace(weight, penalty=None) for weight in node.weights)
        flat = replace(
            node, name=tensor.name, full_name=tensor.name, inputs=tuple(inputs), output=tensor, weights=plain,
            activities=(), written={}, doc=None, repeat=None,
        )  # fmt: skip
        self.made[node.full_name] = flat
        self.steps.append(flat)
        return tensor

    def unique(self, name: str) -> str:
        text = name.replace(".", "__")
        while text in self.taken:
            text += "_"
        self.taken.add(text)
        return text
