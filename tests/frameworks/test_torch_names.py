"""Names in a generated torch file: a block's parameters in its methods, and variables beside local functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from modelspec.backends.program import load_program
from modelspec.model import load

pytestmark = pytest.mark.frameworks

BLOCK = """
modelspec: 1
name: blocks
inputs: {x: [9, 8, 3]}
blocks:
  down:
    params: {slope: required, strength: required}
    layers:
      - conv2d:
          {name: slope, filters: 3, kernel_size: 3, strides: 2, padding: same, kernel_regularizer: {l2: $strength}}
      - leaky_relu: $slope
layers:
  - down: {name: one, slope: 0.5, strength: 0.25}
  - down: {name: two, slope: 0.125, strength: 0.75}
"""
MAXIMUM = """
modelspec: 1
name: merged
inputs: {a: [4], b: [4]}
layers:
  - maximum: [a, b]
  - tanh: {name: squashed}
  - add: [maximum, squashed]
"""


def made(tmp_path: Path, text: str, name: str) -> Any:
    path = tmp_path / "spec.modelspec.yaml"
    path.write_text(text)
    return getattr(load_program(load(path).code("torch"), name), name.capitalize())()


def test_parameters_reach_forward_and_penalties(tmp_path: Path) -> None:
    model = made(tmp_path, BLOCK, "blocks")
    x = torch.randn(2, 9, 8, 3, generator=torch.Generator().manual_seed(1))
    first, second = model.one, model.two
    h = torch.nn.functional.pad(x.movedim(-1, 1), (0, 1, 1, 1))
    h = torch.nn.functional.leaky_relu(first.slope(h), 0.5)
    h = torch.nn.functional.pad(h, (0, 1, 1, 1))
    h = torch.nn.functional.leaky_relu(second.slope(h), 0.125)
    assert torch.equal(model(x), h.movedim(1, -1))
    kernels = 0.25 * first.slope.weight.square().sum() + 0.75 * second.slope.weight.square().sum()
    assert torch.allclose(model.penalty(), kernels)


def test_a_variable_does_not_hide_a_function(tmp_path: Path) -> None:
    model = made(tmp_path, MAXIMUM, "merged")
    a, b = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(1))
    largest = torch.maximum(a, b)
    assert torch.equal(model(a, b), largest + largest.tanh())
