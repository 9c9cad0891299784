"""What verify asks of a backend's process, and what it answers: a JSON file and a file of arrays in one folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from modelspec.backends.arrays import Target, from_backend, parse, to_backend
from modelspec.numeric import Array, np

MODEL, TRAINED, OPENED, WATCHED, LAYERS = "model", "trained", "opened", "watched", "layers"
"""Programs: the file that `build` writes; the same without randomness and with a training section; the model without
blocks; the outputs of layers whose activity is penalized; every layer's output."""
TENFOLD = {"weight": "tenfold_weights", "activity": "tenfold_activities"}
"""Programs whose λ are times ten, trained by plain SGD, so that one step moves by the gradient."""
MOST_TEXT = 100_000_000
MOST_RESULTS, RESULTS_OF_DATA = 1_000_000_000, 64
"""The most bytes of an answer's arrays: in all, and for each of the job's."""
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


def read_answer(folder: Path) -> Answer:
    """The answer. Raises ValueError with the reason if there is none, or it is not one."""
    try:
        text = (folder / ANSWER).read_bytes()[: MOST_TEXT + 1]
        most = MOST_RESULTS + RESULTS_OF_DATA * (folder / DATA).stat().st_size
        if len(text) > MOST_TEXT:
            raise ValueError(f"{ANSWER} is too long")
        return Answer(**_plain(text), arrays=_read(folder / RESULTS, most))
    except FileNotFoundError as error:
        raise ValueError(f"there is no {Path(error.filename).name}") from None
    except (OSError, TypeError, KeyError, AttributeError, EOFError, BadZipFile, RecursionError) as error:
        raise ValueError(f"it is damaged: {type(error).__name__}") from None


def _plain(text: bytes) -> dict[str, Any]:
    """What an answer says besides its arrays."""
    try:
        plain = json.loads(text.decode("utf-8"))
    except ValueError:
        raise ValueError(f"{ANSWER} is no JSON") from None
    right = {"shapes": dict, "trainable": dict, "total": int, "unable": dict}
    if not isinstance(plain, dict) or {name: type(value) for name, value in plain.items()} != right:
        raise ValueError(f"{ANSWER} does not hold {', '.join(right)}")
    shapes, trainable = plain["shapes"], plain["trainable"]
    if set(shapes) != set(trainable) or not all(isinstance(shape, list) for shape in shapes.values()):
        raise ValueError(f"{ANSWER} has weights without a shape, or without a word on whether they are trained")
    return plain


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


def _read(path: Path, most: int | None = None) -> dict[str, Array]:
    # Opened here: NumPy leaves a file that is no archive open.
    with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
        if most is not None and sum(member.file_size for member in archive.zip.infolist()) > most:
            raise ValueError(f"{path.name} is too large")
        return {name: archive[str(i)] for i, name in enumerate(json.loads(str(archive["names"])))}
