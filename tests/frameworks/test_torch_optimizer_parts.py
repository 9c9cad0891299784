"""The optimizers of the PyTorch backend against Keras's over 50 steps, in float64."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import torch
from parity import Array, close
from torch import Tensor

from modelspec.backends.torch.parts.adam import Adam
from modelspec.backends.torch.parts.adam_w import AdamW
from modelspec.backends.torch.parts.rmsprop import RMSprop
from modelspec.backends.torch.parts.sgd import SGD

pytestmark = [pytest.mark.frameworks, pytest.mark.usefixtures("float64")]

STEPS = 50
Make = Callable[..., torch.optim.Optimizer]


def single(value: float) -> float:
    """The number as float32 holds it: Keras rounds its hyperparameters so, whatever the dtype."""
    return float(np.float32(value))


RATE = single(0.03)


def start() -> list[Array]:
    random = np.random.default_rng(1)
    return [random.normal(size=shape) for shape in ((4, 3), (3,))]


def gradients(weights: list[Any], step: int) -> list[Any]:
    """A gradient that depends on the weight, and a tiny one, both noisy: at rest small errors would grow."""
    kernel, bias = weights
    noise = np.random.default_rng(step).normal(size=kernel.shape)
    return [0.1 * kernel**3 + noise, 1e-5 * (bias + noise[0])]


def run_keras(optimizer: keras.optimizers.Optimizer) -> list[Array]:
    variables = [keras.Variable(value) for value in start()]
    for step in range(STEPS):
        values = gradients([v.numpy() for v in variables], step)
        optimizer.apply([keras.ops.convert_to_tensor(value) for value in values], variables)
    return [v.numpy() for v in variables]


def run_torch(make: Make, rates: Callable[[int], float] | None = None) -> list[Tensor]:
    parameters = [torch.nn.Parameter(torch.tensor(value)) for value in start()]
    optimizer = make(parameters)
    for step in range(STEPS):
        if rates is not None:
            optimizer.param_groups[0]["lr"] = rates(step)
        values = gradients([p.detach().numpy() for p in parameters], step)
        for parameter, value in zip(parameters, values, strict=True):
            parameter.grad = torch.tensor(value)
        optimizer.step()
    return [p.detach() for p in parameters]


def same(expected: list[Array], actual: list[Tensor], tolerance: float = 1e-12) -> None:
    for a, e, before in zip(actual, expected, start(), strict=True):
        assert np.abs(e - before).max() > 1e-6
        close(a, e, tolerance)


MOMENTUM = single(0.9)
DECAY = single(0.02)


@pytest.mark.parametrize("decay", [0.0, DECAY])
@pytest.mark.parametrize(("momentum", "nesterov"), [(0.0, False), (MOMENTUM, False), (MOMENTUM, True)])
def test_sgd(momentum: float, nesterov: bool, decay: float) -> None:
    keras_sgd = keras.optimizers.SGD(RATE, momentum=momentum, nesterov=nesterov, weight_decay=decay or None)
    expected = run_keras(keras_sgd)
    same(expected, run_torch(lambda p: SGD(p, RATE, momentum=momentum, nesterov=nesterov, weight_decay=decay)))
    if not decay:
        same(expected, run_torch(lambda p: torch.optim.SGD(p, RATE, momentum=momentum, nesterov=nesterov)))


@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd_with_a_schedule(nesterov: bool) -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(RATE, 10, single(0.5))
    expected = run_keras(keras.optimizers.SGD(schedule, momentum=MOMENTUM, nesterov=nesterov))
    rates = [float(schedule(step)) for step in range(STEPS)]
    same(expected, run_torch(lambda p: SGD(p, momentum=MOMENTUM, nesterov=nesterov), rates.__getitem__))


BETAS = (single(0.9), single(0.99))


@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("epsilon", [single(1e-7), single(1e-2)])
def test_adam(epsilon: float, amsgrad: bool) -> None:
    expected = run_keras(keras.optimizers.Adam(RATE, *BETAS, epsilon, amsgrad))
    same(expected, run_torch(lambda p: Adam(p, RATE, betas=BETAS, eps=epsilon, amsgrad=amsgrad)))


@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("kind", [keras.optimizers.Adam, keras.optimizers.AdamW])
def test_adam_w(kind: type[keras.optimizers.Optimizer], amsgrad: bool) -> None:
    eps = single(1e-7)
    options: dict[str, Any] = {"weight_decay": DECAY, "amsgrad": amsgrad}
    expected = run_keras(kind(RATE, beta_1=BETAS[0], beta_2=BETAS[1], epsilon=eps, **options))
    same(expected, run_torch(lambda p: AdamW(p, RATE, betas=BETAS, eps=eps, **options)))


@pytest.mark.parametrize("decay", [0.0, DECAY])
@pytest.mark.parametrize("momentum", [0.0, MOMENTUM])
@pytest.mark.parametrize("centered", [False, True])
def test_rmsprop(momentum: float, centered: bool, decay: float) -> None:
    rho, eps = single(0.8), single(1e-7)
    options: dict[str, Any] = {"momentum": momentum, "centered": centered}
    expected = run_keras(keras.optimizers.RMSprop(RATE, rho, epsilon=eps, weight_decay=decay or None, **options))
    actual = run_torch(lambda p: RMSprop(p, RATE, alpha=rho, eps=eps, weight_decay=decay, **options))
    # The centered variance is a difference of nearly equal numbers.
    same(expected, actual, 1e-10 if centered else 1e-12)


@pytest.mark.parametrize("make", [SGD, Adam, AdamW, RMSprop])
def test_a_saved_state_goes_on_as_if_never_saved(make: Make) -> None:
    def steps(optimizer: torch.optim.Optimizer, parameter: Tensor, count: int) -> None:
        for _ in range(count):
            parameter.grad = parameter.detach() ** 3
            optimizer.step()

    whole, first = (torch.nn.Parameter(torch.tensor(start()[0])) for _ in range(2))
    steps(make([whole]), whole, 6)
    before = make([first])
    steps(before, first, 3)
    second = torch.nn.Parameter(first.detach().clone())
    after = make([second])
    after.load_state_dict(before.state_dict())
    steps(after, second, 3)
    assert torch.equal(second, whole)


@pytest.mark.parametrize("make", [SGD, Adam, AdamW, RMSprop])
def test_a_group_added_later_has_every_default(make: Make) -> None:
    optimizer = make([torch.nn.Parameter(torch.ones(2))])
    late = torch.nn.Parameter(torch.ones(2))
    optimizer.add_param_group({"params": [late]})
    late.grad = torch.ones(2)
    assert optimizer.step(lambda: 3.0) == 3.0
    assert (late < 1).all()
