"""A build that is killed, interrupted or refused by the system at any call leaves the old set or the new one.

The long runs are `python -m tests.robustness.kill`, `…faults` and `…races`.
"""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from pathlib import Path

import pytest

from modelspec.output import write_set
from tests.robustness.faults import sweep, sweep_sizes
from tests.robustness.kill import judge_of, signalled
from tests.robustness.kill import sweep as sweep_lines
from tests.robustness.races import races
from tests.robustness.writing.failing import Failing, Killed
from tests.robustness.writing.scenes import SCENES, Scene

pytestmark = [pytest.mark.robustness, pytest.mark.skipif(os.name != "posix", reason="needs signals and fork")]
BY_NAME = {scene.name: scene for scene in SCENES}
KILLED = tuple(scene for scene in SCENES if "beside another model" not in scene.name and "at once" not in scene.name)
FEW = tuple(BY_NAME[name] for name in ("a first build", "an update", "that, beside foreign files"))
EVERY = 197


@pytest.fixture(autouse=True)
def in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is a file system in memory, nothing waits for a disk."""
    memory = Path("/dev/shm")
    monkeypatch.setattr("tempfile.tempdir", str(memory if os.access(memory, os.W_OK) else tmp_path))


@pytest.mark.parametrize("scene", KILLED, ids=lambda scene: scene.name)
def test_killed_at_each_call(scene: Scene) -> None:
    judge, at, system = judge_of(scene), 0, Failing(1)
    while at == 0 or system.failed:
        at += 1
        with tempfile.TemporaryDirectory() as folder:
            place, system = scene.prepare(Path(folder)), Failing(at, killed=True)
            try:
                with system.entered():
                    write_set(place, scene.wanted)
            except Killed:
                judge.disturbed(Path(folder), f"call {at}")
                judge.mended(Path(folder), f"call {at}", other_first=at % 2 == 1)
    assert judge.wrong == []
    assert at > 40
    assert judge.counts["old"] > 10
    assert judge.counts["new"] > 3


@pytest.mark.parametrize("error", [errno.EIO, None])
def test_each_call_fails(error: int | None) -> None:
    assert sweep("fails", lambda at: Failing(at, error), FEW) == []


def test_each_call_fails_from_one_on() -> None:
    assert sweep("fails", lambda at: Failing(at, errno.EROFS, lasting=True), FEW, lasting=True) == []


def test_files_of_a_limited_size() -> None:
    assert sweep_sizes() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_some_lines(number: signal.Signals) -> None:
    wrong = sweep_lines(number.name, lambda at: signalled(at, number), EVERY, FEW, clean=number is not signal.SIGKILL)
    assert wrong == []


def test_builds_at_once() -> None:
    assert races(12, builds=3) == []
