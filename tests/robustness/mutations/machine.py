"""Mutants by number: the seed and the number make the spec, so that a worker may die and its mutant is known."""

from __future__ import annotations

import contextlib
import json
import random
import re
import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from types import FrameType

import yaml

from tests.robustness.judge import CODE, PROBLEMS, VIEWS, judge
from tests.robustness.mutations.damage import damaged, data
from tests.robustness.seeds import valid_specs, wrong_specs

DRAWN = 300
SHARE_OF_DATA = 0.5
MOST_SECONDS = {PROBLEMS: 2.0, VIEWS: 10.0, CODE: 10.0}
"""Of the processor."""
ROOT = str(Path(__file__).parents[3])
NUMBERS = re.compile(r"\b\d+\b")
LARGE_BY_RIGHT = re.compile(rb"repeat: *\d{3,}|\[ *\[ *\[ *\[ *\[ *\[ *\[")
"""Such seeds take their time for a good reason, and others measure them."""


class Hang(BaseException):
    """The answer is late. Not an Exception, so that nothing on the way takes it for one of its own."""


@dataclass(frozen=True)
class Failure:
    """A mutant with a wrong answer."""

    number: int
    kind: str
    """The same for mutants that fail at the same place."""
    said: str


class Seeds:
    """Specs to damage. Small ones come oftener: they cost less, and a mistake shows in them as well."""

    def __init__(self, specs: list[bytes]) -> None:
        self.specs = specs
        self.weights = list(accumulate(1 / (150 + len(spec)) for spec in specs))

    def draw(self, choose: random.Random) -> bytes:
        """One of them."""
        return choose.choices(self.specs, cum_weights=self.weights)[0]


class Machine:
    """Makes and judges the mutants of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    @cached_property
    def texts(self) -> Seeds:
        """What is damaged as text."""
        specs = [*(spec.encode() for spec in valid_specs(DRAWN)), *wrong_specs()]
        return Seeds([spec for spec in specs if spec and not LARGE_BY_RIGHT.search(spec)])

    @cached_property
    def data(self) -> Seeds:
        """The same as JSON, as far as it can be: the damage is done to the values, and the file stays right YAML."""
        return Seeds([form for spec in self.texts.specs if (form := _as_json(spec))])

    def mutant(self, number: int) -> bytes:
        """The spec of that number."""
        choose = random.Random(self.seed << 40 | number)
        if choose.random() < SHARE_OF_DATA:
            return data(choose, self.data.draw(choose), self.data.specs)
        return damaged(choose, self.texts.draw(choose), self.texts.specs)

    def failure(self, number: int) -> Failure | None:
        """What is wrong with the answer to the mutant of that number."""
        depth = CODE if number % 20 == 0 else VIEWS if number % 4 == 0 else PROBLEMS
        return failure_of(self.mutant(number), number, depth)


def failure_of(spec: bytes, number: int = 0, depth: int = CODE) -> Failure | None:
    """What is wrong with the answer to this text; None if nothing is."""
    try:
        with time_limit(MOST_SECONDS[depth]):
            judge(spec, depth)
    except (Exception, Hang) as error:
        return Failure(number, _kind(error), "".join(traceback.format_exception(error, limit=-12)))
    return None


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises Hang after so many seconds of the processor, where Python gets to run."""
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _late(number: int, frame: FrameType | None) -> None:
    raise Hang("no answer in time")


def _kind(error: BaseException) -> str:
    """The exception and where it came from; of a hang only that it is one, since it may be found anywhere."""
    if isinstance(error, Hang):
        return "Hang"
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if ROOT in frame.filename), frames[-1])
    said = NUMBERS.sub("N", str(error))[:40] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {last.filename.rpartition('/')[2]}:{last.lineno} {last.name} {said}".rstrip()


def _as_json(spec: bytes) -> bytes | None:
    try:
        return json.dumps(yaml.safe_load(spec)).encode()
    except Exception:  # Of the wrong ones, PyYAML's own loader says it in a dozen ways.
        return None
