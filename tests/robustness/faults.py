"""Lets each call that the file writer makes fail: `python -m tests.robustness.faults`.

The old set or the new one must stand, the message must say which, and the next build must need no help.
"""

from __future__ import annotations

import argparse
import errno
import resource
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from modelspec.errors import ModelspecError
from modelspec.output import write_set
from tests.robustness.kill import distinct, judge_of, kill_before
from tests.robustness.writing.failing import Failing
from tests.robustness.writing.judge import Judge
from tests.robustness.writing.scenes import SCENES, Scene

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, None)
SAID: dict[str, tuple[str, ...]] = {
    "torn": (),
    "old": ("as they were", "nothing was written"),
    "new": ("well", "the new files stand there"),
    "mixed": ("an interrupted build stands there",),
}
MUTE = ("cannot be read",)
"""What a message may say where nothing can be read any more."""
AFTER_KILLED = ("an interrupted build stands there", "nothing was written")
"""And where a killed build left any of the states, of which the next one did not get to know."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", help="where to write, e.g. /dev/shm")
    tempfile.tempdir = parser.parse_args().folder
    wrong = []
    for error in ERRORS:
        title = "a part is written" if error is None else errno.errorcode[error]
        wrong += sweep(title, lambda at, error=error: Failing(at, error))
    for error in (errno.EIO, errno.EROFS):
        wrong += sweep(
            f"{errno.errorcode[error]} from then on",
            lambda at, error=error: Failing(at, error, lasting=True),
            lasting=True,
        )
    wrong += sweep("EIO after a build that was killed", lambda at: Failing(at, errno.EIO), lasting=True, killed=True)
    wrong += sweep_sizes()
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


def sweep(
    title: str,
    failing: Callable[[int], Failing],
    scenes: tuple[Scene, ...] = SCENES,
    *,
    lasting: bool = False,
    killed: bool = False,
) -> list[str]:
    """Every scene, each of its calls; what was wrong. `lasting`: it may stay so that nothing can be put back. `killed`:
    in each state that a killed build can leave."""
    total, wrong, counts = 0, [], Counter[str]()
    for scene in scenes:
        judge = judge_of(scene)
        for line in distinct(scene) if killed else (0,):
            total += _sweep_one(judge, f"{title}, line {line}", failing, lasting, line)
        wrong += judge.wrong
        counts += judge.counts
    print(
        f"{title}: {total:,} calls: {counts['torn']} torn, {counts['mixed']} with a journal, "
        f"old {counts['old']:,}, new {counts['new']:,}; after the next build {len(wrong)} wrong, "
        f"{counts['leftovers']} leftovers",
        flush=True,
    )
    return wrong


def _sweep_one(judge: Judge, title: str, failing: Callable[[int], Failing], lasting: bool, line: int) -> int:
    """One scene; how many calls there were."""
    at = 0
    while True:
        at += 1
        system = failing(at)
        where = f"{judge.scene.name}, {title}, call {at}"
        with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
            place = judge.scene.prepare(Path(scratch))
            if line:
                kill_before(line)(str(place), judge.scene)
            with system.entered():
                said = _said(place, judge.scene)
            if not system.failed:
                return at - 1
            allowed = (*(MUTE if lasting else ()), *(AFTER_KILLED if line else ()))
            _judge(judge, Path(scratch), f"{where} ({system.failed[0]})", said, allowed)
            judge.mended(Path(scratch), where, other_first=at % 2 == 1)


def sweep_sizes() -> list[str]:
    """No file may grow beyond a limit, from none to enough: what a quota does, and a full disk."""
    total, wrong = 0, []
    for scene in SCENES:
        judge = judge_of(scene)
        for limit in range(0, max(len(text) for text in scene.wanted.values()) + 200, 97):
            total += 1
            where = f"{scene.name}, files of {limit} bytes"
            with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
                place = scene.prepare(Path(scratch))
                said = _limited(place, scene, limit)
                _judge(judge, Path(scratch), where, said)
                judge.mended(Path(scratch), where, other_first=total % 2 == 1)
        wrong += judge.wrong
    print(f"files of a limited size: {total:,} limits: {len(wrong)} wrong", flush=True)
    return wrong


def _limited(place: Path, scene: Scene, limit: int) -> str:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        return _said(place, scene)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def _said(place: Path, scene: Scene) -> str:
    try:
        write_set(place, scene.wanted)
    except ModelspecError as error:
        return str(error)
    except BaseException as error:
        return f"BUG: {error!r}"
    return "well"


def _judge(judge: Judge, scratch: Path, where: str, said: str, allowed: tuple[str, ...] = ()) -> None:
    """Mixed files are only `allowed` where nothing could be put back, or a killed build had left them."""
    found = judge.disturbed(scratch, where)
    fits = any(words in said for words in (*SAID[found], *allowed))
    if not fits or (found == "mixed" and not allowed):
        judge.wrong.append(f"{where}: {found}, but it said {said!r}")


if __name__ == "__main__":
    raise SystemExit(main())
