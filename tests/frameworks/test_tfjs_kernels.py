"""The kernels that verify gives to TensorFlow.js's CPU backend compute what its own compute."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from modelspec.backends.tfjs.node import find_node

pytestmark = pytest.mark.frameworks


def test_they_are_equal_to_those_that_they_replace() -> None:
    command = [str(find_node()), str(Path(__file__).with_name("kernels_driver.mjs"))]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout.splitlines()[-1])
    assert len(found["own"]) == len(found["ours"]) > 0
    for (shape, own), (our_shape, ours) in zip(found["own"], found["ours"], strict=True):
        assert shape == our_shape
        assert np.abs(own).max() > 0.1
        np.testing.assert_allclose(ours, own, rtol=1e-6, atol=1e-6)
