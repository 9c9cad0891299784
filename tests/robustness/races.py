"""Several builds of one folder at once: `python -m tests.robustness.races --count 200`.

Afterwards one whole set stands, each build has said what it did, and who compared meanwhile never saw parts of two.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from modelspec.errors import ModelspecError
from modelspec.output import compare_set, write_set
from tests.robustness.writing.judge import standing
from tests.robustness.writing.scenes import OWN_FILES, Files, Scene, files_of

SETS = tuple(files_of("m", version) for version in ("one", "two", "three"))
BEFORE: tuple[Scene, ...] = (
    Scene("no folder", SETS[0], inside="a/out"),
    Scene("a set", SETS[0], before=lambda folder: write_set(folder, SETS[2]) and None),
    Scene("foreign files", SETS[0], strangers=OWN_FILES),
    Scene("a set and foreign files", SETS[0], before=lambda folder: write_set(folder, SETS[2]) and None,
          strangers=OWN_FILES),
)  # fmt: skip
LOOKS = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--builds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", help="where to write, e.g. /dev/shm")
    options = parser.parse_args()
    tempfile.tempdir = options.folder
    wrong = races(options.count, options.builds, options.seed)
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


def races(count: int, builds: int = 2, seed: int = 0) -> list[str]:
    """What was wrong."""
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    chance = random.Random(seed)
    for number in range(count):
        scene = BEFORE[number % len(BEFORE)]
        delays = [chance.random() * 0.003 for _ in range(builds)]
        with tempfile.TemporaryDirectory(prefix="race-") as scratch:
            wrong += [f"race {number}, {scene.name}: {said}" for said in _race(scene, Path(scratch), delays, counts)]
    print(
        f"{count} races of {builds} builds: {counts['torn or mixed']} torn or mixed, {counts['leftovers']} leftovers, "
        f"{counts['silent']} that did not say what they did; {counts['wrote']} wrote, {counts['found it done']} found "
        f"it done, {counts['seen mixed']} of {counts['looks']} comparisons saw parts of two",
        flush=True,
    )
    return wrong


def _race(scene: Scene, scratch: Path, delays: list[float], counts: Counter[str]) -> list[str]:
    place = scene.prepare(scratch)
    others = set(standing(scratch)) - {name for name in standing(scratch) if Path(name).name.startswith("m")}
    start, go = os.pipe()
    jobs: list[Callable[[], object]] = [_building(place, SETS[n % 2], delay) for n, delay in enumerate(delays)]
    answers = [_forked(job, start, go) for job in (*jobs, _looking(place))]
    os.close(start)
    os.close(go)
    *said, looks = [pickle.loads(answer()) for answer in answers]
    return _judged(scratch, place, others, said, looks, counts)


def _judged(
    scratch: Path, place: Path, others: set[str], said: list[object], looks: list[set[str]], counts: Counter[str]
) -> list[str]:
    wrong = []
    stands = {name: text for name, text in standing(place).items() if name.startswith("m")}
    if stands not in SETS[:2]:
        counts["torn or mixed"] += 1
        wrong.append(f"the folder holds {sorted(stands)}, of two builds")
    left = {name for name in standing(scratch) if not Path(name).name.startswith("m")} - others
    counts["leftovers"] += len(left)
    wrong += [f"{name} is left" for name in left]
    for one in said:
        if not isinstance(one, list):
            counts["silent"] += 1
            wrong.append(f"a build ended with {one!r}")
        else:
            counts["wrote" if any(state != "unchanged" for _, state in one) else "found it done"] += 1
    counts["looks"] += len(looks)
    for states in looks:
        if len(states) != 1:
            counts["seen mixed"] += 1
            wrong.append(f"a comparison saw {states}")
    return wrong


def _building(place: Path, files: Files, delay: float) -> Callable[[], object]:
    def build() -> object:
        import time  # noqa: PLC0415

        time.sleep(delay)
        try:
            return write_set(place, files)
        except ModelspecError as error:
            return str(error)

    return build


def _looking(place: Path) -> Callable[[], object]:
    return lambda: [{state for _, state in compare_set(place, SETS[0])} for _ in range(LOOKS)]


def _forked(job: Callable[[], object], start: int, go: int) -> Callable[[], bytes]:
    """Does the job in a process of its own once every end of `go` is closed; gives what waits for its answer."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(start, 1)
        try:
            answer = job()
        except BaseException as error:
            answer = repr(error)
        os.write(writer, pickle.dumps(answer))
        os._exit(0)
    os.close(writer)

    def wait() -> bytes:
        with open(reader, "rb") as file:
            data = file.read()
        os.waitpid(child, 0)
        return data

    return wait


if __name__ == "__main__":
    raise SystemExit(main())
