"""Which specs a command was given, and the models in them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from modelspec.commands.options import Options
from modelspec.commands.output import report
from modelspec.errors import ModelspecError
from modelspec.model import Model, read_model

ENDING = ".modelspec.yaml"


def spec_files(given: list[str]) -> list[str]:
    """The files, folders searched. Raises ModelspecError for a folder without specs."""
    return [file for path in given or ["."] for file in (_inside(path) if os.path.isdir(path) else [path])]


def _inside(folder: str) -> list[str]:
    found = [file.removeprefix(f".{os.sep}") for file in _walk(folder)]
    if not found:
        raise ModelspecError(f"there is no *{ENDING} in {folder!a}; `modelspec init` writes one")
    return found


def _walk(folder: str) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        # Hidden folders hold copies: virtual environments, caches, version control.
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")) and name != "node_modules")
        yield from (os.path.join(root, name) for name in sorted(files) if name.endswith(ENDING))


def one_model(options: Options) -> Model:
    """The model of `SPEC`; its warnings go to stderr."""
    if os.path.isdir(options.spec):
        found = next(_walk(options.spec), None)
        hint = f", e.g. {found}" if found else ""
        raise ModelspecError(f"{options.spec!a} is a folder; name one spec{hint}")
    return model_of(options.spec, options)


def model_of(path: str, options: Options) -> Model:
    """The model of one spec; its warnings go to stderr."""
    model = read_model(path, dict(options.set), options.texts)
    report(model.warnings, options.texts)
    return model
