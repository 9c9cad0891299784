"""Whenever `verify` is interrupted, no process and no folder is left; not even if it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake.signals import AT_A_TERMINAL
from tests.fake.verify import MOMENTS
from tests.hostile import SPEC

pytestmark = [pytest.mark.robustness, pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")]
ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
SIGTERM = signal.SIGTERM


class Verification:
    """A run of the command line, which has come to a moment."""

    def __init__(self, folder: Path, moment: str, *before: str) -> None:
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        (folder / "small.modelspec.yaml").write_text(SPEC)
        mark = folder / "mark"
        command = [
            *AT_A_TERMINAL,
            *before,
            sys.executable,
            "-m",
            "tests.fake.verify",
            moment,
            str(mark),
            "small.modelspec.yaml",
        ]
        environment = os.environ | {"TMPDIR": str(self.scratch), "PYTHONPATH": str(ROOT)}
        self.said = folder / "said"
        with open(self.said, "wb") as said:
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stderr=said)
        self.wait_for(mark.exists)

    def wait_for(self, condition: object) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < deadline:  # type: ignore[operator]
            time.sleep(0.01)
        assert condition()  # type: ignore[operator]

    def left(self) -> list[int]:
        """Every process that has our scratch folder in its environment: it goes to all that is started."""
        return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if self.is_ours(pid)]

    def is_ours(self, pid: int) -> bool:
        try:
            return str(self.scratch).encode() in Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False

    def held(self) -> list[Path]:
        return list(self.scratch.iterdir())

    def end(self) -> None:
        for pid in self.left():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def verification(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Verification]:
    found = Verification(tmp_path, *request.param)
    yield found
    found.end()


SIGNALS = (SIGTERM, signal.SIGINT, signal.SIGHUP)


WHEN = [*((SIGTERM, moment) for moment in MOMENTS), *((number, m) for number in SIGNALS[1:] for m in ("start", "wait"))]


@pytest.mark.parametrize(
    ("ending", "verification"),
    [(number, (moment,)) for number, moment in WHEN],
    indirect=["verification"],
    ids=[f"{number:d}-{moment}" for number, moment in WHEN],
)
def test_an_interrupt_leaves_nothing(verification: Verification, ending: signal.Signals) -> None:
    verification.process.send_signal(ending)
    assert verification.process.wait(PATIENCE) == 130
    assert verification.left() == []
    assert verification.held() == []
    assert verification.said.read_text() == ""


@pytest.mark.parametrize("verification", [("wait",), ("clearing up",)], indirect=True, ids=str)
def test_neither_does_a_second_one(verification: Verification) -> None:
    for number in (*SIGNALS, *SIGNALS):
        verification.process.send_signal(number)
        time.sleep(0.005)
    assert verification.process.wait(PATIENCE) in (130, *(-number for number in SIGNALS))
    assert verification.left() == []
    assert verification.held() == []


@pytest.mark.parametrize("verification", [("wait",)], indirect=True, ids=str)
def test_processes_and_folder_go_even_if_it_is_killed(verification: Verification) -> None:
    assert len(verification.left()) >= 3
    verification.process.kill()
    verification.process.wait()
    verification.wait_for(lambda: not verification.left() and not verification.held())


@pytest.mark.parametrize("verification", [("wait", "nohup")], indirect=True, ids=str)
def test_a_signal_that_is_ignored_stays_so(verification: Verification) -> None:
    verification.process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert verification.process.poll() is None
    verification.process.send_signal(signal.SIGTERM)
    assert verification.process.wait(PATIENCE) == 130


def test_an_empty_answer_is_no_agreement(tmp_path: Path) -> None:
    (tmp_path / "small.modelspec.yaml").write_text(SPEC)
    precise = ["small.modelspec.yaml", "--precision", "float64"]
    command = [sys.executable, "-m", "tests.fake.verify", "none", "none", *precise]
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("small: keras and torch DISAGREE")
    assert done.stderr == ""
    assert os.listdir(tmp_path) == ["small.modelspec.yaml"]
