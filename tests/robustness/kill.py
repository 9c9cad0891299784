"""Kills or interrupts the file writer before each line of Python that it runs, or at each of its system calls.

`python -m tests.robustness.kill` does all; `--lines`, `--interrupts`, `--calls` (needs strace) one of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from modelspec.output import write_set
from tests.robustness.writing.calls import sweep_calls
from tests.robustness.writing.judge import Judge
from tests.robustness.writing.scenes import SCENES, Scene

ENDED, INTERRUPTED = 0, 130


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--twice", action="store_true", help="kill the build that mends what a killed one left, too")
    parser.add_argument("--interrupts", action="store_true")
    parser.add_argument("--calls", action="store_true")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the lines, only each N-th")
    parser.add_argument("--folder", help="where to write, e.g. /dev/shm; the kind of file system matters")
    options = parser.parse_args()
    every = not (options.lines or options.interrupts or options.calls or options.twice)
    tempfile.tempdir = options.folder
    wrong = []
    if options.lines or every:
        wrong += sweep("lines, SIGKILL", kill_before, options.every)
    if options.interrupts or every:
        for number in (signal.SIGINT, signal.SIGTERM):
            wrong += sweep(f"lines, {number.name}", lambda at, n=number: signalled(at, n), options.every, clean=True)
    if options.twice or every:
        wrong += sweep_twice(options.every)
    if (options.calls or every) and shutil.which("strace"):
        wrong += sweep_calls()
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


Disturb = Callable[[int], Callable[[str, Scene], int]]


def sweep(
    title: str, disturb: Disturb, every: int = 1, scenes: tuple[Scene, ...] = SCENES, *, clean: bool = False
) -> list[str]:
    """Every scene, disturbed at each line; what was wrong. `clean`: the process can and must clear up by itself."""
    total, wrong, counts = 0, [], dict.fromkeys(("old", "new", "mixed", "torn", "leftovers"), 0)
    for scene in scenes:
        judge = judge_of(scene)
        for number, at in enumerate(range(1, lines_of(scene) + 1, every)):
            total += 1
            where = f"{scene.name}, {title} {at}"
            with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
                code = disturb(at)(str(scene.prepare(Path(scratch))), scene)
                found = judge.disturbed(Path(scratch), where)
                if clean and (found == "mixed" or judge.leftovers(Path(scratch))):
                    judge.wrong.append(f"{where}: {found}, and left {judge.leftovers(Path(scratch))}")
                if code == ENDED and found != "new":
                    judge.wrong.append(f"{where}: ended well, and {found}")
                judge.mended(Path(scratch), where, other_first=number % 2 == 1)
        wrong += judge.wrong
        for name in counts:
            counts[name] += judge.counts[name]
    print(_figures(title, total, counts, wrong), flush=True)
    return wrong


def sweep_twice(every: int = 1) -> list[str]:
    """Killed, and the build that finds what was left is killed as well: from each distinct state, at each line."""
    total, wrong, counts = 0, [], dict.fromkeys(("old", "new", "mixed", "torn", "leftovers"), 0)
    for scene in SCENES:
        judge = judge_of(scene)
        for first in distinct(scene):
            at = 0
            while True:
                at += every
                where = f"{scene.name}, killed before line {first}, then before line {at}"
                with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
                    place = str(scene.prepare(Path(scratch)))
                    kill_before(first)(place, scene)
                    code = kill_before(at)(place, scene)
                    if code == ENDED:
                        break
                    total += 1
                    judge.disturbed(Path(scratch), where)
                    judge.mended(Path(scratch), where, other_first=at // every % 2 == 1)
        wrong += judge.wrong
        for name in counts:
            counts[name] += judge.counts[name]
    print(_figures("lines, SIGKILL twice", total, counts, wrong), flush=True)
    return wrong


def _figures(title: str, total: int, counts: dict[str, int], wrong: list[str]) -> str:
    return (
        f"{title}: {total:,} points: {counts['torn']} torn; the old set stood {counts['old']:,} times, the new one "
        f"{counts['new']:,}; {counts['mixed']:,} with a journal; after the next build {len(wrong)} wrong, "
        f"{counts['leftovers']} leftovers"
    )


def judge_of(scene: Scene) -> Judge:
    with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
        return Judge.of(scene, Path(scratch))


def distinct(scene: Scene) -> Iterator[int]:
    """The first line of each state that a killed build can leave."""
    from tests.robustness.writing.judge import standing  # noqa: PLC0415

    seen = []
    for at in range(1, lines_of(scene) + 1):
        with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
            kill_before(at)(str(scene.prepare(Path(scratch))), scene)
            state = standing(Path(scratch))
        if state not in seen:
            seen.append(state)
            yield at


def lines_of(scene: Scene) -> int:
    """How many lines a build of the scene runs."""
    count = 0

    def counted() -> None:
        nonlocal count
        count += 1

    with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
        place = str(scene.prepare(Path(scratch)))
        write_set(place + "-warm", scene.wanted)
        with at_each_line(counted):
            write_set(place, scene.wanted)
    return count


def kill_before(line: int) -> Callable[[str, Scene], int]:
    """A build that is killed before that line of Python; its exit code."""
    return signalled(line, signal.SIGKILL)


def signalled(line: int, number: signal.Signals) -> Callable[[str, Scene], int]:
    """A build that gets a signal there."""

    def build(place: str, scene: Scene) -> int:
        child = os.fork()
        if child == 0:
            _build_until(line, number, place, scene)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    return build


def _build_until(line: int, number: signal.Signals, place: str, scene: Scene) -> None:
    """In a process of its own, which it ends."""
    left = line

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)

    try:
        with at_each_line(count):
            write_set(place, scene.wanted)
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    except BaseException:
        os._exit(1)
    os._exit(ENDED)


@contextmanager
def at_each_line(work: Callable[[], None]) -> Iterator[None]:
    def trace(frame: FrameType, event: str, argument: object) -> object:
        if event == "line":
            work()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sys.settrace(before)


if __name__ == "__main__":
    raise SystemExit(main())
