"""In a browser, TensorFlow.js computes on WebGL: every part of generated modules there against the same on its CPU
backend, which is compared with Keras elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from modelspec.backends import backend
from modelspec.backends.tfjs import parts
from modelspec.backends.tfjs.parts import paste
from modelspec.ir import Graph
from modelspec.layers import FAMILY, find
from modelspec.numeric import Array
from modelspec.resolve import resolve
from modelspec.source import parse
from tests.frameworks.browser import MARKS, open_page
from tests.frameworks.test_tfjs_kinks import KINKS
from tests.frameworks.test_tfjs_layers import CASES, NOT_IN_KERAS, name_of, spec_of
from tests.frameworks.tfjs_cases.activations import OF_VOLUMES

pytestmark = MARKS

Spec = dict[str, Any]
BATCH, UNKNOWN, ROWS = 3, 6, 9
"""Examples of a batch, what a length is that the spec leaves open, and rows of every embedding."""
TOLERANCE, LEAST = 1e-4, 1e-3
"""The relative difference that rounding may make. A tensor counts as at least so large, of the largest beside it."""
SGD = {"sgd": 0.01}
OPTIMIZERS: list[Any] = [
    {"sgd": {"momentum": 0.9, "nesterov": True}},
    {"sgd": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}},
    "adam",
    {"adam": {"amsgrad": True}},
    "adamw",
    "rmsprop",
    {"rmsprop": {"centered": True, "momentum": 0.5}},
]
INITIALIZERS: list[Any] = [
    "glorot_normal",
    "he_normal",
    "lecun_normal",
    "orthogonal",
    "identity",
    {"random_uniform": {"minval": 0.0, "maxval": 0.5}},
    {"variance_scaling": {"distribution": "untruncated_normal"}},
]
BLOCK = {"layers": [{"dense": {"units": 4, "activity_regularizer": {"l2": 0.1}}}]}
BLOCKS: Spec = {
    "modelspec": 1,
    "name": "blocks",
    "inputs": {"x": {"shape": [4]}},
    "blocks": {"once": BLOCK},
    "layers": [{"once": {"name": "first"}}, {"reuse": {"name": "again", "layer": "first"}}],
}
PARTS = {path.stem for path in Path(parts.__file__).parent.glob("*.mjs")}


def specs() -> Iterator[tuple[str, Spec]]:
    """The first call of every kind, every call that brings a part, and those that only WebGL finds hard."""
    for optimizer in OPTIMIZERS:
        yield f"optimizer {optimizer}", trained(spec_of("dense", {"units": 4}, [(3,)]), optimizer)
    for initializer in INITIALIZERS:
        given = {"units": 4, "kernel_initializer": initializer}
        yield f"initializer {initializer}", trained(spec_of("dense", given, [(3,)]), SGD)
    yield "blocks", trained(BLOCKS, SGD)
    kinds: set[str] = set()
    brought: set[str] = set()
    for case in (*CASES, *NOT_IN_KERAS):
        spec = trained(spec_of(*case[:3]), SGD)
        new = parts_of(graph_of(spec)) - brought
        if new or case[0] not in kinds or case in OF_VOLUMES:
            kinds.add(case[0])
            brought |= new
            yield name_of(case), spec


def trained(spec: Spec, optimizer: Any) -> Spec:
    return {**spec, "training": {"loss": "mean_squared_error", "optimizer": optimizer}}


def graph_of(spec: Spec) -> Graph:
    return resolve(parse(yaml.safe_dump(spec, sort_keys=False), "browser.modelspec.yaml")).graph


def parts_of(graph: Graph) -> set[str]:
    text = backend("tfjs").generate(graph).text
    return {part for part in PARTS if paste(part) in text}


def known(spec: Spec) -> Spec:
    """With a length where the spec leaves it open."""
    inputs = {
        name: {**given, "shape": [UNKNOWN if length is None else length for length in given["shape"]]}
        for name, given in spec["inputs"].items()
    }
    return {**spec, "inputs": inputs}


def case_of(number: int, spec: Spec) -> dict[str, Any]:
    """The data for a spec's module, for the page: inputs with entries at the kinks for activations."""
    random = np.random.default_rng(number)
    graph = graph_of(known(spec))
    kind = next(iter(spec["layers"][0]))

    def drawn(shape: tuple[Any, ...]) -> Array:
        return random.normal(size=(BATCH, *shape)).astype(np.float32)

    def entries(shape: tuple[Any, ...]) -> Array:
        if FAMILY.get(kind) == "activations":
            return random.choice(KINKS, (BATCH, *shape))
        if kind in FAMILY and find(kind).integer_input:
            return random.integers(0, ROWS, (BATCH, *shape))
        return drawn(shape)

    outputs = [tensor.shape for tensor in graph.body.outputs]
    return {
        "inputs": [written(entries(tensor.shape)) for tensor in graph.body.inputs],
        "factors": [written(drawn(shape)) for shape in outputs],
        "targets": [written(drawn(shape)) for shape in outputs],
    }


def written(array: Array) -> dict[str, Any]:
    dtype = "int32" if np.issubdtype(array.dtype, np.integer) else "float32"
    return {"values": array.ravel().tolist(), "shape": list(array.shape), "dtype": dtype}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page found for each case, by backend."""
    folder = tmp_path_factory.mktemp("layers")
    cases = []
    for number, (name, spec) in enumerate(specs()):
        file = f"case{number}.mjs"
        (folder / file).write_text(backend("tfjs").generate(graph_of(spec)).text, encoding="ascii")
        cases.append({"name": name, "file": f"/{file}", **case_of(number, spec)})
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    page = open_page(folder, "layers", folder / "layers.png", seconds=400)
    assert page["backend"] == "webgl"
    assert len(page["cases"]) == len(cases)
    texts = [(folder / case["file"][1:]).read_text(encoding="ascii") for case in cases]
    missing = {part for part in PARTS if not any(paste(part) in text for text in texts)}
    assert not missing
    results: dict[str, Any] = page["cases"]
    return results


def test_webgl_computes_what_the_processor_computes(found: dict[str, Any]) -> None:
    wrong = [f"{name}: {words}" for name, both in found.items() for words in differences(both["cpu"], both["webgl"])]
    assert not wrong, "\n".join(wrong)


def differences(cpu: dict[str, Any], webgl: dict[str, Any]) -> Iterator[str]:
    if "error" in cpu or "error" in webgl:
        yield cpu.get("error") or webgl["error"]
        return
    for verb, tensors in cpu.items():
        if tensors.keys() != webgl[verb].keys():
            yield f"{verb} of other tensors"
            continue
        arrays = {name: np.array(tensor, np.float64) for name, tensor in tensors.items()}
        sizes = {name: np.abs(array).max(initial=0) for name, array in arrays.items()}
        largest = max(sizes.values(), default=0)
        for name, array in arrays.items():
            difference = np.abs(array - np.array(webgl[verb][name], np.float64)).max(initial=0)
            if not difference <= TOLERANCE * max(sizes[name], LEAST * largest):
                yield f"{verb} {name}: a difference of {difference:.3g} where there is {sizes[name]:.3g}"
