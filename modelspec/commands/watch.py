"""Runs something again whenever one of the specs changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping

from modelspec.commands.output import say
from modelspec.commands.specs import spec_files
from modelspec.errors import ModelspecError, SpecError

SECONDS = 0.5


def watch(given: list[str], read: Mapping[str, object], work: Callable[[], object]) -> None:
    """Until Ctrl-C, which leaves by KeyboardInterrupt. `read` has the names of the files that `work` reads, those that
    the specs share from among them."""
    if "-" in given:
        raise ModelspecError("--watch watches files, not stdin")
    seen: object = None
    while True:
        now, known = _state(given, read), set(read)
        if now != seen:
            try:
                work()
            except (SpecError, ModelspecError) as error:
                say(f"error: {error}")
            # Files that are shared from show only in the reading.
            seen = now if known == set(read) else _state(given, read)
            say("waiting for changes (Ctrl-C ends it)")
        time.sleep(SECONDS)


def _state(given: list[str], read: Iterable[str]) -> object:
    """What changes when a file is saved, made or removed."""
    try:
        found = [(file, os.stat(file)) for file in sorted({*spec_files(given), *read})]
    except (OSError, ModelspecError):
        return "nothing"
    return [(file, stat.st_mtime_ns, stat.st_size) for file, stat in found]
