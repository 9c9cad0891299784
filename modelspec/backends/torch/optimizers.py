"""Optimizers: torch's own where its update is Keras's at a constant learning rate, else local classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelspec.backends.code import Code, Name, Plain, call, method
from modelspec.training.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop


def optimizer_call(optimizer: Optimizer, parts: set[str]) -> Code:
    """`Adam(model.parameters(), lr=0.001, ...)`; a local class is added to `parts`."""
    name, options = OPTIMIZERS[type(optimizer)](optimizer)
    if "." not in name:
        parts.add(name)
    return call(name, method(Name("model"), "parameters"), lr=optimizer.learning_rate, **options)


Spelled = tuple[str, dict[str, Plain]]


def _sgd(optimizer: SGD) -> Spelled:
    options: dict[str, Plain] = {}
    if optimizer.momentum:
        options["momentum"] = optimizer.momentum
        if optimizer.nesterov:
            options["nesterov"] = True
    if optimizer.weight_decay:
        options["weight_decay"] = optimizer.weight_decay
    # torch's decay goes through the velocity, Keras's does not; without momentum both are w -= lr * (g + decay * w).
    return ("SGD" if optimizer.momentum and optimizer.weight_decay else "torch.optim.SGD"), options


def _adam(optimizer: Adam) -> Spelled:
    options: dict[str, Plain] = {"betas": (optimizer.beta_1, optimizer.beta_2), "eps": optimizer.epsilon}
    if optimizer.weight_decay:
        options["weight_decay"] = optimizer.weight_decay
    if optimizer.amsgrad:
        options["amsgrad"] = True
    return ("AdamW" if optimizer.weight_decay else "Adam"), options


def _rmsprop(optimizer: RMSprop) -> Spelled:
    options: dict[str, Plain] = {"alpha": optimizer.rho, "eps": optimizer.epsilon}
    if optimizer.momentum:
        options["momentum"] = optimizer.momentum
    if optimizer.centered:
        options["centered"] = True
    if optimizer.weight_decay:
        options["weight_decay"] = optimizer.weight_decay
    return "RMSprop", options


OPTIMIZERS: dict[type[Optimizer], Callable[[Any], Spelled]] = {SGD: _sgd, Adam: _adam, AdamW: _adam, RMSprop: _rmsprop}
