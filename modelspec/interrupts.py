"""Ctrl-C, a polite request to end and a closed terminal: the same to us, and never in the middle of a start or end."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts:
    """While it is entered, SIGNALS raise KeyboardInterrupt, after what is `held` if need be. Only a program's main
    thread can do so; elsewhere nothing changes."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, object] = {}
        self._held = self._waits = self._raised = False

    def __enter__(self) -> Interrupts:
        for number in SIGNALS:
            # What is ignored stays so: `nohup` does that, and shells for what runs in the background.
            if signal.getsignal(number) is signal.SIG_IGN:
                continue
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
        before, self._held = self._held, True
        try:
            yield
        finally:
            self._held = before
        if self._waits and not (self._held or self._raised):
            self._raised = True
            raise KeyboardInterrupt

    @contextmanager
    def folder(self, beside: Path | None = None) -> Iterator[Path]:
        """A private folder that is gone afterwards, whatever happens; hidden in `beside`, if that is given."""
        root: Path | None = None
        try:
            with self.held():
                root = Path(tempfile.mkdtemp(prefix="modelspec-" if beside is None else ".modelspec-", dir=beside))
            yield root
        finally:
            if root is not None:
                with self.held():
                    shutil.rmtree(root, ignore_errors=True)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self._held:
            self._waits = True
        elif not self._raised:
            # Only once: `timeout` and impatient people signal twice, and the second must not stop the clearing up.
            self._raised = True
            raise KeyboardInterrupt
