"""What the README says of λ, measured on the generated programs and not on our own formulas."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import modelspec
from modelspec.backends.program import load_program

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import tensorflow as tf
import torch

pytestmark = [pytest.mark.frameworks, pytest.mark.filterwarnings("ignore")]
EXAMPLES = Path(__file__).parents[2] / "examples"


def program(example: str, backend: str) -> ModuleType:
    return load_program(modelspec.load(EXAMPLES / f"{example}.modelspec.yaml").code(backend), f"{example}_{backend}")


def keras_penalty_gradient(model: Any, x: np.ndarray[Any, Any]) -> dict[str, Any]:
    with tf.GradientTape() as tape:
        model(x)
        penalty = tf.add_n(model.losses)
    variables = model.trainable_variables
    found = tape.gradient(penalty, [variable.value for variable in variables])
    return {
        v.path: None if g is None else tf.convert_to_tensor(g).numpy() for v, g in zip(variables, found, strict=True)
    }


def test_under_lambda_over_2m_the_gradient_is_lambda_over_m_times_the_weight() -> None:
    rate, m = 0.7, 60_000
    model = program("7_ridge_m", "keras").build_model()
    found = keras_penalty_gradient(model, np.ones((2, 784), "float32"))
    for variable in model.trainable_variables:
        if variable.path.endswith("/kernel"):
            np.testing.assert_allclose(found[variable.path], rate / m * variable.numpy(), rtol=1e-6)
        else:
            assert found[variable.path] is None
    module = program("7_ridge_m", "torch").CourseStyle()
    module.penalty().backward()
    for name, parameter in module.named_parameters():
        if name.endswith("weight"):
            torch.testing.assert_close(parameter.grad, rate / m * parameter.detach(), rtol=1e-6, atol=0)
        else:
            assert parameter.grad is None


def test_under_lambda_over_2_the_penalty_is_sgds_weight_decay() -> None:
    """20 steps of the generated train_step, against torch.optim.SGD(weight_decay=λ) on the data loss alone."""
    generated = program("8_fc_lambda_half", "torch")
    torch.manual_seed(0)
    penalized = generated.FcLambdaHalf().double()
    decayed = generated.FcLambdaHalf().double()
    decayed.load_state_dict(penalized.state_dict())
    kernels = [p for name, p in decayed.named_parameters() if name.endswith("weight")]
    biases = [p for name, p in decayed.named_parameters() if name.endswith("bias")]
    groups = [{"params": kernels, "weight_decay": 0.01}, {"params": biases}]
    plain = torch.optim.SGD(groups, lr=0.01)
    optimizer = generated.make_optimizer(penalized)
    for _ in range(20):
        x = torch.randn(16, 784, dtype=torch.float64)
        y = torch.nn.functional.one_hot(torch.randint(0, 10, (16,)), 10).double()
        generated.train_step(penalized, optimizer, x, y)
        plain.zero_grad()
        generated.loss(decayed(x), y).backward()
        plain.step()
    for ours, theirs in zip(penalized.parameters(), decayed.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-13)


def test_all_trainable_is_l2_loss_over_all_trainable_variables() -> None:
    model = program("9_all_trainable", "keras").build_model()
    for variable in model.trainable_variables:
        variable.assign(np.random.default_rng(1).normal(size=variable.shape))
    expected = 0.01 * sum(float(tf.nn.l2_loss(variable.value)) for variable in model.trainable_variables)
    assert sum(map(float, model.losses)) == pytest.approx(expected, rel=1e-6)
    module = program("9_all_trainable", "torch").AllTrainable()
    total = 0.01 * sum(float(p.detach().square().sum()) / 2 for p in module.parameters())
    assert float(module.penalty()) == pytest.approx(total, rel=1e-6)


def test_a_saved_keras_model_keeps_its_penalties(tmp_path: Path) -> None:
    model = program("2_mnist_mlp", "keras").build_model()
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(4, 28, 28)).astype("float32")
    model(x), loaded(x)
    assert sum(map(float, loaded.losses)) == pytest.approx(sum(map(float, model.losses)), rel=1e-6)
