"""One process a backend: started, waited for and ended, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import modelspec
from modelspec.backends import Backend, process
from modelspec.backends.base import USERS_FOLDER
from modelspec.backends.job import Answer, read_answer
from modelspec.errors import ModelspecError
from modelspec.interrupts import Interrupts
from modelspec.verify.failures import Failure, failure
from modelspec.verify.said import Said
from modelspec.verify.sound import unsound

POLL = 0.02


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


def run(folders: Mapping[str, Path], probes: Mapping[str, str], runner: Runner) -> dict[str, Answer | Failure]:
    """What each backend answers to the job in its folder."""
    waiting = list(folders)
    running: dict[str, _Child] = {}
    found: dict[str, Answer | Failure] = {}
    held = runner.interrupts.held
    try:
        while waiting or running:
            while waiting and len(running) < max(1, runner.jobs):
                name = waiting.pop(0)
                with held():
                    running[name] = _Child(probes[name], folders[name], runner.time_limit)
            for name in [name for name, child in running.items() if child.is_over()]:
                with held():
                    running[name].kill()
                found[name] = running.pop(name).answer()
            time.sleep(POLL)
    finally:
        with held():
            for child in running.values():
                child.kill()
    return {name: found[name] for name in folders}


class _Child:
    def __init__(self, probe: str, folder: Path, time_limit: float) -> None:
        self.folder, self.time_limit = folder, time_limit
        self.deadline = time.monotonic() + time_limit
        self.late = False
        self.process = subprocess.Popen(
            # -P: nothing is imported from the folder in which it runs, where the generated files are.
            [sys.executable, "-P", process.__file__, probe, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=_environment(),
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.said = Said(self.process.stdout)

    def is_over(self) -> bool:
        """Whether it has ended, or is to be ended at its time limit."""
        over = self.process.poll() is not None
        self.late = self.late or (not over and time.monotonic() > self.deadline)
        return over or self.late

    def answer(self) -> Answer | Failure:
        """Its answer, once it was killed; a process that did not end well before has none."""
        said = self.said.lines()
        if self.late:
            return Failure(f"no answer within {self.time_limit:g} seconds", said)
        if self.process.returncode != 0:
            return failure(self.process.returncode, said)
        try:
            answer = read_answer(self.folder)
            wrong = unsound(answer.arrays)
        except ValueError as error:
            return Failure(f"its process ended without an answer ({error})", said)
        return answer if wrong is None else Failure(f"its answer cannot be compared: {wrong}", said)

    def kill(self) -> None:
        """Ends the process and all that it has started."""
        with suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        self.process.wait()


def _environment() -> dict[str, str]:
    """Ours. Of the folders that the user has added to those of Python, only what is absolute and not the very folder in
    which the user works: its files are no modules of a framework, whatever they are called."""
    here = os.getcwd()
    kept = [
        path
        for path in os.environ.get("PYTHONPATH", "").split(os.pathsep)
        if os.path.isabs(path) and os.path.realpath(path) != os.path.realpath(here)
    ]
    home = str(Path(modelspec.__file__).resolve().parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(kept), USERS_FOLDER: here, process.HOME: home}
