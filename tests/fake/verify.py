"""`python -m tests.fake.verify MOMENT MARK ARGUMENT...`: the command line, slow at one moment, which it marks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import modelspec.verify as verification
from modelspec.backends import Backend, backend
from modelspec.cli import main
from modelspec.record import replace

PLACES: dict[str, tuple[Any, str, bool]] = {
    "folder": (tempfile, "mkdtemp", True),
    "start": (subprocess, "Popen", True),
    "comparison": (verification, "compare", False),
    "clearing up": (shutil, "rmtree", False),
}
"""By moment: the function, and whether the moment is after it."""
MOMENTS = ("generation", *PLACES, "wait")
SECONDS = 0.7


def slow(function: Callable[..., Any], mark: str, after: bool) -> Callable[..., Any]:
    """The function, with the moment before or after it."""

    def wrapped(*arguments: Any, **options: Any) -> Any:
        found = function(*arguments, **options) if after else None
        Path(mark).touch()
        time.sleep(SECONDS)
        return found if after else function(*arguments, **options)

    return wrapped


def run(moment: str, mark: str, arguments: list[str]) -> int:
    """The exit code."""
    os.environ["FAKE_MOMENT"], os.environ["FAKE_MARK"] = moment, mark

    def fake(name: str) -> Backend:
        right = replace(backend(name), probe="tests.fake.probe", missing=lambda: None)
        return replace(right, generate=slow(right.generate, mark, False)) if moment == "generation" else right

    setattr(verification, "backend", fake)  # noqa: B010
    if moment in PLACES:
        module, name, after = PLACES[moment]
        setattr(module, name, slow(getattr(module, name), mark, after))
    return main(["verify", *arguments])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2], sys.argv[3:]))
