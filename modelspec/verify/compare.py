"""The answers of the backends -> rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from modelspec.backends.job import OPENED, Answer
from modelspec.ir import Weight
from modelspec.verify.evidence import Evidence
from modelspec.verify.limits import difference
from modelspec.verify.movement import movement_rows
from modelspec.verify.penalties import penalty_rows
from modelspec.verify.rows import Row
from modelspec.words import joined

MODES = {"inference": "{}", "training": "{} (training)"}


def compare(evidence: Evidence) -> list[Row]:
    """Every row, in the order of a model's life. What a framework has no code for is missing, with that excuse."""
    rows = [
        *parameters(evidence),
        *penalty_rows(evidence),
        *outputs(evidence),
        *blocks(evidence),
        evidence.number("loss", "loss", "loss", "outputs"),
        *gradients(evidence),
        *movement_rows(evidence),
        *training(evidence),
    ]
    unable = [name for name, answer in evidence.answers.items() if answer.unable]
    if not unable:
        return rows
    missing: dict[str, Any] = {
        "excuse": f"{joined(unable)} cannot do it in {evidence.precision}",
        "excused": math.inf,
    }
    return [replace(row, **missing) if math.isinf(row.difference) and row.problem is None else row for row in rows]


def parameters(evidence: Evidence) -> Iterator[Row]:
    """Shapes, trainable flags and totals against the spec: a row for what is wrong, and one for the totals."""
    for backend, answer in evidence.answers.items():
        for name, weight in evidence.graph.weights():
            problem = _problem(name, weight, answer, backend)
            if problem is not None:
                yield Row("parameters", name, math.inf, 0.0, problem=problem)
    totals: dict[str, float | None] = {"spec": sum(weight.size for _, weight in evidence.graph.weights())}
    totals |= {name: answer.total for name, answer in evidence.answers.items()}
    yield Row("parameters", "total", 0.0 if len(set(totals.values())) == 1 else math.inf, 0.0, totals)


def outputs(evidence: Evidence) -> Iterator[Row]:
    """Each output in both modes."""
    names = evidence.graph.output_names
    floor = evidence.floor(f"{mode}/{name}" for mode in MODES for name in names)
    for mode, where in MODES.items():
        for name in names:
            yield evidence.row("output", where.format(name), f"{mode}/{name}", floor, "outputs")


def blocks(evidence: Evidence) -> Iterator[Row]:
    """What each backend makes of blocks, against the same model without them: where backends share what tells the uses
    of a block apart, a fault in it is no difference between them."""
    if evidence.plan.opened is None:
        return
    names = evidence.graph.output_names
    floor = evidence.floor(f"inference/{name}" for name in names)
    for backend, answer in evidence.answers.items():
        for name in names:
            path = f"inference/{name}"
            apart = difference([answer.arrays.get(path), answer.arrays.get(f"{OPENED}/{name}")], floor)
            where, excuse = f"{name} in {backend}, with its blocks opened", evidence.excuse("outputs")
            yield Row("blocks", where, apart, evidence.limits.outputs, {}, *excuse, path=path, floor=floor)


def gradients(evidence: Evidence) -> Iterator[Row]:
    """Of the loss with every penalty, for each trainable weight."""
    names = [name for name, weight in evidence.graph.weights() if weight.trainable]
    floor = evidence.floor(f"gradient/{name}" for name in names)
    for name in names:
        yield evidence.row("gradient", name, f"gradient/{name}", floor, "gradients")


def training(evidence: Evidence) -> Iterator[Row]:
    """The loss of each step, the first of which must be the loss; every weight and state after the last."""
    for step in range(1, evidence.steps + 1):
        yield evidence.number("step", str(step), f"step/{step}", "weights")
    if not evidence.steps:
        return
    for backend, answer in evidence.answers.items():
        apart = difference([answer.arrays.get("loss"), answer.arrays.get("step/1")])
        yield Row("step", f"1 in {backend}, against its loss", apart, evidence.limits.outputs)
    names = [name for name, _ in evidence.graph.weights()]
    floor = evidence.floor(f"after/{name}" for name in names)
    for name in names:
        yield evidence.row("weight", name, f"after/{name}", floor, "weights")


def _problem(name: str, weight: Weight, answer: Answer, backend: str) -> str | None:
    if name not in answer.shapes:
        return f"{backend} has no such weight"
    if tuple(answer.shapes[name]) != weight.shape:
        return f"its shape is {list(weight.shape)} in the spec, {answer.shapes[name]} in {backend}"
    if answer.trainable[name] != weight.trainable:
        return f"its trainable flag is {weight.trainable} in the spec, {answer.trainable[name]} in {backend}"
    return None
