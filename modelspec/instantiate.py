"""A live model: the generated file is run in this process, and its model is built."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from modelspec.backends import backend
from modelspec.backends.program import load_program
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.weights.convert import read_weights
from modelspec.weights.spelled import to_backend


def instantiate(graph: Graph, name: str, weights: str | os.PathLike[str] | None = None) -> Any:
    """The backend's model with its own initial weights, or with those of a file. Raises ModelspecError."""
    found = backend(name)
    if any(find_spec(package) is None for package in found.requires):
        raise ModelspecError(f"{found.title} is missing: pip install 'modelspec-compiler[{found.extra}]'")
    made = found.generate(graph)
    live = import_module(f"modelspec.backends.{name}.live")
    model = live.build(load_program(made.text, made.file_name.removesuffix(".py")))
    if weights is not None:
        live.assign(model, to_backend(graph, made, read_weights(graph, weights)))
    return model
