"""Opening a file that may be anything: only regular files are read, and nothing waits for the other end of a pipe."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO


def open_regular(name: str | os.PathLike[str], flags: int = 0) -> BinaryIO:
    """The open file; `flags` are further ones of `os.open`. Raises OSError if it cannot be opened, or is a folder, a
    pipe or a device, and ValueError for what is no name."""
    # Without O_NONBLOCK, to open a pipe is to wait for its writer; it does not exist on Windows.
    handle = os.open(name, flags | os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise OSError(
            errno.EINVAL, "it is a folder" if stat.S_ISDIR(mode) else "it is no regular file", os.fspath(name)
        )
    return os.fdopen(handle, "rb")
