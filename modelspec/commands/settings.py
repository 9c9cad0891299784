"""`[tool.modelspec]` of the nearest pyproject.toml above the working folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from modelspec.errors import ModelspecError
from modelspec.words import did_you_mean, show

SETTINGS: dict[str, tuple[type, str]] = {
    "backends": (list, 'a list of names, e.g. ["keras"]'),
    "output": (str, "the name of a folder"),
    "precision": (str, "float32 or float64"),
    "steps": (int, "a whole number"),
}
"""The options that may stand there, the type of each and how to say it."""


@cache
def settings() -> dict[str, Any]:
    """The settings as written. Raises ModelspecError for an unknown name or a wrong type."""
    path = _nearest()
    if path is None:
        return {}
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelspecError(
            f"cannot read {str(path)!a}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        ) from None
    # Most files say nothing about modelspec, and the parser costs start-up time.
    return _checked(text, path) if "modelspec" in text and ("tool.modelspec" in text or "[tool]" in text) else {}


def _nearest() -> Path | None:
    here = Path.cwd()
    candidates = (folder / "pyproject.toml" for folder in (here, *here.parents))
    return next((path for path in candidates if path.is_file()), None)


def _checked(text: str, path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415

    try:
        table = tomllib.loads(text).get("tool", {}).get("modelspec", {})
    except (tomllib.TOMLDecodeError, AttributeError) as error:
        raise ModelspecError(f"cannot read {str(path)!a}: {error}") from None
    if not isinstance(table, dict):
        raise ModelspecError(f"{path}: [tool.modelspec] must be a table")
    for name, value in table.items():
        if name not in SETTINGS:
            raise ModelspecError(f"{path}: [tool.modelspec] has no {name!a}; {did_you_mean(name, SETTINGS)}")
        kind, said = SETTINGS[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ModelspecError(f"{path}: [tool.modelspec] {name} must be {said}, got {show(value)}")
    return table
