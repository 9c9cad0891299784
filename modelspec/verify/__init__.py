"""Proves that the generated files agree: the code that `build` writes, each in its framework's own process, on the same
weights and batches."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from modelspec.backends import DEFAULT, Backend, backend
from modelspec.backends.job import Answer, Job, write_job
from modelspec.data import LENGTH, draw_batch, draw_weights, free_size
from modelspec.errors import ModelspecError
from modelspec.interrupts import Interrupts
from modelspec.ir import Graph
from modelspec.layers.base import ShapeError
from modelspec.memory import require_activations, require_parameters
from modelspec.numeric import Array
from modelspec.verify.compare import compare
from modelspec.verify.evidence import Evidence
from modelspec.verify.failures import Failure
from modelspec.verify.imprecise import imprecise
from modelspec.verify.limits import LIMITS
from modelspec.verify.locate import first_difference
from modelspec.verify.prepare import Plan, job, layers_job, plan
from modelspec.verify.processes import Runner, require_frameworks, run
from modelspec.verify.report import Report
from modelspec.verify.rounding import (
    ATTEMPTS,
    DERIVED,
    FEWER,
    FEWER_STEPS,
    in_float64,
    jiggled,
    shaken,
    told_if_random,
    with_excuses,
    with_excuses_by_fewer,
)
from modelspec.verify.rows import Row
from modelspec.weights import read_weights

__all__ = ["Report", "verify"]

Answers = dict[str, Answer | Failure]


def verify(
    graph: Graph,
    backends: Sequence[str] = DEFAULT,
    *,
    precision: str = "float32",
    steps: int = 5,
    seed: int = 0,
    batch: int = 8,
    weights: str | os.PathLike[str] | None = None,
    jobs: int = 2,
    time_limit: float = 600,
) -> Report:
    """Compares the backends, with each other and with the spec. Raises ModelspecError for a framework that is not
    installed and for weights that do not fit; anything else that goes wrong in a backend is in the report, and is no
    agreement."""
    if precision not in LIMITS:
        raise ModelspecError(f"precision is one of {', '.join(LIMITS)}, got {precision!a}")
    found = [backend(name) for name in dict.fromkeys(backends)]
    require_frameworks(found)
    require_parameters(graph)
    with Interrupts() as interrupts:
        check = _Check(graph, found, precision, steps, seed, batch, Runner(jobs, time_limit, interrupts))
        check.draw(None if weights is None else read_weights(graph, weights))
        return check.report()


class _Check:
    def __init__(
        self,
        graph: Graph,
        backends: list[Backend],
        precision: str,
        steps: int,
        seed: int,
        batch: int,
        runner: Runner,
    ) -> None:
        self.graph, self.backends, self.precision, self.seed = graph, backends, precision, seed
        self.wanted_steps = steps
        self.runner = runner
        self.plan: Plan = plan(graph, precision)
        self.steps = steps if self.plan.learns else 0
        self.batch = self._size_of_batch(batch)
        self.weights: dict[str, Array] = {}
        self.data: dict[str, Array] = {}

    def _size_of_batch(self, wanted: int) -> int:
        try:
            size = free_size(self.graph, self.plan.flat, wanted)
            require_activations(self.graph, self.plan.flat, LENGTH, size, self.steps)
        except ShapeError as error:
            reason = f"with one length wherever the spec has null, {error}; give its inputs' shapes numbers"
            raise ModelspecError(f"cannot verify {self.graph.name}: {reason}") from None
        return size

    def draw(self, weights: Mapping[str, Array] | None) -> None:
        """The arrays that every backend gets."""
        drawn = draw_weights(self.plan.graph, self.seed) if weights is None else weights
        self.weights = {name: array.astype(self.precision) for name, array in drawn.items()}
        self.data = dict(self.weights)
        for number in range(max(1, self.steps)):
            arrays = draw_batch(self.plan.trained, self.plan.flat, self.seed, number, self.batch)
            self.data |= {f"{number}/{name}": array for name, array in arrays.items()}

    def report(self) -> Report:
        """Runs the backends, compares, and after a disagreement looks for the layer."""
        failures, answers = self.measure()
        rows = self.compare(answers) if not failures else []
        if self.precision == "float32" and any(row.disagrees for row in rows):
            rows = self.rounding(rows, answers)
        unable = {name: next(iter(answer.unable.values())) for name, answer in answers.items() if answer.unable}
        report = Report(
            name=self.plan.graph.name,
            precision=self.precision,
            seed=self.seed,
            batch=self.batch,
            backends=tuple(item.name for item in self.backends),
            rows=tuple(rows),
            failures=failures,
            unable=unable,
        )
        if any(row.disagrees for row in rows) and len(answers) > 1:
            return replace(report, first_layer=self.locate())
        return report

    def measure(self, data: Mapping[str, Array] | None = None) -> tuple[dict[str, Failure], dict[str, Answer]]:
        """What failed, and what the backends answer, to the check's own data or to other data."""
        return _parted(self.run(lambda item: job(self.plan, item, self.precision, self.steps), data))

    def compare(self, answers: Mapping[str, Answer]) -> list[Row]:
        """The rows of the answers, but for those that measured nothing: the others' are evidence without them."""
        able = {name: answer for name, answer in answers.items() if not answer.is_refusal}
        if not able:
            return []
        excuse = imprecise(self.plan.graph, self.backends) if self.precision == "float64" else None
        return compare(Evidence(self.plan, self.precision, self.steps, able, self.weights, excuse))

    def rounding(self, rows: list[Row], answers: Mapping[str, Answer]) -> list[Row]:
        """The rows, with an excuse for those in which nothing but rounding shows."""
        failures, again = self.measure()
        if failures:
            return rows
        rows = told_if_random(rows, answers, again)
        failures, after = self.measure(self.data | jiggled(self.data, self.seed))
        if failures:
            return rows
        check = self.in_float64()
        failures, double = check.measure()
        double = {name: answer for name, answer in double.items() if not answer.unable}
        if failures or not double:
            return self.with_fewer(with_excuses(rows, answers, after), answers)
        return self.with_fewer(with_excuses(rows, answers, after, double, check.compare(double)), answers)

    def with_fewer(self, rows: list[Row], answers: Mapping[str, Answer]) -> list[Row]:
        """The rows, with an excuse for those on which the backends agree with fewer examples."""
        found: list[Row] = []
        after: list[Mapping[str, Answer]] = []
        for attempt in range(1, ATTEMPTS + 1):
            if not any(row.disagrees and row.kind in DERIVED for row in rows):
                break
            steps, seed = min(FEWER_STEPS, self.wanted_steps), self.seed + attempt
            check = _Check(self.graph, self.backends, self.precision, steps, seed, FEWER, self.runner)
            check.draw(self.weights)
            failures, fewer = check.measure()
            shaking, moved = self.measure(self.data | shaken(self.data, seed))
            if failures or shaking:
                break
            found += check.compare(fewer)
            after.append(moved)
            rows = with_excuses_by_fewer(rows, found, answers, after)
        return rows

    def in_float64(self) -> _Check:
        """The same check in float64, of the very same numbers."""
        double = _Check(self.graph, self.backends, "float64", self.wanted_steps, self.seed, self.batch, self.runner)
        double.batch, double.weights, double.data = self.batch, in_float64(self.weights), in_float64(self.data)
        return double

    def locate(self) -> str:
        """The first layer whose output differs."""
        failures, answers = _parted(self.run(lambda item: layers_job(self.plan, item, self.precision)))
        if failures:
            return "the layers could not be compared one by one: " + "; ".join(map(str, failures.values()))
        return first_difference(self.plan.flat, answers, self.precision)

    def run(
        self, make: Callable[[Backend], tuple[Job, Mapping[str, str]]], data: Mapping[str, Array] | None = None
    ) -> Answers:
        """The backends' answers to a job; nothing is left on the disk."""
        with self.runner.interrupts.folder() as root:
            folders = {item.name: root / item.name for item in self.backends}
            for item in self.backends:
                folder = folders[item.name]
                folder.mkdir()
                made, texts = make(item)
                for name, text in texts.items():
                    (folder / name).write_text(text, encoding="utf-8")
                write_job(folder, made, self.data if data is None else data)
            return run(folders, {item.name: item.probe for item in self.backends}, self.runner)


def _parted(found: Answers) -> tuple[dict[str, Failure], dict[str, Answer]]:
    failures = {name: answer for name, answer in found.items() if isinstance(answer, Failure)}
    return failures, {name: answer for name, answer in found.items() if isinstance(answer, Answer)}
