"""`.npz`: a zip archive of `.npy` files. Their headers are read first, and never an object."""

from __future__ import annotations

import math
import zipfile
from typing import IO, BinaryIO

from modelspec.foreign import Budget, Declared, Held, Refused
from modelspec.foreign.archive import open_archive
from modelspec.numeric import Array, np

LONGEST_HEADER = 10_000
READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
"""By version; the third one is for records with names that are not ASCII."""
NPY = ".npy"


def open_npz(file: BinaryIO, budget: Budget) -> Held:
    """What the archive declares. Raises Refused for anything that is not as NumPy writes it."""
    archive = open_archive(file, budget)
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        if member.filename.removesuffix(NPY) in members:
            raise Refused(f"{member.filename.removesuffix(NPY)!a} is in it twice")
        members[member.filename.removesuffix(NPY)] = member
    declared = {name: _declared(archive, member) for name, member in members.items()}
    return Held(declared, lambda name: _read(archive, members[name]))


def _declared(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Declared:
    with archive.open(member) as file:
        shape, _, dtype = _header(file, member)
        return Declared(shape, dtype.name)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    with archive.open(member) as file:
        shape, fortran, dtype = _header(file, member)
        size = math.prod(shape) * dtype.itemsize
        data = file.read(size)
        if len(data) != size or file.read(1):
            raise Refused(f"{member.filename!a} is cut off")
        return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def _header(file: IO[bytes], member: zipfile.ZipInfo) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """Shape, whether in Fortran's order, and type. The size that they need must be that of the member."""
    try:
        version = np.lib.format.read_magic(file)
        if version not in READERS:
            raise Refused(f"{member.filename!a} is no plain array")
        shape, fortran, dtype = READERS[version](file, max_header_size=LONGEST_HEADER)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError):
        raise Refused(f"{member.filename!a} has no header of an array") from None
    if any(size < 0 or isinstance(size, bool) for size in shape):
        raise Refused(f"{member.filename!a} has no shape of an array")
    if not dtype.hasobject and file.tell() + math.prod(shape) * dtype.itemsize != member.file_size:
        raise Refused(f"{member.filename!a} has {member.file_size:,} bytes, which is not what its header says")
    return shape, fortran, dtype
