"""What kind of file `torch.load` would be given: it is told from its bytes, before torch sees them."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from modelspec.foreign import Budget, Refused
from modelspec.foreign.archive import open_archive

ZIP, PICKLE, TAR, TAR_AT = b"PK\x03\x04", b"\x80", b"ustar", 257
PICKLED, PROGRAM = "data.pkl", "constants.pkl"
"""A program of TorchScript has both."""
NEWER = "torch.save(torch.load(FILE, weights_only=True), FILE) writes it anew"


def require_state(file: BinaryIO, budget: Budget) -> None:
    """Raises Refused for all but an archive with tensors, none of them compressed: so no more comes out of it than the
    file has bytes."""
    begin = file.read(TAR_AT + len(TAR))
    if begin.startswith(PICKLE) or begin[TAR_AT:] == TAR:
        raise Refused(f"it is a file of PyTorch before 1.6; {NEWER}")
    if not begin.startswith(ZIP):
        raise Refused("it is no file that torch.save has written")
    archive = open_archive(file, budget, (zipfile.ZIP_STORED,))
    names = {member.filename.rpartition("/")[2]: member for member in archive.infolist()}
    if PROGRAM in names:
        raise Refused("it is a program of TorchScript, which is not run; torch.save(model.state_dict(), FILE) is read")
    if PICKLED not in names:
        raise Refused("it is no file that torch.save has written")
    budget.require_text(names[PICKLED].file_size, f"its {PICKLED}")
