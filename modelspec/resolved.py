"""The outcome of a spec: as YAML with every value worked out, and as JSON the graph that the backends read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from modelspec.ir import Body, Graph, Node, Reuse, Step, Use
from modelspec.plain import arguments, every_argument
from modelspec.record import Record
from modelspec.training import Training
from modelspec.yaml_text import yaml_text

WIDTH = 120


def as_yaml(graph: Graph) -> str:
    """The resolved spec; blocks are opened where they are used. Without blocks it is a spec again."""
    data: dict[str, Any] = {"modelspec": 1, "name": graph.name}
    if graph.description:
        data["description"] = graph.description
    data["dtype"] = graph.dtype
    data["inputs"] = {t.name: {"shape": list(t.shape), "dtype": t.dtype} for t in graph.body.inputs}
    data["layers"] = _layers(graph.body)
    data["outputs"] = list(graph.output_names)
    if graph.training is not None:
        data["training"] = training_of(graph.training)
    # Flow style for the innermost mappings keeps a layer on a line.
    return yaml_text(data, flow=None, width=WIDTH)


def as_ir(graph: Graph) -> str:
    """Every field of the graph, for programs and for bug reports."""
    return json.dumps({"format": 1, **_data(graph)}, indent=2) + "\n"


def _layers(body: Body) -> list[Any]:
    return [item_of(step) for step in body.steps]


def item_of(step: Step) -> dict[str, dict[str, Any]]:
    """A step as an item of `layers`, every argument written out."""
    common: dict[str, Any] = {"name": step.name}
    if step.doc:
        common["doc"] = step.doc
    common["from"] = [tensor.name for tensor in step.inputs]
    if isinstance(step, Node):
        frozen = {} if step.trainable else {"trainable": False}
        return {step.kind: {**common, **frozen, **arguments(step)}}
    if isinstance(step, Use):
        return {step.block: {**common, **step.arguments, "layers": _layers(step.body)}}
    return {"reuse": {**common, "layer": step.target.name}}


def training_of(training: Training) -> dict[str, Any]:
    """The section, every argument written out."""
    return {
        "losses": {each.output: {each.loss.kind: every_argument(each.loss)} for each in training.losses},
        "loss_weights": {each.output: each.weight for each in training.losses},
        "optimizer": {training.optimizer.kind: every_argument(training.optimizer)},
        "metrics": list(dict.fromkeys(each.metric for each in training.metrics)),
        "batch_size": training.batch_size,
        "epochs": training.epochs,
    }


def _data(value: Any) -> Any:
    if isinstance(value, Node):
        return {"step": "node", **_fields(value, "layer"), "arguments": arguments(value)}
    if isinstance(value, Reuse):
        return {"step": "reuse", **_fields(value, "target", "body"), "target": value.target.full_name}
    if isinstance(value, Record):
        return {"step": "use", **_fields(value)} if isinstance(value, Use) else _fields(value)
    if isinstance(value, BaseModel):
        return {getattr(value, "kind", "value"): every_argument(value)}
    if isinstance(value, Mapping):
        return {str(key): _data(item) for key, item in value.items()}
    return [_data(item) for item in value] if isinstance(value, list | tuple) else value


def _fields(value: Any, *without: str) -> dict[str, Any]:
    return {name: _data(getattr(value, name)) for name in value.FIELDS if name not in without}
