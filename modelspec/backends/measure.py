"""The course of a backend's process: the same for every framework, which only lends its verbs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from modelspec.backends.job import (
    LAYERS,
    MODEL,
    OPENED,
    TENFOLD,
    TRAINED,
    WATCHED,
    Answer,
    Job,
    Place,
    read_job,
    write_answer,
)
from modelspec.numeric import Array, np

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
MOST_WORDS = 300
Program = Any
"""A generated file that was loaded."""
Model = Any
Batch = tuple[list[Array], list[Array]]
"""Inputs and targets, each in the model's order."""


class Framework(Protocol):
    """What a framework must be able to do. Weights are named by the backend's own keys here."""

    def is_unable(self, error: Exception) -> bool:
        """Whether the framework raised this for want of code for a precision."""

    def set_precision(self, precision: str) -> None:
        """Before anything is loaded; what an earlier job has built is not needed any more."""

    def load(self, file: Path) -> Program:
        """A generated file, ready to run."""

    def build(self, program: Program) -> Model:
        """The model of a generated file."""

    def weights(self, model: Model) -> dict[str, tuple[Array, bool]]:
        """Every array of the model, and whether it is trained."""

    def assign(self, model: Model, arrays: Mapping[str, Array]) -> None:
        """Sets weights."""

    def outputs(self, model: Model, inputs: Sequence[Array], training: bool) -> list[Array]:
        """The outputs; `training` as in the framework's own call."""

    def penalties(self, model: Model, inputs: Sequence[Array], job: Job) -> tuple[dict[str, float], float]:
        """Every penalty term that the model has, by its name, and the sum that training adds to the loss."""

    def gradients(self, program: Program, model: Model, batch: Batch, job: Job) -> tuple[float, dict[str, Array]]:
        """The loss with every penalty, and its gradient; a weight without one is left out."""

    def trainer(self, program: Program, model: Model) -> Callable[[Batch], float]:
        """What runs one step of the generated code, and gives the loss before it."""


def answer(framework: Framework, folder: Path) -> None:
    """Does the job in the folder, and puts the answer there."""
    job, data = read_job(folder)
    framework.set_precision(job.precision)
    write_answer(folder, _Measurement(framework, folder, job, data).answer)


class _Measurement:
    def __init__(self, framework: Framework, folder: Path, job: Job, data: dict[str, Array]) -> None:
        self.framework, self.folder, self.job, self.data = framework, folder, job, data
        self.answer = Answer()
        self.opened: dict[str, tuple[Program, Model]] = {}
        stages = {
            "model": self.model,
            "opened": self.without_blocks,
            "activities": self.activities,
            "gradients": self.gradients,
            "steps": self.steps,
            "tenfold": self.tenfold,
            "layers": self.layers,
        }
        for name, stage in stages.items():
            try:
                stage()
            except Exception as error:
                if not framework.is_unable(error):
                    raise
                self.answer.unable[name] = _said(error)

    def model(self) -> None:
        """What the file that `build` writes holds and computes."""
        if MODEL not in self.job.programs:
            return
        model = self.open(MODEL)[1]
        self.facts(model)
        inputs = self.batch(0)[0]
        self.put("inference", self.job.outputs, self.framework.outputs(model, inputs, False))
        terms, total = self.framework.penalties(model, inputs, self.job)
        for term, value in terms.items():
            self.answer.arrays[f"penalty/{term}"] = np.array(value, float)
        self.answer.arrays["penalties"] = np.array(total, float)

    def facts(self, model: Model) -> None:
        found = self.framework.weights(model)
        self.answer.total = sum(array.size for array, _ in found.values())
        for name, place in self.places(MODEL).items():
            if all(target.key in found for target in place.targets):
                arrays = {target.key: found[target.key][0] for target in place.targets}
                self.answer.shapes[name] = list(place.from_backend(arrays).shape)
                self.answer.trainable[name] = all(found[target.key][1] for target in place.targets)

    def without_blocks(self) -> None:
        """What the model gives when no block is a function or a class of its own."""
        if OPENED in self.job.programs:
            self.put(OPENED, self.job.outputs, self.framework.outputs(self.open(OPENED)[1], self.batch(0)[0], False))

    def activities(self) -> None:
        """What the penalties on activities are taken of."""
        if WATCHED in self.job.programs:
            self.put_all(WATCHED, self.framework.outputs(self.open(WATCHED)[1], self.batch(0)[0], False))

    def gradients(self) -> None:
        """Training mode, the loss, and its gradient."""
        if TRAINED not in self.job.programs:
            return
        program, model = self.open(TRAINED)
        inputs = self.batch(0)[0]
        self.put("training", self.job.outputs, self.framework.outputs(model, inputs, True))
        self.reset(TRAINED)
        loss, gradients = self.framework.gradients(program, model, self.batch(0), self.job)
        self.answer.arrays["loss"] = np.array(loss, float)
        self.take_gradients("gradient", TRAINED, gradients)

    def steps(self) -> None:
        """Training by the generated code."""
        if TRAINED not in self.job.programs or not self.job.steps:
            return
        program, model = self.open(TRAINED)
        self.reset(TRAINED)
        step = self.framework.trainer(program, model)
        for number in range(self.job.steps):
            self.answer.arrays[f"step/{number + 1}"] = np.array(step(self.batch(number)), float)
        self.take("after", TRAINED, self.held(model))

    def tenfold(self) -> None:
        """One step of plain SGD with rate 1 where λ is times ten: how far it moves is the gradient."""
        for name in TENFOLD.values():
            if name in self.job.programs:
                program, model = self.open(name)
                _, gradients = self.framework.gradients(program, model, self.batch(0), self.job)
                self.take_gradients(f"{name}/gradient", name, gradients)
                self.reset(name)
                self.framework.trainer(program, model)(self.batch(0))
                self.take(f"{name}/after", name, self.held(model))

    def layers(self) -> None:
        """The output of every layer, in inference and in training mode."""
        if LAYERS not in self.job.programs:
            return
        model, inputs = self.open(LAYERS)[1], self.batch(0)[0]
        for mode, training in (("inference", False), ("training", True)):
            self.put_all(f"{LAYERS}/{mode}", self.framework.outputs(model, inputs, training))

    def open(self, name: str) -> tuple[Program, Model]:
        """A program, and its model with the job's weights. Programs of one file share both."""
        file = self.job.programs[name].file
        if file not in self.opened:
            program = self.framework.load(self.folder / file)
            self.opened[file] = program, self.framework.build(program)
            self.reset(name)
        return self.opened[file]

    def reset(self, name: str) -> None:
        """Gives the program's model the job's weights."""
        model = self.opened[self.job.programs[name].file][1]
        arrays: dict[str, Array] = {}
        for weight, place in self.places(name).items():
            arrays |= place.to_backend(self.data[weight])
        self.framework.assign(model, arrays)

    def held(self, model: Model) -> dict[str, Array]:
        return {key: array for key, (array, _) in self.framework.weights(model).items()}

    def places(self, program: str) -> Mapping[str, Place]:
        return self.job.programs[program].weights

    def batch(self, number: int) -> Batch:
        job = self.job
        xs = [self.data[f"{number}/x/{name}"] for name in job.inputs]
        return xs, [self.data[f"{number}/y/{name}"] for name in job.outputs]

    def put(self, kind: str, names: Sequence[str], arrays: Sequence[Array]) -> None:
        for name, array in zip(names, arrays, strict=True):
            self.answer.arrays[f"{kind}/{name}"] = array

    def put_all(self, kind: str, arrays: Sequence[Array]) -> None:
        self.put(kind, list(map(str, range(len(arrays)))), arrays)

    def take_gradients(self, kind: str, program: str, gradients: Mapping[str, Array]) -> None:
        """The same for gradients: that of a weight on which the loss does not depend is 0."""
        held = self.held(self.open(program)[1])
        self.take(kind, program, {**{key: np.zeros_like(array) for key, array in held.items()}, **gradients})

    def take(self, kind: str, program: str, arrays: Mapping[str, Array]) -> None:
        """Puts weights, or their gradients, in the spec's layout and by canonical name."""
        for name, place in self.places(program).items():
            if all(target.key in arrays for target in place.targets):
                self.answer.arrays[f"{kind}/{name}"] = place.from_backend(arrays)


def _said(error: Exception) -> str:
    """The first lines of an error, where frameworks say what they were doing and why they cannot, as one line."""
    lines = [COLOURS.sub("", line).strip() for line in str(error).splitlines()]
    return " ".join([line for line in lines if line][:2])[:MOST_WORDS]
