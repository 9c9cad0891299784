"""A system in which one call fails, or all from a certain one on, or in which the process ends there."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

CALLS = (
    "mkdir open write fsync chmod chown close link rename replace unlink rmdir listdir listxattr lstat stat scandir"
).split()


class Killed(BaseException):
    """The process is no more: nothing that it would do later has an effect."""


class Failing:
    """Counts the calls; the one with the number `at` fails, with `lasting` also those after it. With `killed`, the
    process ends there; without that and an `error`, a write writes only a part of what it was given."""

    def __init__(self, at: int, error: int | None = None, *, lasting: bool = False, killed: bool = False) -> None:
        self.at, self.error, self.lasting, self.killed = at, error, lasting or killed, killed
        self.count = 0
        self.failed: list[str] = []

    @contextmanager
    def entered(self) -> Iterator[None]:
        """The calls of this process, and the exchange of folders, go through here."""
        from modelspec.output import staged  # noqa: PLC0415

        partly = self.error is None and not self.killed
        with ExitStack() as stack:
            for name in ("write",) if partly else CALLS:
                stack.enter_context(patch.object(os, name, self._wrapped(name, getattr(os, name))))
            if not partly:
                stack.enter_context(patch.object(builtins, "open", self._wrapped("open file", builtins.open)))
                stack.enter_context(patch.object(staged, "exchange", self._wrapped("exchange", staged.exchange)))
            yield

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*given: Any, **named: Any) -> Any:
            if not self._is_next(name):
                return call(*given, **named)
            if name == "close":
                call(*given)
            if self.killed:
                raise Killed
            if self.error is None:
                handle, data = given
                return call(handle, data[: len(data) // 2 + 1])
            where = given[0] if given and isinstance(given[0], str) else None
            raise OSError(self.error, os.strerror(self.error), where)

        return instead

    def _is_next(self, name: str) -> bool:
        self.count += 1
        fails = self.count == self.at or (self.lasting and self.count > self.at)
        if fails:
            self.failed.append(name)
        return fails
