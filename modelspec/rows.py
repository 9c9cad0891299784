"""The calls of a graph as rows, blocks closed, opened or dissolved: what the summary and the pictures show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from modelspec.ir import Body, Graph, Node, Reuse, Shape, Step, Tensor, Use, Weight, nodes
from modelspec.record import Record

Blocks = Literal["closed", "open", "dissolved"]
"""A use of a block is one row; one row with its layers below it; or its layers only."""


class Row(Record):
    """One call. A reused layer has no weights of its own: they count where they were made."""

    name: str
    kind: str
    depth: int
    step: Step
    inputs: tuple[str, ...]
    outputs: tuple[Shape, ...]
    weights: tuple[Weight, ...]
    multiply_adds: int

    @property
    def parameters(self) -> int:
        return sum(weight.size for weight in self.weights)


def rows(graph: Graph, blocks: Blocks) -> list[Row]:
    """Every row, in the order of the calls."""
    names = {tensor.name: tensor.name for tensor in graph.body.inputs}
    return list(_rows(graph.body, "", 0, blocks, names))


def _rows(body: Body, prefix: str, depth: int, blocks: Blocks, names: dict[str, str]) -> Iterator[Row]:
    """`names` maps the tensors of this body to the names that they are shown by; it receives those of the steps."""
    for step in body.steps:
        inputs = tuple(names[tensor.name] for tensor in step.inputs)
        names.update((tensor.name, prefix + tensor.name) for tensor in step.outputs)
        if not isinstance(step, Use):
            yield _row(step, depth, inputs)
            continue
        if blocks != "dissolved":
            yield _row(step, depth, inputs)
        if blocks == "closed":
            continue
        inside = dict(zip((tensor.name for tensor in step.body.inputs), inputs, strict=True))
        yield from _rows(step.body, f"{step.full_name}.", depth + 1, blocks, inside)
        if blocks == "dissolved":
            results = (inside[tensor.name] for tensor in step.body.outputs)
            names.update(zip((tensor.name for tensor in step.outputs), results, strict=True))


def _row(step: Step, depth: int, inputs: tuple[str, ...]) -> Row:
    outputs = tuple(tensor.shape for tensor in step.outputs)
    if isinstance(step, Node):
        return Row(step.full_name, step.kind, depth, step, inputs, outputs, step.weights, step.multiply_adds)
    if isinstance(step, Use):
        inner = list(nodes(step.body))
        weights = tuple(weight for node in inner for weight in node.weights)
        return Row(step.full_name, step.block, depth, step, inputs, outputs, weights, body_multiply_adds(step.body))
    return Row(step.full_name, "reuse", depth, step, inputs, outputs, (), _reuse_multiply_adds(step))


def body_multiply_adds(body: Body) -> int:
    """Of one example's forward pass; a reused layer costs again."""
    total = 0
    for step in body.steps:
        if isinstance(step, Node):
            total += step.multiply_adds
        elif isinstance(step, Use):
            total += body_multiply_adds(step.body)
        else:
            total += _reuse_multiply_adds(step)
    return total


def _reuse_multiply_adds(step: Reuse) -> int:
    if isinstance(step.target, Use):
        return body_multiply_adds(step.target.body)
    return step.target.layer.multiply_adds([tensor.shape for tensor in step.inputs], step.outputs[0].shape)


def body_outputs(body: Body) -> Iterator[Tensor]:
    """The output of every layer call inside: what a forward pass keeps for the backward one."""
    for step in body.steps:
        if isinstance(step, Use):
            yield from body_outputs(step.body)
        elif isinstance(step, Reuse) and isinstance(step.target, Use):
            yield from body_outputs(step.target.body)
        else:
            yield from step.outputs
