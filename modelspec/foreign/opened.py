"""Opening a file of arrays, which may be anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from modelspec.disk.regular import open_regular
from modelspec.errors import ModelspecError


def open_file(path: Path) -> BinaryIO:
    """The open file. Raises ModelspecError if it cannot be opened, or is a folder, a pipe or a device."""
    try:
        return open_regular(path)
    except FileNotFoundError:
        raise ModelspecError(f"cannot read {str(path)!a}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise ModelspecError(f"cannot read {str(path)!a}: {getattr(error, 'strerror', None) or error}") from None


def size_of(file: BinaryIO) -> int:
    """The bytes of an open file."""
    return os.fstat(file.fileno()).st_size
