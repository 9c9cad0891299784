"""Seeded weights and batches."""

from pathlib import Path

import numpy as np
import pytest

import modelspec
from modelspec.data import draw_batch, draw_weights, free_size
from modelspec.ir import Graph
from modelspec.passes import flatten, with_training

LOGITS_BIAS = 0.24350680534384117
EXAMPLES = Path(__file__).parents[2] / "examples"


def load(name: str) -> Graph:
    return modelspec.load(next(EXAMPLES.glob(f"{name}*"))).graph


def spec(tmp_path: Path, text: str) -> Graph:
    file = tmp_path / "m.modelspec.yaml"
    file.write_text(f"modelspec: 1\nname: m\n{text}")
    return modelspec.load(file).graph


def test_an_array_is_a_function_of_seed_and_name() -> None:
    graph = load("2_mnist")
    first, again, other = draw_weights(graph, 0), draw_weights(graph, 0), draw_weights(graph, 1)
    assert all((first[name] == again[name]).all() for name in first)
    assert all((first[name] != other[name]).any() for name in first)
    # The very number, so that a change of the draw does not pass unseen.
    assert first["logits.bias"][0] == pytest.approx(LOGITS_BIAS, abs=0, rel=1e-15)


def test_no_weight_is_what_an_initializer_gives_by_chance() -> None:
    weights = draw_weights(load("3_resnet"), 0)
    assert all((array > 0).all() for name, array in weights.items() if name.endswith(("gamma", "moving_variance")))
    assert all(array.all() for array in weights.values())
    assert all((array != 1).all() for array in weights.values())


def test_ids_stay_within_the_table() -> None:
    graph = with_training(load("4_lstm"))
    batch = draw_batch(graph, flatten(graph), 0, 0, 64)
    assert batch["x/tokens"].min() >= 0
    assert 10 < batch["x/tokens"].max() < 20000


def test_ids_go_through_layers_and_the_smallest_table_counts(tmp_path: Path) -> None:
    graph = with_training(
        spec(
            tmp_path,
            "inputs: {t: {shape: [4], dtype: int32}}\nlayers:\n- flatten: {name: f}\n"
            "- embedding: {name: a, from: f, input_dim: 50, output_dim: 2}\n"
            "- embedding: {name: b, from: t, input_dim: 3, output_dim: 2}\n- add: [a, b]",
        )
    )
    assert draw_batch(graph, flatten(graph), 0, 0, 64)["x/t"].max() == 2


TARGETS = {
    "binary_crossentropy": lambda y: set(np.unique(y)) == {0.0, 1.0} and y.shape == (64, 3),
    "mean_squared_error": lambda y: y.shape == (64, 3) and y.std() > 0.5,
    "categorical_crossentropy": lambda y: np.allclose(y.sum(axis=1), 1) and y.min() > 0,
    "sparse_categorical_crossentropy": lambda y: y.shape == (64,) and set(np.unique(y)) == {0, 1, 2},
    "{sparse_categorical_crossentropy: {ignore_class: 7}}": lambda y: y[0] == 7 and y[1:].max() < 3,
}


@pytest.mark.parametrize("loss", TARGETS)
def test_targets_fit_the_loss(tmp_path: Path, loss: str) -> None:
    graph = spec(
        tmp_path,
        f"inputs: {{x: [2]}}\nlayers: [dense: {{units: 3, activation: softmax}}]\n"
        f"training: {{loss: {loss}, optimizer: sgd}}",
    )
    assert TARGETS[loss](draw_batch(graph, flatten(graph), 0, 0, 64)["y/dense"])


def test_batches_differ() -> None:
    graph = with_training(load("1_dense"))
    first, second = (draw_batch(graph, flatten(graph), 0, number, 4)["x/x"] for number in (0, 1))
    assert (first != second).all()


def test_the_batch_is_no_length_of_the_model() -> None:
    graph = load("3_resnet")
    assert free_size(graph, flatten(graph), 8) == 9
    assert free_size(graph, flatten(graph), 1) == 1
    assert free_size(load("1_dense"), flatten(load("1_dense")), 32) == 33
