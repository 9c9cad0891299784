"""One file, replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from modelspec.disk.basic import sync_folder, write_new
from modelspec.disk.lock import locked
from modelspec.interrupts import Interrupts

STREAMS = ("/dev/std", "/dev/fd/", "/proc/")
LONGEST = 50
"""How much of a file's name stands in that of the new one: it may be as long as names can be."""


def replace_file(name: str, data: bytes) -> None:
    """The file has the old bytes or the new ones, whatever happens. A symbolic link stays, and what it leads to is
    replaced; what is no file, a pipe for instance, is written to. Raises OSError."""
    path = os.path.realpath(name)
    try:
        old = os.stat(path)
    except FileNotFoundError:
        old = None
    if old is not None and (not stat.S_ISREG(old.st_mode) or os.path.abspath(name).startswith(STREAMS)):
        with open(name, "wb") as stream:
            stream.write(data)
        return
    if old is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    folder, last = os.path.split(path)
    with Interrupts() as interrupts, locked(folder) as alone, interrupts.held():
        # Under the lock one name is enough, and what a killed process left there is replaced.
        waiting = os.path.join(folder, f".{last[:LONGEST]}.modelspec-{'new' if alone else os.getpid()}")
        try:
            with suppress(FileNotFoundError):
                os.unlink(waiting)
            _write_like(waiting, data, old)
            os.replace(waiting, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(waiting)
            raise
        sync_folder(folder)


def _write_like(path: str, data: bytes, old: os.stat_result | None) -> None:
    """With the old file's permissions, and its owner where that can be given."""
    write_new(path, data, None if old is None else stat.S_IMODE(old.st_mode) & 0o777)
    if old is not None and os.name != "nt" and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(OSError):
            os.chown(path, old.st_uid, old.st_gid)
