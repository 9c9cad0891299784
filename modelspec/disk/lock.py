"""One writer at a time in a folder.

The lock is on the folder itself, not on a file in it: it leaves nothing behind, and ends with its process. Who replaces
a whole folder locks the one around it, which stays.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from modelspec.errors import ModelspecError

if sys.platform != "win32":
    import fcntl

PATIENCE = 30.0
"""In seconds; a build takes a fraction of one."""
PAUSE = 0.01


@contextmanager
def locked(folder: str, *, shared: bool = False) -> Iterator[bool]:
    """Yields whether it is locked: some systems cannot lock a folder (Windows, network file systems), and there the
    work goes on without. Readers share it. Raises ModelspecError if another process holds it for too long."""
    handle = None
    if sys.platform != "win32":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle is not None and _acquire(handle, folder, shared)
    finally:
        if handle is not None:
            # What was written is closed elsewhere: an error here means nothing.
            with suppress(OSError):
                os.close(handle)


def _acquire(handle: int, folder: str, shared: bool) -> bool:
    if sys.platform != "win32":
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                pass
            except OSError:
                return False
            if time.monotonic() > deadline:
                raise ModelspecError(
                    f"another modelspec has been writing in {folder!a} for {PATIENCE:g} seconds; nothing was written"
                )
            time.sleep(PAUSE)
    return False
