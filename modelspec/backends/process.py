"""`python -m modelspec.backends.process PROBE FOLDER`: the process of one backend, from its job to its answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
from importlib import import_module
from pathlib import Path


def main(probe: str, folder: Path) -> None:
    """Loads the framework, measures, answers."""
    # First of all: a framework takes seconds to load, and the parent may be gone by then.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    framework = import_module(probe).FRAMEWORK
    import_module("modelspec.backends.measure").answer(framework, folder)
    # A framework takes its time to come down, and sometimes fails at that; the answer is safe.
    os._exit(0)


def _end_with_parent() -> None:
    """verify holds the other end of stdin: when it is gone, however it went, nobody waits for the answer."""
    while os.read(0, 1):
        pass
    if os.name == "posix" and os.getpgrp() == os.getpid():
        # With all that the framework has started.
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
