"""Runs a Keras layer and its PyTorch part on the same numbers, and compares outputs and gradients."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import layer_facts
import numpy as np
import tensorflow as tf
import torch
from torch import Tensor, nn

Weights = dict[str, Tensor]
Array = np.ndarray[Any, Any]


def to_first(x: Tensor) -> Tensor:
    """(N, *sizes, C) to (N, C, *sizes)."""
    return x.movedim(-1, 1)


def to_last(x: Tensor) -> Tensor:
    """(N, C, *sizes) to (N, *sizes, C)."""
    return x.movedim(1, -1)


def close(actual: Tensor, expected: Any, tolerance: float) -> None:
    """Largest difference relative to the largest expected number (at least 0.1, for gradients that are 0)."""
    expected = np.asarray(expected)
    assert tuple(actual.shape) == expected.shape
    scale = max(float(np.abs(expected).max(initial=0.0)), 0.1)
    error = float(np.abs(actual.detach().numpy() - expected).max(initial=0.0)) / scale
    assert error <= tolerance, f"relative error {error:.1e}"


def randomize(layer: keras.layers.Layer, seed: int = 7) -> None:
    """Numbers in every weight that no default of either framework would give by chance."""
    random = np.random.default_rng(seed)
    for weight in layer.weights:
        value = random.normal(0.3, 0.4, weight.shape)
        weight.assign(np.abs(value) + 0.5 if weight.name == "moving_variance" else value)


def compare(
    layer: Callable[..., Any],
    part: Callable[..., Tensor],
    inputs: Sequence[Array],
    weights: Callable[..., Weights] | None = None,
    tolerance: float = 1e-12,
    **call: Any,
) -> None:
    """Compare outputs, and the gradients of inputs and trainable weights.

    `weights` takes the layer's trainable weights in their order and gives the part's by name, so that torch's
    gradients come back in Keras's layout: a wrong transposition cannot hide. Inputs and outputs are in it too.
    """
    xs = [tf.constant(x) for x in inputs]
    call_layer(layer, xs, call)  # builds the weights
    variables = []
    if isinstance(layer, keras.layers.Layer):
        randomize(layer)
        variables = layer.trainable_weights
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = call_layer(layer, xs, call)
    cotangent = np.random.default_rng(3).normal(size=y.shape).astype(inputs[0].dtype)
    expected = tape.gradient(y, [*xs, *(v.value for v in variables)], tf.constant(cotangent))
    leaves = [torch.tensor(x, requires_grad=True) for x in inputs]
    held = [torch.tensor(v.numpy(), requires_grad=True) for v in variables]
    actual = part(*leaves) if weights is None else part(weights(*held), *leaves)
    close(actual, y, tolerance)
    gradients = torch.autograd.grad(actual, [*leaves, *held], torch.tensor(cotangent))
    for gradient, value in zip(gradients, expected, strict=True):
        close(gradient, tf.convert_to_tensor(value), tolerance)


def call_layer(layer: Callable[..., Any], inputs: Sequence[Any], options: dict[str, Any]) -> Any:
    """A Keras layer or a function, each called as it wants its inputs."""
    if isinstance(layer, keras.layers.Layer):
        return layer_facts.call(layer, list(inputs), **options)
    return layer(*inputs, **options)


def with_weights(module: nn.Module) -> Callable[..., Tensor]:
    """A call of the module with the given parameters, which must be all that it has."""

    def call(parameters: Weights, *inputs: Tensor) -> Tensor:
        own = {name: tuple(p.shape) for name, p in module.named_parameters()}
        assert {name: tuple(p.shape) for name, p in parameters.items()} == own
        return torch.func.functional_call(module, parameters, inputs)

    return call
