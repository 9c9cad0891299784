"""A live model: the generated file is run in this process, and its model is built."""

from __future__ import annotations

import os
from typing import Any

from modelspec.backends import backend
from modelspec.backends.loading import framework_module
from modelspec.backends.program import load_program
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.memory import require_parameters
from modelspec.weights.convert import read_weights
from modelspec.weights.spelled import to_backend


def instantiate(graph: Graph, name: str, weights: str | os.PathLike[str] | None = None) -> Any:
    """The backend's model with its own initial weights, or with those of a file. Raises ModelspecError."""
    found = backend(name)
    if not found.in_python:
        raise ModelspecError(f"a {found.title} model is no Python object; `modelspec build -b {name}` writes its code")
    if (mend := found.missing()) is not None:
        raise ModelspecError(f"{found.title} is missing: {mend}")
    require_parameters(graph)
    made = found.generate(graph)
    arrays = None if weights is None else to_backend(graph, made, read_weights(graph, weights))
    live = framework_module(found, "live")
    model = live.build(load_program(made.text, made.file_name.removesuffix(".py")))
    if arrays is not None:
        live.assign(model, arrays)
    return model
