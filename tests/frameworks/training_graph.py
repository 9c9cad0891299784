"""Graphs of just what training functions look at, and the numbers they are tried with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from modelspec.ir import Activity, Body, Graph, Node, Shape, Tensor, Weight
from modelspec.layers import find
from modelspec.penalty import Penalty
from modelspec.training import Loss, Optimizer, OutputLoss, OutputMetric, Training
from modelspec.training.optimizers import SGD

Array = np.ndarray[Any, Any]
BATCH = 5


def graph(
    training: Training,
    outputs: Mapping[str, Shape],
    inputs: int = 1,
    *,
    penalties: tuple[str, ...] = (),
    dtype: str = "float64",
) -> Graph:
    """A model of these outputs, with penalties of these targets."""
    dense = find("dense").model_validate({"units": 1})
    (kernel, _) = dense.weights([(2,)])
    weight = Weight(kernel.name, kernel.shape, kernel.initializer, True, "kernel", Penalty(l2=0.1))
    values = tuple(Tensor(name, shape) for name, shape in outputs.items())
    node = Node(
        "dense",
        "dense",
        "dense",
        dense,
        (),
        values[0],
        (weight,) if "weight" in penalties else (),
        (Activity("", Penalty(l2=0.1)),) if "activity" in penalties else (),
        True,
        0,
        (),
    )
    body = Body(tuple(Tensor(f"x{i}", (2,)) for i in range(inputs)), (node,), values)
    return Graph("m", None, dtype, body, tuple(outputs), {}, training, "m.yaml", "0")


def one_output(loss: Loss, metrics: tuple[str, ...] = (), optimizer: Optimizer | None = None) -> Training:
    """The training of a model with the output `y`."""
    found = tuple(OutputMetric("y", metric) for metric in metrics)
    return Training((OutputLoss("y", loss),), optimizer or SGD(), found)


def single(value: float) -> float:
    """The number as float32 holds it: Keras rounds its hyperparameters so, whatever the dtype."""
    return float(np.float32(value))


def numbers(*shape: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).normal(size=shape)


def whole(shape: Shape) -> tuple[int, ...]:
    """With the batch, and a length of 1 where it is not known."""
    return (BATCH, *(length or 1 for length in shape))
