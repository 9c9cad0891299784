"""What the backends that generate Python have in common."""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib.util import find_spec


def missing_packages(extra: str, *packages: str) -> Callable[[], str | None]:
    """The question whether packages are missing, all of which that extra of the distribution installs."""

    def missing() -> str | None:
        if all(find_spec(package) is not None for package in packages):
            return None
        return f"pip install 'modelspec-compiler[{extra}]'"

    return missing


def parse_python(text: str, file_name: str) -> None:
    """Raises SyntaxError for what is no Python."""
    ast.parse(text, file_name)
