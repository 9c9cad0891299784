"""The modules of a backend that load its framework, which may be installed and yet fail."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from modelspec.backends.base import Backend
from modelspec.errors import ModelspecError

MOST_WORDS = 300


def framework_module(backend: Backend, name: str) -> ModuleType:
    """The backend's module of that name. Raises ModelspecError if the framework cannot be loaded."""
    try:
        return import_module(f"modelspec.backends.{backend.name}.{name}")
    except ModelspecError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0][:MOST_WORDS]
        raise ModelspecError(f"{backend.title} could not be loaded: {why}") from None
