"""A generated file as a Python module."""

from __future__ import annotations

import linecache
import sys
from pathlib import Path
from types import ModuleType


def load_file(path: Path) -> ModuleType:
    """Runs a file as a module of its own."""
    return load_program(path.read_text(encoding="utf-8"), path.stem)


def load_program(text: str, name: str) -> ModuleType:
    """Runs the text as a module of its own. Its lines show in tracebacks."""
    file = f"<generated {name}>"
    module = ModuleType(name)
    module.__file__ = file
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    # Classes look their module up by its name, e.g. when they are pickled.
    sys.modules[name] = module
    exec(compile(text, file, "exec"), module.__dict__)
    return module
