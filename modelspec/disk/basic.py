"""Files and folders that are on the disk, and not only in the system's memory, when a function returns."""

from __future__ import annotations

import errno
import os
import stat

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
UNSUPPORTED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What file systems answer that cannot flush a folder."""


def write_new(path: str, data: bytes, mode: int | None = None) -> None:
    """A file that was not there before, and no link to follow. Without a mode it is what the umask leaves."""
    handle = os.open(path, NEW, 0o666)
    try:
        # One call may take a part only: that is no error, and the rest follows.
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        if mode is not None:
            os.chmod(path, mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: str) -> None:
    """The names in a folder are on the disk."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
    finally:
        os.close(handle)


def status(path: str) -> os.stat_result | None:
    """Of the name itself, be it a link; None if there is nothing."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def permissions(path: str) -> int | None:
    """Of a file that is there."""
    found = status(path)
    return None if found is None else stat.S_IMODE(found.st_mode) & 0o777
