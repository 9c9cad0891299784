"""A generated module and its weights in a real browser: it predicts what Keras predicts, and trains as Keras trains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import modelspec
from modelspec.backends.program import load_program
from modelspec.weights import convert, read_weights
from tests.frameworks.browser import MARKS, ROOT, open_page

SPEC = """
modelspec: 1
name: browser
inputs: {image: [12, 12, 1]}
layers:
  - conv2d: {filters: 6, kernel_size: 3, padding: same, kernel_regularizer: {l2: 1e-3}}
  - rms_normalization
  - activation: hard_swish
  - max_pooling2d: 2
  - reshape: [6, 36]
  - gru: {units: 8, kernel_regularizer: {l1: 1e-3, l2: 1e-3}}
  - dense: {name: hidden, units: 16, activation: relu, activity_regularizer: {l1: 1e-3}}
  - dense: {name: logits, units: 5, kernel_regularizer: l2, bias_regularizer: l1}
training:
  loss: {sparse_categorical_crossentropy: {from_logits: true}}
  optimizer: {adam: {learning_rate: 1e-2}}
  metrics: [accuracy]
"""
"""Layers of TensorFlow.js, classes that the module brings, and penalties of every kind."""
STEPS, SEED = 5, 3

pytestmark = MARKS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server gives to the browser: the module, its weights, the data."""
    root = tmp_path_factory.mktemp("browser")
    (root / "browser.modelspec.yaml").write_text(SPEC, encoding="utf-8")
    model = modelspec.load(root / "browser.modelspec.yaml")
    (root / "program.mjs").write_text(model.code("tfjs"), encoding="utf-8")
    convert(model.graph, seed=SEED, backend="tfjs", output=root / "model.json")
    random = np.random.default_rng(SEED)
    x, y = random.normal(size=(8, 12, 12, 1)).astype("float32"), random.integers(0, 5, 8)
    (root / "data.json").write_text(json.dumps({"x": x.tolist(), "y": y.tolist()}), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def result(folder: Path) -> dict[str, Any]:
    """What the page says of itself; a picture of it is kept in `out/`."""
    picture = ROOT / "out" / "browser.png"
    picture.parent.mkdir(exist_ok=True)
    found = open_page(folder, "page", picture)
    assert picture.stat().st_size > 5000
    return found


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    """The same by the generated Keras file, with the weights as the browser got them."""
    import keras  # noqa: PLC0415 (only where there is a browser)

    from modelspec.backends.keras import live  # noqa: PLC0415
    from modelspec.weights.spelled import to_backend  # noqa: PLC0415

    model = modelspec.load(folder / "browser.modelspec.yaml")
    made = modelspec.backends.backend("keras").generate(model.graph)
    program = load_program(made.text, "browser_keras")
    built = live.build(program)
    live.assign(built, to_backend(model.graph, made, read_weights(model.graph, folder / "model.json")))
    data = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    x, y = np.array(data["x"], "float32"), np.array(data["y"])
    before = np.asarray(built(x, training=False))
    program.compile_model(built)
    losses = []
    for _ in range(STEPS):
        built.reset_metrics()
        losses.append(float(built.train_on_batch(x, y, return_dict=True)["loss"]))
    after = np.asarray(built(x, training=False))
    keras.backend.clear_session()
    return {"before": before, "losses": losses, "after": after}


def test_it_predicts_what_keras_predicts(result: dict[str, Any], expected: dict[str, Any]) -> None:
    wanted = expected["before"].ravel()
    assert np.abs(wanted).max() > 0.01
    np.testing.assert_allclose(result["before"], wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())


def test_what_the_module_builds_is_what_the_file_holds(result: dict[str, Any]) -> None:
    np.testing.assert_array_equal(result["before"], result["again"])


def test_it_trains_as_keras_trains(result: dict[str, Any], expected: dict[str, Any]) -> None:
    assert len(result["losses"]) == STEPS
    assert result["losses"][-1] < result["losses"][0]
    np.testing.assert_allclose(result["losses"], expected["losses"], rtol=1e-4)
    wanted = expected["after"].ravel()
    np.testing.assert_allclose(result["after"], wanted, rtol=0, atol=1e-3 * np.abs(wanted).max())
