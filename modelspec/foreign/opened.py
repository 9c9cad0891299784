"""Opening a file that may be anything: only regular files are read, and nothing waits for the other end of a pipe."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from modelspec.errors import ModelspecError


def open_regular(path: Path) -> BinaryIO:
    """The open file. Raises ModelspecError if it cannot be opened, or is a folder, a pipe or a device."""
    try:
        # Without O_NONBLOCK, to open a pipe is to wait for its writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise ModelspecError(f"cannot read {str(path)!a}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise ModelspecError(f"cannot read {str(path)!a}: {getattr(error, 'strerror', None) or error}") from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        what = "it is a folder" if stat.S_ISDIR(mode) else "it is no regular file"
        raise ModelspecError(f"cannot read {str(path)!a}: {what}")
    return os.fdopen(handle, "rb")


def size_of(file: BinaryIO) -> int:
    """The bytes of an open file."""
    return os.fstat(file.fileno()).st_size
