"""The way of a set to the disk: the lock, what an interrupted build left, and the replacement that is possible there.

An interrupt waits until the old set or the new one stands. Several specs that are built by one command are one set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress

from modelspec.disk.lock import locked
from modelspec.errors import ModelspecError
from modelspec.interrupts import Interrupts
from modelspec.output.exchange import can_exchange
from modelspec.output.journal import replace_files, undo
from modelspec.output.marks import MANIFEST
from modelspec.output.place import OWN, Place
from modelspec.output.staged import NotPossible, discard, exchange_folder, make_folder
from modelspec.output.states import State, holds_only, require_ours, states_of, text_of, with_others

Tell = Callable[[str], None]


def write(place: Place, files: Mapping[str, str], force: bool, tell: Tell) -> list[tuple[str, State]]:
    """See `write_set`."""
    made: list[str] = []
    states: list[tuple[str, State]] = []
    try:
        with Interrupts() as interrupts:
            with interrupts.held():
                _make_parents(place, made)
            with locked(place.parent) as alone, interrupts.held():
                states = _bring(place, files, force, tell, alone)
    except BaseException as error:
        for folder in reversed(made):
            with suppress(OSError):
                os.rmdir(folder)
        if isinstance(error, KeyboardInterrupt) and states:
            raise KeyboardInterrupt(f"the new files stand in {place.shown}") from None
        if isinstance(error, OSError):
            raise _failure(place, error, _parts(place) or "nothing was written") from None
        raise
    return states


def _make_parents(place: Place, made: list[str]) -> None:
    missing = []
    folder = place.parent
    while not place.has_folder(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for folder in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(folder)
            made.append(folder)


def _bring(place: Place, files: Mapping[str, str], force: bool, tell: Tell, alone: bool) -> list[tuple[str, State]]:
    place.has_folder()
    if undo(place, force=force):
        tell(f"{place.shown}: a build that was interrupted there is undone")
    discard(place)
    wanted = with_others(place, files)
    states = states_of(place, wanted)
    if not force:
        require_ours(place, [name for name, state in states if state == "updated"])
    changed = [name for name, state in states if state != "unchanged"]
    if changed:
        # The manifest last: where files change one by one, it is what the others are held against.
        changed.sort(key=lambda name: name.endswith(MANIFEST))
        _replace(place, {name: wanted[name] for name in changed}, alone)
    return states


def _replace(place: Place, files: Mapping[str, str], alone: bool) -> None:
    before = {name: text_of(place, name) for name in files}
    try:
        _replace_by_what_is_possible(place, files, alone)
    except OSError as error:
        with suppress(OSError, ModelspecError):
            undo(place, force=True)
        with suppress(OSError, ModelspecError):
            discard(place)
        raise _failure(place, error, _what_stands(place, before, files)) from None


def _replace_by_what_is_possible(place: Place, files: Mapping[str, str], alone: bool) -> None:
    if not place.has_folder():
        make_folder(place, files)
        return
    if alone and holds_only(place, files) and can_exchange(place.root):
        kept = [name for name in os.listdir(place.root) if name not in files]
        with suppress(NotPossible):
            exchange_folder(place, files, kept)
            return
    replace_files(place, files)


def _failure(place: Place, error: OSError, standing: str) -> ModelspecError:
    folder, name = os.path.split(str(error.filename))
    where = os.path.join(place.shown, name) if folder == place.root and name != OWN else place.shown
    return ModelspecError(f"cannot write {where}: {error.strerror or error}; {standing}")


def _what_stands(place: Place, before: Mapping[str, str | None], after: Mapping[str, str]) -> str:
    """Looked up, not concluded."""
    try:
        now = {name: text_of(place, name) for name in after}
    except (OSError, ModelspecError):
        return "what stands there cannot be read"
    if now == after:
        return "the new files stand there, all of them"
    if now == before:
        return "nothing was written" if not any(before.values()) else "the files there are as they were"
    return _parts(place) or "the files there are of two builds; --force writes all of them"


def _parts(place: Place) -> str:
    if not os.path.lexists(place.journal):
        return ""
    return "an interrupted build stands there until `modelspec build` undoes it"
