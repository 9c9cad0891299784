"""The system calls of a build, by strace: killed, or told of an error, at each one.

One kind of call at a time: with several in one injection, strace counts them separately, and some are never reached.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from modelspec.errors import ModelspecError
from modelspec.output import write_set
from tests.robustness.writing.judge import Judge
from tests.robustness.writing.scenes import SCENES, Scene

ROOT = Path(__file__).parents[3]
CALLS = (
    "mkdir openat write fsync fchmod chmod close link linkat rename renameat renameat2 unlink unlinkat rmdir flock "
    "getdents64"
).split()
EFFECTS = ("signal=SIGKILL", "error=EIO")
BEGIN, END = "/the-build-begins-here", "/the-build-ends-here"


def sweep_calls(scenes: tuple[Scene, ...] = SCENES) -> list[str]:
    """What was wrong."""
    wrong: list[str] = []
    for effect in EFFECTS:
        total, torn, mixed, leftovers, mistakes = 0, 0, 0, 0, len(wrong)
        for scene in scenes:
            with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
                judge = Judge.of(scene, Path(scratch))
            for call, number in _points(scene):
                total += 1
                _disturb(scene, judge, f"inject={call}:{effect}:when={number}", total)
            torn, mixed = torn + judge.counts["torn"], mixed + judge.counts["mixed"]
            leftovers += judge.counts["leftovers"]
            wrong += judge.wrong
        print(
            f"system calls, {effect}: {total:,} points: {torn} torn, {mixed} with a journal; after the next build "
            f"{len(wrong) - mistakes} wrong, {leftovers} leftovers",
            flush=True,
        )
    return wrong


def _disturb(scene: Scene, judge: Judge, injection: str, number: int) -> None:
    where = f"{scene.name}, {injection}"
    with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
        done = _build(scene, Path(scratch), injection)
        found = judge.disturbed(Path(scratch), where)
        if "error=" in injection:
            said = done.stdout.strip()
            fits = {"old": ("as they were", "nothing was written"), "new": ("well", "new files stand")}.get(found, ())
            if not any(words in said for words in fits):
                judge.wrong.append(f"{where}: {found}, but it said {said!r} {done.stderr[-300:]}")
        judge.mended(Path(scratch), where, other_first=number % 2 == 1)


def _points(scene: Scene) -> Iterator[tuple[str, int]]:
    """Each call of the build, counted from the start of its process, as strace counts."""
    with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
        log = Path(scratch) / "log"
        _build(scene, Path(scratch) / "there", f"trace={','.join(CALLS)},access,faccessat,faccessat2", str(log))
        seen = dict.fromkeys(CALLS, 0)
        begun = False
        for line in log.read_text("utf-8", "replace").splitlines():
            begun = (begun or BEGIN in line) and END not in line
            found = re.match(r"(\w+)\(", line)
            if found and found[1] in seen:
                seen[found[1]] += 1
                if begun:
                    yield found[1], seen[found[1]]


def _build(scene: Scene, scratch: Path, rule: str, log: str = "/dev/null") -> subprocess.CompletedProcess[str]:
    scratch.mkdir(exist_ok=True)
    place = scene.prepare(scratch)
    command = ["strace", "-o", log, "-e", rule, sys.executable, "-m", __name__, str(SCENES.index(scene)), str(place)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def main() -> None:
    """The build that is traced."""
    import modelspec.output.writer  # noqa: F401, PLC0415 (all is imported before it begins)

    scene, place = SCENES[int(sys.argv[1])], sys.argv[2]
    os.access(BEGIN, os.F_OK)
    said = "well"
    try:
        write_set(place, scene.wanted)
    except ModelspecError as error:
        said = str(error)
    os.access(END, os.F_OK)
    print(said)


if __name__ == "__main__":
    main()
