"""Why a process gave no answer, in words."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from modelspec.backends.process import CANNOT_LOAD

MEMORY = re.compile(
    r"\bMemoryError\b|std::bad_alloc|out of memory|not enough memory|OOM when allocating|ResourceExhausted"
    r"|Cannot allocate memory",
    re.IGNORECASE,
)
"""How Python, C++, Node.js, PyTorch and TensorFlow say it."""


@dataclass(frozen=True)
class Failure:
    """A backend that gave no answer: why, and the last lines that it said."""

    reason: str
    said: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.reason, *(f"  {line}" for line in self.said)])


def failure(code: int, said: Sequence[str]) -> Failure:
    """The failure of a process that ended with an exit code, below 0 by a signal."""
    reason = f"its process {_how(code)}"
    if any(MEMORY.search(line) for line in said):
        reason = f"its process ran out of memory and {_how(code)}"
    elif code == CANNOT_LOAD:
        reason = f"it could not be loaded: {said[-1] if said else 'it does not say why'}"
    elif code == -signal.SIGKILL:
        reason += ", as the system does when memory runs out"
    return Failure(reason, tuple(said))


def _how(code: int) -> str:
    if code == CANNOT_LOAD:
        return "could not be loaded"
    if code >= 0:
        return f"failed with exit code {code}"
    try:
        return f"was killed by signal {-code} ({signal.Signals(-code).name})"
    except ValueError:
        return f"was killed by signal {-code}"
