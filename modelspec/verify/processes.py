"""One process a backend: started, waited for and ended, whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import modelspec
from modelspec.backends import Backend
from modelspec.backends.base import USERS_FOLDER
from modelspec.backends.job import Answer, read_answer
from modelspec.errors import ModelspecError
from modelspec.verify.interrupts import Interrupts

LAST_LINES = 12
POLL = 0.02


@dataclass(frozen=True)
class Failure:
    """A backend that gave no answer: why, and the last lines that it said."""

    reason: str
    said: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.reason, *(f"  {line}" for line in self.said)])


def require_frameworks(backends: Sequence[Backend]) -> None:
    """Raises ModelspecError for a backend that cannot run here. Loads no framework."""
    for backend in backends:
        if (mend := backend.missing()) is not None:
            raise ModelspecError(f"`verify` needs {backend.title}: {mend}")


@dataclass(frozen=True)
class Runner:
    """How processes are run: `jobs` at a time, each with a time limit in seconds."""

    jobs: int
    time_limit: float
    interrupts: Interrupts

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """A private folder that is gone afterwards, whatever happens."""
        with self.interrupts.held():
            root = Path(tempfile.mkdtemp(prefix="modelspec-"))
        try:
            yield root
        finally:
            with self.interrupts.held():
                shutil.rmtree(root, ignore_errors=True)


def run(folders: Mapping[str, Path], probes: Mapping[str, str], runner: Runner) -> dict[str, Answer | Failure]:
    """What each backend answers to the job in its folder."""
    waiting = list(folders)
    running: dict[str, _Child] = {}
    found: dict[str, Answer | Failure] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, runner.jobs):
                name = waiting.pop(0)
                with runner.interrupts.held():
                    running[name] = _Child(probes[name], folders[name], runner.time_limit)
            for name in [name for name, child in running.items() if child.is_over()]:
                found[name] = running.pop(name).answer()
            time.sleep(POLL)
    finally:
        for child in running.values():
            child.kill()
    return {name: found[name] for name in folders}


class _Child:
    def __init__(self, probe: str, folder: Path, time_limit: float) -> None:
        self.folder, self.time_limit = folder, time_limit
        self.deadline = time.monotonic() + time_limit
        self.late = False
        with open(folder / "said", "wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "modelspec.backends.process", probe, str(folder)],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                # Away from the user's files, which could hide a framework's by their names.
                cwd=folder,
                env=_environment(),
                start_new_session=True,
            )

    def is_over(self) -> bool:
        """Whether it has ended; at its time limit it is made to."""
        if self.process.poll() is None and time.monotonic() > self.deadline:
            self.late = True
            self.kill()
        return self.process.poll() is not None

    def answer(self) -> Answer | Failure:
        """Its answer; a process that did not end well has none."""
        self.kill()
        said = self._said()
        if self.late:
            return Failure(f"no answer within {self.time_limit:g} seconds", said)
        code = self.process.returncode
        if code != 0:
            how = f"was killed by signal {-code}" if code < 0 else f"failed with exit code {code}"
            return Failure(f"its process {how}", said)
        return read_answer(self.folder) or Failure("its process ended without an answer", said)

    def kill(self) -> None:
        """Ends the process and all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        self.process.wait()

    def _said(self) -> tuple[str, ...]:
        text = (self.folder / "said").read_bytes().decode("utf-8", "replace")
        return tuple(line.rstrip() for line in text.splitlines() if line.strip())[-LAST_LINES:]


def _environment() -> dict[str, str]:
    """Ours, with this very package first among those that can be imported."""
    home = str(Path(modelspec.__file__).resolve().parent.parent)
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return os.environ | {"PYTHONPATH": os.pathsep.join([home, *others]), USERS_FOLDER: os.getcwd()}
