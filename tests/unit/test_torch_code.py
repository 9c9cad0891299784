"""What makes a torch file read well: classes that serve every use, sizes that follow from what they depend on."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelspec.model import load

UNET = """
modelspec: 1
name: unet
inputs: {image: [8, 8, 3]}
blocks:
  twice:
    params: {filters: required, kernel_size: 3}
    layers:
      - conv2d: {filters: $filters, kernel_size: $kernel_size, padding: same, kernel_initializer: he_normal}
      - conv2d: {filters: $filters, kernel_size: $kernel_size, padding: same, kernel_initializer: he_normal}
  up:
    params: {filters: required}
    inputs: [x, skip]
    layers:
      - up_sampling2d: {from: x, size: 2}
      - concatenate: [previous, skip]
      - twice: {filters: $filters, kernel_size: 1}
layers:
  - twice: {name: level1, filters: 4}
  - max_pooling2d: 2
  - twice: {name: bottom, filters: 8}
  - up: {name: top, from: [bottom, level1], filters: 4}
"""
ENCODER = """
modelspec: 1
name: encoder
inputs: {x: [6, 16]}
blocks:
  layer:
    params: {d_ff: 64}
    layers:
      - multi_head_attention: {num_heads: 4, key_dim: 4}
      - dense: {units: $d_ff}
      - dense: 16
layers:
  - layer
  - layer
"""
MERGED = """
modelspec: 1
name: merged
inputs: {x: [4]}
layers:
  - dense: {name: all, units: 4}
  - dense: {name: shortcut, from: x, units: 4}
  - add: [all, shortcut]
"""


def made(tmp_path: Path, text: str) -> str:
    path = tmp_path / "spec.modelspec.yaml"
    path.write_text(text)
    return load(path).code("torch")


def test_one_class_serves_uses_of_either_layout_and_of_any_kernel_size(tmp_path: Path) -> None:
    text = made(tmp_path, UNET)
    assert text.count("class Twice") == 1
    assert "self.level1(image.movedim(-1, 1))" in text


def test_fans_are_products_of_what_they_depend_on(tmp_path: Path) -> None:
    text = made(tmp_path, UNET)
    assert "def __init__(self, filters: int, kernel_size: int, in_channels: int) -> None:" in text
    assert "math.sqrt(2 / (kernel_size * kernel_size * in_channels))" in text
    assert "math.sqrt(2 / (kernel_size * kernel_size * filters))" in text


def test_a_fan_that_happens_to_equal_a_parameter_does_not_follow_it(tmp_path: Path) -> None:
    text = made(tmp_path, ENCODER)
    assert "bound = math.sqrt(6 / (16 * (4 + 4)))" in text
    assert "nn.Linear(16, d_ff)" in text


def test_values_that_meet_at_once_have_their_names_and_hide_no_builtin(tmp_path: Path) -> None:
    text = made(tmp_path, MERGED)
    assert "shortcut = self.shortcut(x)" in text
    assert "= all_ + shortcut" in text


@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
def test_the_model_has_the_dtype_of_the_spec(tmp_path: Path, dtype: str) -> None:
    text = made(tmp_path, MERGED + f"dtype: {dtype}\n")
    assert f"        self.reset_parameters()\n        self.to(torch.{dtype})\n" in text


def test_float32_is_not_said(tmp_path: Path) -> None:
    assert "self.to(" not in made(tmp_path, MERGED)
