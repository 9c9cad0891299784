"""Two folders change their names in one step: nobody ever sees a part of one and a part of the other."""

from __future__ import annotations

import errno
import os
import sys

EXCHANGE = 2
HERE = -100
"""RENAME_EXCHANGE and AT_FDCWD of Linux."""


def can_exchange(folder: str) -> bool:
    """Whether another folder may take this one's place. Not where a shell or this process stands in it, which would
    stay behind in the old one, nor where it has attributes of its own, access lists for instance."""
    if sys.platform != "linux":
        return False
    try:
        inside = os.path.join(os.getcwd(), "").startswith(os.path.join(folder, ""))
        return not inside and not set(os.listxattr(folder)) - {"security.selinux"}
    except OSError:
        return False


def exchange(one: str, other: str) -> None:
    """Raises OSError where the system or the file system cannot do it."""
    try:
        import ctypes  # noqa: PLC0415 (10 ms)

        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, AttributeError):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if call(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), one)
