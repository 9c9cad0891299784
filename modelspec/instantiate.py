"""A live model: the generated file is run in this process, and its model is built."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from modelspec.backends import Generated, backend
from modelspec.backends.arrays import to_backend
from modelspec.errors import ModelspecError
from modelspec.ir import Graph


def instantiate(graph: Graph, name: str, weights: str | os.PathLike[str] | None = None) -> Any:
    """The backend's model with its own initial weights, or with those of a file. Raises ModelspecError."""
    found = backend(name)
    if any(find_spec(package) is None for package in found.requires):
        raise ModelspecError(f"{found.title} is missing: pip install 'modelspec-compiler[{found.extra}]'")
    made = found.generate(graph)
    live = import_module(f"modelspec.backends.{name}.live")
    model = live.build(_run(made))
    if weights is not None:
        live.assign(model, _spelled(graph, made, weights))
    return model


def _run(made: Generated) -> ModuleType:
    module = ModuleType(made.file_name.removesuffix(".py"))
    exec(compile(made.text, made.file_name, "exec"), vars(module))
    return module


def _spelled(graph: Graph, made: Generated, file: str | os.PathLike[str]) -> dict[str, Any]:
    """The arrays of a file by the backend's own keys, in its layout."""
    from modelspec.weights import read_weights  # noqa: PLC0415 (NumPy, which only a file of weights needs)

    arrays = read_weights(graph, file)
    return {
        target.key: to_backend(arrays[weight], target.operations)
        for weight, targets in made.weights.items()
        for target in targets
    }
