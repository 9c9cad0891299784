"""Ctrl-C and a polite request to end: the same to us, and never in the middle of starting a process."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """While it is entered, SIGINT and SIGTERM raise KeyboardInterrupt, after what is `held` if need be. Only a
    program's main thread can do so; elsewhere nothing changes."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, object] = {}
        self._held = self._waits = self._raised = False

    def __enter__(self) -> Interrupts:
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                self._before[number] = signal.signal(number, self._receive)
            except ValueError:
                break
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    @contextmanager
    def held(self) -> Iterator[None]:
        """An interrupt inside is raised at the end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._waits and not self._raised:
            self._raised = True
            raise KeyboardInterrupt

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self._held:
            self._waits = True
        elif not self._raised:
            # Only once: `timeout` and impatient people signal twice, and the second must not stop the clearing up.
            self._raised = True
            raise KeyboardInterrupt
