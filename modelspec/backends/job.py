"""What verify asks of a backend's process, and what it answers: a JSON file and a file of arrays in one folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modelspec.backends.arrays import Target, from_backend, parse, to_backend
from modelspec.numeric import Array, np

MODEL, TRAINED, WATCHED, LAYERS = "model", "trained", "watched", "layers"
"""Programs: the file that `build` writes; the same without randomness and with a training section; the outputs of
layers whose activity is penalized; every layer's output."""
TENFOLD = {"weight": "tenfold_weights", "activity": "tenfold_activities"}
"""Programs whose λ are times ten, trained by plain SGD, so that one step moves by the gradient."""
JOB, DATA, ANSWER, RESULTS = "job.json", "data.npz", "answer.json", "results.npz"


@dataclass(frozen=True, slots=True)
class Place:
    """A weight's shape in the spec, and where the backend keeps it."""

    shape: tuple[int, ...]
    targets: tuple[Target, ...]

    def to_backend(self, array: Array) -> dict[str, Array]:
        """The weight as the backend keeps it, by key."""
        return {target.key: to_backend(array, target.operations) for target in self.targets}

    def from_backend(self, arrays: Mapping[str, Array]) -> Array:
        """The weight in the spec's layout."""
        found = [from_backend(arrays[target.key], target.operations, self.shape) for target in self.targets]
        return found[0].reshape(self.shape) if len(found) == 1 else np.stack(found)


@dataclass(frozen=True, slots=True)
class Program:
    """A generated file and its weights by canonical name."""

    file: str
    weights: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Job:
    """What to measure. `activity_terms` are (term, layer, part of the layer, or "" for the layer's own output)."""

    precision: str
    steps: int
    inputs: Sequence[str]
    outputs: Sequence[str]
    weight_terms: Sequence[str]
    activity_terms: Sequence[tuple[str, str, str]]
    programs: Mapping[str, Program]


@dataclass
class Answer:
    """`shapes` and `trainable` by canonical name; `total` counts all that the model holds; `unable` are the parts of
    the job that the framework has no code for in this precision, with its words; `arrays` holds everything measured,
    e.g. `gradient/<weight>`."""

    shapes: dict[str, list[int]] = field(default_factory=dict)
    trainable: dict[str, bool] = field(default_factory=dict)
    total: int = 0
    unable: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        """Whether nothing was measured because the framework has no code for any of it."""
        return bool(self.unable) and not self.arrays


def write_job(folder: Path, job: Job, data: Mapping[str, Array]) -> None:
    """Puts a job where `read_job` finds it. `data`: weights by canonical name, and batches, `<number>/x/<input>`."""
    programs = {
        name: {"file": program.file, "weights": {key: _as_list(place) for key, place in program.weights.items()}}
        for name, program in job.programs.items()
    }
    _write(folder / DATA, data)
    plain = {name: getattr(job, name) for name in Job.__slots__}
    (folder / JOB).write_text(json.dumps(plain | {"programs": programs}), encoding="utf-8")


def read_job(folder: Path) -> tuple[Job, dict[str, Array]]:
    """The job and its arrays."""
    plain = json.loads((folder / JOB).read_text(encoding="utf-8"))
    programs = {
        name: Program(program["file"], {key: _place(place) for key, place in program["weights"].items()})
        for name, program in plain["programs"].items()
    }
    return Job(**plain | {"programs": programs}), _read(folder / DATA)


def write_answer(folder: Path, answer: Answer) -> None:
    """The JSON file comes last and whole: where it is, the answer is."""
    _write(folder / RESULTS, answer.arrays)
    plain = {name: getattr(answer, name) for name in ("shapes", "trainable", "total", "unable")}
    waiting = folder / f"{ANSWER}.part"
    waiting.write_text(json.dumps(plain), encoding="utf-8")
    os.replace(waiting, folder / ANSWER)


def read_answer(folder: Path) -> Answer | None:
    """The answer; None if there is none, or it is not one."""
    try:
        plain = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
        return Answer(**plain, arrays=_read(folder / RESULTS))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _as_list(place: Place) -> list[Any]:
    return [place.shape, [[target.key, [step.as_list() for step in target.operations]] for target in place.targets]]


def _place(written: list[Any]) -> Place:
    shape, targets = written
    return Place(tuple(shape), tuple(Target(key, tuple(map(parse, steps))) for key, steps in targets))


def _write(path: Path, arrays: Mapping[str, Array]) -> None:
    # By number: a name in the archive is a file's name, and ours are longer and stranger than those may be.
    names = list(arrays)
    numbered = {str(i): np.asarray(arrays[name]) for i, name in enumerate(names)}
    np.savez(path, names=np.array(json.dumps(names)), **numbered)  # type: ignore[arg-type]


def _read(path: Path) -> dict[str, Array]:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[str(i)] for i, name in enumerate(json.loads(str(archive["names"])))}
