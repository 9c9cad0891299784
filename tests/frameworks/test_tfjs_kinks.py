"""Where drawn numbers never fall: gradients at kinks and ties, and models that are saved and read again."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from modelspec.backends import backend
from modelspec.backends.job import Job
from modelspec.backends.tfjs.node import missing
from modelspec.ir import Graph
from modelspec.numeric import Array
from modelspec.resolve import resolve
from modelspec.source import parse
from tests.frameworks.tfjs_cases.activations import OPTIONS, WITH_ARGUMENTS

pytestmark = [pytest.mark.frameworks, pytest.mark.skipif(missing() is not None, reason=str(missing()))]

JOB = Job("float32", 0, [], [], [], [], {})
KINKS = np.array([-30, -6, -3, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 3, 6, 30], np.float32)
CALLS: list[Any] = [*OPTIONS, *({kind: given} for kind, given in WITH_ARGUMENTS)]
INPUT = np.ones((2, 1), np.float32)
SAVED = """
import * as tf from "@tensorflow/tfjs";
import { buildModel as made } from "./model.mjs";

let artifacts;
const handler = tf.io.withSaveHandler(async (found) => {
	artifacts = found;
	return { modelArtifactsInfo: { dateSaved: new Date() } };
});
await made().save(handler);
const read = await tf.loadLayersModel(tf.io.fromMemory(artifacts));

export function buildModel() {
	return read;
}
"""


def model_of(layers: list[Any], outputs: list[str]) -> Graph:
    spec = {
        "modelspec": 1,
        "name": "kinks",
        "dtype": "float32",
        "inputs": {"x": {"shape": [1]}},
        "layers": [*layers, {"concatenate": {"from": outputs}}],
        "training": {"loss": "mean_squared_error", "optimizer": "sgd"},
    }
    return resolve(parse(yaml.safe_dump(spec, sort_keys=False), "kinks.modelspec.yaml")).graph


def dense(name: str, **arguments: Any) -> dict[str, Any]:
    return {"dense": {"units": len(KINKS), "name": name, "from": "x", **arguments}}


def framework_of(name: str) -> Any:
    framework = import_module(backend(name).probe).FRAMEWORK
    framework.set_precision("float32")
    return framework


def gradients(name: str, graph: Graph, folder: Path) -> tuple[float, dict[str, Array]]:
    """The loss and the gradients by the biases, which are all that the layers see."""
    made, framework = backend(name).generate(graph), framework_of(name)
    file = folder / made.file_name
    file.write_text(made.text)
    program = framework.load(file)
    model = framework.build(program)
    weights = {full: np.zeros(weight.shape, np.float32) for full, weight in graph.weights()}
    weights |= {full: KINKS for full in weights if full.endswith(".bias")}
    keys = {target.key: full for full, (target,) in made.weights.items()}
    framework.assign(model, {key: weights[full] for key, full in keys.items()})
    target = np.linspace(-2, 3, 2 * graph.body.outputs[0].shape[0]).astype(np.float32)  # type: ignore[operator]
    loss, found = framework.gradients(program, model, ([INPUT], [target.reshape(2, -1)]), JOB)
    return loss, {keys[key]: array for key, array in found.items() if keys[key].endswith(".bias")}


def assert_equal(graph: Graph, folder: Path) -> None:
    loss, expected = gradients("keras", graph, folder)
    actual_loss, actual = gradients("tfjs", graph, folder)
    assert actual_loss == pytest.approx(loss, rel=1e-5)
    assert actual.keys() == expected.keys()
    for full, array in expected.items():
        assert np.abs(array - actual[full]).max() <= 1e-5 * np.abs(array).max(), full


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_activations_at_their_kinks(call: Any, tmp_path: Path) -> None:
    assert_equal(model_of([dense("a", activation=call), dense("b")], ["a", "b"]), tmp_path)


def test_p_re_lu_at_0(tmp_path: Path) -> None:
    alpha = {"p_re_lu": {"from": "a", "name": "p"}}
    assert_equal(model_of([dense("a"), dense("b"), alpha], ["p", "b"]), tmp_path)


@pytest.mark.parametrize("kind", ["maximum", "minimum"])
def test_ties(kind: str, tmp_path: Path) -> None:
    wide = {"reshape": {"target_shape": [1, len(KINKS)], "from": "a", "name": "wide"}}
    flat = {"flatten": {"from": "other", "name": "flat"}}
    ties = [{kind: {"from": ["a", "b"], "name": "tie"}}, wide, {kind: {"from": ["wide", "b"], "name": "other"}}, flat]
    assert_equal(model_of([dense("a"), dense("b"), *ties], ["tie", "flat"]), tmp_path)


def test_a_vector_of_zeros_has_a_gradient_when_it_is_normalized(tmp_path: Path) -> None:
    zeros = {"rescaling": {"scale": 0, "from": "a", "name": "zeros"}}
    cosine = {"dot": {"from": ["zeros", "b"], "axes": 1, "normalize": True, "name": "cosine"}}
    assert_equal(model_of([dense("a"), dense("b"), zeros, cosine], ["cosine", "b"]), tmp_path)


def test_saved_models_keep_names_of_activations_and_options(tmp_path: Path) -> None:
    options = {
        "kernel_initializer": {"variance_scaling": {"mode": "fan_avg"}},
        "bias_initializer": "he_normal",
        "kernel_regularizer": {"l1": 0.5},
    }
    layers = [dense(f"d{number}", activation=call, **options) for number, call in enumerate(CALLS)]
    graph = model_of(layers, [f"d{number}" for number in range(len(CALLS))])
    framework = framework_of("tfjs")
    (tmp_path / "model.mjs").write_text(backend("tfjs").generate(graph).text)
    (tmp_path / "saved.mjs").write_text(SAVED)
    made, read = (framework.build(framework.load(tmp_path / name)) for name in ("model.mjs", "saved.mjs"))
    framework.assign(made, {key: array for key, (array, _) in framework.weights(read).items()})
    one, other = (framework.outputs(model, [INPUT], False)[0] for model in (made, read))
    assert one.shape == (2, len(KINKS) * len(CALLS))
    assert (one == other).all()
