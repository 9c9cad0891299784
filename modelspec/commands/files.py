"""Writing one file that the user named."""

from __future__ import annotations

from pathlib import Path

from modelspec.errors import ModelspecError


def write_file(name: str, text: str) -> None:
    """Its folder is made. Raises ModelspecError where it cannot be written."""
    path = Path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    except FileExistsError:
        raise ModelspecError(f"cannot write {name!a}: a file stands where its folder is to be") from None
    except (OSError, ValueError) as error:
        raise ModelspecError(f"cannot write {name!a}: {getattr(error, 'strerror', None) or error}") from None
