"""What passes over single layers share."""

from __future__ import annotations

from collections.abc import Callable

from modelspec.ir import Body, Graph, Node, Step, Use
from modelspec.record import replace

Change = Callable[[Node], Node]


def map_nodes(graph: Graph, change: Change) -> Graph:
    """The graph with every layer changed; a reuse calls the changed one."""
    return replace(graph, body=_body(graph.body, change))


def _body(body: Body, change: Change) -> Body:
    made: dict[str, Node | Use] = {}
    steps: list[Step] = []
    for step in body.steps:
        if isinstance(step, Node):
            made[step.name] = change(step)
            steps.append(made[step.name])
        elif isinstance(step, Use):
            made[step.name] = replace(step, body=_body(step.body, change))
            steps.append(made[step.name])
        else:
            target = made[step.target.name]
            steps.append(replace(step, target=target, body=target.body if isinstance(target, Use) else None))
    return replace(body, steps=tuple(steps))
