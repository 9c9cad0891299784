"""The smallest model with one call of a kind, and what each backend makes of that call: for the reference."""

from __future__ import annotations

import json
from typing import Any

from modelspec.backends import BACKENDS, Backend, Unspellable, backend
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
        found[name] = refusal.reason if refusal else _excerpt(backend(name), graph)
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
            "name": "sample",
            "inputs": dict.fromkeys(inputs, written),
            "layers": [{kind: {**arguments, "from": inputs}}],
        }
        try:
            return resolve(parse(json.dumps(spec), "sample.modelspec.yaml")).graph
        except SpecError:
            continue
    raise LookupError(f"no sample of {kind} fits")


def _excerpt(writer: Backend, graph: Graph) -> str:
    """Of a kind that is carried but not in this call, the reason."""
    try:
        return writer.excerpt(writer.generate(graph))
    except Unspellable as refusal:
        return refusal.reason
