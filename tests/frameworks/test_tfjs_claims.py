"""The two examples of TensorFlow.js's documentation, a dense layer 50 -> 32 with an L2 on its kernel or on its bias:
what the generated module counts and adds to the loss, in its own functions and in TensorFlow.js's own training."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import modelspec
from modelspec.backends.tfjs.node import find_node

pytestmark = pytest.mark.frameworks

ROOT = Path(__file__).parents[2]
FACTOR = 0.01


@pytest.fixture(scope="module", params=[("1_dense", "dense/kernel"), ("10_bias_penalty", "dense/bias")])
def found(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the driver measured of an example."""
    name, weight = request.param
    spec = ROOT / "examples" / f"{name}.modelspec.yaml"
    folder = ROOT / "out" / "claims"
    folder.mkdir(parents=True, exist_ok=True)
    # Below the project, where Node.js finds TensorFlow.js.
    module = folder / f"{name}.mjs"
    module.write_text(modelspec.load(spec).code("tfjs"), encoding="utf-8")
    driver = Path(__file__).with_name("claims_driver.mjs")
    command = [str(find_node()), str(driver), str(module), weight]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answer


def test_the_summary_counts(found: dict[str, Any]) -> None:
    counts = [line for line in found["lines"] if "params:" in line]
    assert counts == ["Total params: 1632", "Trainable params: 1632", "Non-trainable params: 0"]


def test_the_penalty_is_in_the_loss(found: dict[str, Any]) -> None:
    wanted = FACTOR * np.square(found["w"]).sum()
    assert wanted > 0.01
    np.testing.assert_allclose(found["added"], wanted, rtol=1e-4)


def test_its_gradient_is_in_the_step(found: dict[str, Any]) -> None:
    w = np.array(found["w"])
    np.testing.assert_allclose(found["gradient"], 2 * FACTOR * w, rtol=1e-6)
    # One step of SGD with learning rate 1, by TensorFlow.js's own `trainOnBatch`.
    moved = w - np.array(found["after"]) - np.array(found["step"])
    np.testing.assert_allclose(moved, 2 * FACTOR * w, rtol=0, atol=1e-6)
