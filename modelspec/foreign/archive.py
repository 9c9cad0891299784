"""Zip archives from anywhere. Members are read in place and never unpacked, so that their names lead nowhere."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from modelspec.foreign.budget import Budget
from modelspec.foreign.held import Refused

COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1


def open_archive(file: BinaryIO, budget: Budget, compressions: tuple[int, ...] = COMPRESSIONS) -> zipfile.ZipFile:
    """The archive. Raises Refused for one that is damaged, or whose members say what cannot be."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
        raise Refused(f"it is no whole zip archive ({error})") from None
    members = archive.infolist()
    budget.require_arrays(len(members))
    names: set[str] = set()
    for member in members:
        # Names are compared as the archive has them: what follows a NUL, zipfile does not tell.
        if member.filename in names:
            raise Refused(f"{member.filename!a} is in it twice")
        names.add(member.filename)
        if member.flag_bits & ENCRYPTED:
            raise Refused(f"{member.filename!a} is encrypted")
        if member.compress_type not in compressions:
            raise Refused(f"{member.filename!a} is compressed in a way that is not read")
    # Members that lie over each other are how a small archive holds much.
    if sum(member.compress_size for member in members) > _size(file):
        raise Refused("its members have more bytes than the archive")
    return archive


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
