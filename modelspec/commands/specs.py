"""Which specs a command was given, and the models in them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from modelspec.commands.options import Options
from modelspec.commands.output import report
from modelspec.errors import ModelspecError
from modelspec.model import Model, model_from
from modelspec.source import Source, read

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


def models_of(options: Options) -> list[tuple[str, Model]]:
    """Each spec with its model; warnings go to stderr. The libraries that a folder holds are passed over."""
    found: list[tuple[str, Model]] = []
    for file in spec_files(options.spec):
        source = read(file, options.texts)
        if file in options.spec or not source.is_library:
            found.append((file, _model(source, options)))
    if not found:
        raise ModelspecError("there are only libraries of blocks and variables here, and no model")
    return found


def one_model(options: Options) -> Model:
    """The model of `SPEC`; its warnings go to stderr."""
    if os.path.isdir(options.spec):
        found = next(_walk(options.spec), None)
        hint = f", e.g. {found}" if found else ""
        raise ModelspecError(f"{options.spec!a} is a folder; name one spec{hint}")
    return _model(read(options.spec, options.texts), options)


def _model(source: Source, options: Options) -> Model:
    model = model_from(source, dict(options.set))
    report(model.warnings, options.texts)
    return model
