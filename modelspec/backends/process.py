"""The process of one backend, from its job to its answer. Run as a file, `process.py PROBE FOLDER`."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import threading
import traceback
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

HOME = "MODELSPEC_HOME"
"""The environment variable with the folder of the package that verifies. What lies beside that folder is not to be
imported: it may be the user's."""
CANNOT_LOAD = 86
"""The exit code where the framework itself fails when it is imported."""
LARGEST_FILE = 16_000_000_000


def main(probe: str, folder: Path) -> None:
    """Loads the framework, measures, answers."""
    # First of all: a framework takes seconds to load, and the parent may be gone by then.
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    _limit()
    _find_package(Path(os.environ[HOME]))
    try:
        framework = import_module(probe).FRAMEWORK
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(CANNOT_LOAD)
    import_module("modelspec.backends.measure").answer(framework, folder)
    # A framework takes its time to come down, and sometimes fails at that; the answer is safe.
    os._exit(0)


def _find_package(home: Path) -> None:
    """The very package that has started this process, wherever it is."""
    spec = spec_from_file_location("modelspec", home / "__init__.py", submodule_search_locations=[str(home)])
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules["modelspec"] = module_from_spec(spec)
    spec.loader.exec_module(package)


def _limit() -> None:
    """A process that goes wild fills no disk, and one that crashes leaves no copy of its memory there."""
    if os.name == "posix":
        import resource  # noqa: PLC0415 (not on Windows)

        for limit, wanted in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, LARGEST_FILE)):
            soft, hard = resource.getrlimit(limit)
            resource.setrlimit(limit, (wanted if soft == resource.RLIM_INFINITY else min(wanted, soft), hard))


def _end_with_parent(folder: Path) -> None:
    """verify holds the other end of stdin: when it is gone, however it went, nobody waits for the answer."""
    while os.read(0, 1):
        pass
    # It had no chance to clear up; the folder of all jobs goes with the last one.
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()
    if os.name == "posix" and os.getpgrp() == os.getpid():
        # With all that the framework has started.
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
