"""Writing one file that the user named."""

from __future__ import annotations

from pathlib import Path

from modelspec.disk.whole_file import replace_file
from modelspec.errors import ModelspecError


def write_file(name: str, text: str) -> None:
    """Its folder is made, and the file has the old text or the new one. Raises ModelspecError where it cannot be
    written."""
    try:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        replace_file(name, text.encode("utf-8"))
    except FileExistsError:
        raise ModelspecError(f"cannot write {name!a}: a file stands where its folder is to be") from None
    except (OSError, ValueError) as error:
        raise ModelspecError(f"cannot write {name!a}: {getattr(error, 'strerror', None) or error}") from None
