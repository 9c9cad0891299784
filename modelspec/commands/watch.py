"""Runs something again whenever one of the specs changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from modelspec.commands.output import say
from modelspec.commands.specs import spec_files
from modelspec.errors import ModelspecError, SpecError

SECONDS = 0.5


def watch(given: list[str], work: Callable[[], object]) -> None:
    """Until Ctrl-C, which leaves by KeyboardInterrupt."""
    if "-" in given:
        raise ModelspecError("--watch watches files, not stdin")
    seen: object = None
    while True:
        now = _state(given)
        if now != seen:
            seen = now
            try:
                work()
            except (SpecError, ModelspecError) as error:
                say(f"error: {error}")
            say("waiting for changes (Ctrl-C ends it)")
        time.sleep(SECONDS)


def _state(given: list[str]) -> object:
    """What changes when a file is saved, made or removed."""
    try:
        found = [(file, os.stat(file)) for file in spec_files(given)]
    except (OSError, ModelspecError):
        return "nothing"
    return [(file, stat.st_mtime_ns, stat.st_size) for file, stat in found]
