"""Processes that judge mutants, and what to do when one of them dies or stays silent."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from ctypes import c_longlong
from multiprocessing.connection import Connection, wait

from tests.robustness.mutations.machine import Failure, Machine

MOST_BYTES = 2_000_000_000
SILENCE = 120.0
"""Seconds for one mutant, on a clock: what the worker itself could not end."""
FORK = multiprocessing.get_context("fork")


class Worker:
    """Judges the numbers `start, start + step, ...` below `count`; `at` is the one it is busy with."""

    def __init__(self, machine: Machine, start: int, step: int, count: int) -> None:
        self.machine, self.step, self.count = machine, step, count
        self.at = FORK.Value(c_longlong, start, lock=False)
        self._start(start)

    def _start(self, start: int) -> None:
        self.receiver, sender = FORK.Pipe(duplex=False)
        self.process = FORK.Process(target=self._work, args=(start, sender), daemon=True)
        self.process.start()
        sender.close()
        self.seen, self.since = start, time.monotonic()

    def _work(self, start: int, sender: Connection) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        # What a mutant shares from is looked for where nothing is.
        os.chdir(tempfile.mkdtemp(prefix="mutants-"))
        for number in range(start, self.count, self.step):
            self.at.value = number
            failure = self.machine.failure(number)
            if failure is not None:
                sender.send(failure)
        self.at.value = self.count
        os.rmdir(os.getcwd())

    def failures(self) -> Iterator[Failure]:
        """What it found since the last time; that it died or hangs is found, too, and then another goes on."""
        with contextlib.suppress(EOFError):
            while self.receiver.poll():
                yield self.receiver.recv()
        at = int(self.at.value)
        if at != self.seen:
            self.seen, self.since = at, time.monotonic()
        if self.done:
            return
        if not self.process.is_alive():
            yield Failure(at, f"Died {self.process.exitcode}", f"the process ended with {self.process.exitcode}")
            self._start(at + self.step)
        elif time.monotonic() - self.since > SILENCE:
            self.process.kill()
            self.process.join()
            yield Failure(at, "Hang", f"no answer for {SILENCE:.0f} s")
            self._start(at + self.step)

    @property
    def done(self) -> bool:
        """Whether all its numbers are judged."""
        return int(self.at.value) >= self.count


def judged(machine: Machine, first: int, count: int, jobs: int) -> Iterator[Failure | int]:
    """The failures among so many mutants as they are found; now and then how many are judged."""
    workers = [Worker(machine, first + job, jobs, first + count) for job in range(min(jobs, count))]
    while not all(worker.done for worker in workers):
        wait([worker.receiver for worker in workers if not worker.done], timeout=1.0)
        for worker in workers:
            yield from worker.failures()
        yield sum(max(0, int(worker.at.value) - first) for worker in workers) // len(workers)
        time.sleep(0.2)
    for worker in workers:
        worker.process.join()
        yield from worker.failures()
