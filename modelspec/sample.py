"""The smallest model with one call of a kind, and what each backend makes of that call: for the reference."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import Any

from modelspec.backends import BACKENDS, backend
from modelspec.errors import SpecError
from modelspec.ir import Graph
from modelspec.layers import find
from modelspec.resolve import resolve
from modelspec.source import parse

SHAPES: tuple[list[int], ...] = ([8], [8, 4], [16, 16, 4], [8, 8, 8, 4])
LARGER: tuple[list[int], ...] = SHAPES[1:]
ON_LARGER = ("flatten",)
NUMBERS: dict[str, Any] = {
    "units": 32,
    "filters": 8,
    "kernel_size": 3,
    "pool_size": 2,
    "input_dim": 1000,
    "output_dim": 16,
    "length": 8,
    "num_heads": 2,
    "key_dim": 4,
    "rate": 0.5,
    "stddev": 0.1,
    "threshold": 0.5,
    "default_value": 0.0,
    "target_shape": [-1],
    "dims": [1],
    "n": 3,
    "scale": 0.5,
    "axes": -1,
    "function": "relu",
    "layer": {"lstm": 32},
}
"""An example of every required argument."""
FUNCTIONS, CLASS = ("build_model", "__init__", "forward"), "Sample"
BY_KIND: dict[str, dict[str, Any]] = {
    "permute": {"dims": [2, 1]},
    "time_distributed": {"layer": {"dense": 32}},
    "group_normalization": {"groups": 2},
    "cropping2d": {"cropping": 1},
    "cropping3d": {"cropping": 1},
}


def calls(kind: str) -> dict[str, str]:
    """By backend: the lines of its file that one call of the kind becomes."""
    graph = sample(kind)
    found = {}
    for name in BACKENDS:
        refusal = backend(name).unsupported(kind)
        found[name] = refusal.reason if refusal else "\n".join(_lines(backend(name).generate(graph).text))
    return found


def sample(kind: str) -> Graph:
    """A model of one call, of the first input shape that fits it."""
    cls = find(kind)
    required = [name for name, field in cls.model_fields.items() if field.is_required()]
    arguments = {name: NUMBERS[name] for name in required} | BY_KIND.get(kind, {})
    inputs = ["x", "y"][: max(1, min(cls.arity[0], 2))]
    for shape in LARGER if kind in ON_LARGER else SHAPES:
        written = {"shape": shape, "dtype": "int32"} if cls.integer_input else shape
        spec = {
            "modelspec": 1,
            "name": CLASS.lower(),
            "inputs": dict.fromkeys(inputs, written),
            "layers": [{kind: {**arguments, "from": inputs}}],
        }
        try:
            return resolve(parse(json.dumps(spec), "sample.modelspec.yaml")).graph
        except SpecError:
            continue
    raise LookupError(f"no sample of {kind} fits")


def _lines(text: str) -> Iterator[str]:
    """What stands in `build_model`, or in the class's `__init__` and `forward`, for the call itself."""
    lines = text.splitlines()
    for function in _functions(ast.parse(text)):
        for statement in function.body:
            source = lines[statement.lineno - 1 : statement.end_lineno]
            if not _is_frame(statement, source[0]):
                yield "\n".join(line[statement.col_offset :] for line in source)


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in module.body:
        inside = node.body if isinstance(node, ast.ClassDef) and node.name == CLASS else [node]
        for item in inside:
            if isinstance(item, ast.FunctionDef) and item.name in FUNCTIONS:
                yield item


def _is_frame(statement: ast.stmt, line: str) -> bool:
    """Whether a statement would stand there without the call."""
    if isinstance(statement, ast.Return):
        return isinstance(statement.value, ast.Name) or "keras.Model(" in line
    return isinstance(statement, ast.Expr) or "keras.Input(" in line
