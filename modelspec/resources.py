"""The folders that are shipped beside the code: inside the package once installed, at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """`templates` or `schemas`."""
    installed = HERE / name
    return installed if installed.is_dir() else HERE.parent / name
