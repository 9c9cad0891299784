"""The backends by name. Adding one is a folder, a folder of templates and a line in BACKENDS."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from modelspec.backends.base import Backend, Generated, Unspellable, Unsupported
from modelspec.errors import ModelspecError
from modelspec.words import did_you_mean

BACKENDS = ("keras", "torch", "tfjs")
"""Each names a module `modelspec.backends.<name>` with a `BACKEND`; one is imported when it is asked for."""
DEFAULT = ("keras", "torch")
"""Those that a command takes where none is named."""


@cache
def backend(name: str) -> Backend:
    """The backend of a name. Raises ModelspecError for a name that is none."""
    if name not in BACKENDS:
        raise ModelspecError(f"there is no backend {name!a}; {did_you_mean(name, BACKENDS)}")
    found = import_module(f"modelspec.backends.{name}").BACKEND
    assert isinstance(found, Backend)
    return found


__all__ = ["BACKENDS", "DEFAULT", "Backend", "Generated", "Unspellable", "Unsupported", "backend"]
