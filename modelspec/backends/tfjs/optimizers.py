"""Optimizers: TensorFlow.js's own where its update is Keras's at a constant learning rate, else parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelspec.backends.code import Code, Plain, Unary, call
from modelspec.training.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop


def optimizer_call(optimizer: Optimizer, parts: set[str]) -> Code:
    """`tf.train.sgd(0.01)` or `new Adam({ learningRate: 0.001, ... })`; a class is added to `parts`."""
    return OPTIMIZERS[type(optimizer)](optimizer, parts)


def _sgd(optimizer: SGD, parts: set[str]) -> Code:
    if optimizer.weight_decay:
        options: dict[str, Plain] = {"momentum": optimizer.momentum} if optimizer.momentum else {}
        if optimizer.momentum and optimizer.nesterov:
            options["nesterov"] = True
        return _part("SGD", optimizer, options, parts)
    if not optimizer.momentum:
        return call("tf.train.sgd", optimizer.learning_rate)
    nesterov = (True,) if optimizer.nesterov else ()
    return call("tf.train.momentum", optimizer.learning_rate, optimizer.momentum, *nesterov)


def _adam(optimizer: Adam, parts: set[str]) -> Code:
    options: dict[str, Plain] = {
        "beta1": optimizer.beta_1,
        "beta2": optimizer.beta_2,
        "epsilon": optimizer.epsilon,
    }
    if optimizer.amsgrad:
        options["amsgrad"] = True
    return _part("Adam", optimizer, options, parts)


def _rmsprop(optimizer: RMSprop, parts: set[str]) -> Code:
    if not (optimizer.centered or optimizer.weight_decay):
        written = optimizer.learning_rate, optimizer.rho, optimizer.momentum, optimizer.epsilon
        return call("tf.train.rmsprop", *written)
    options: dict[str, Plain] = {"rho": optimizer.rho, "epsilon": optimizer.epsilon}
    if optimizer.momentum:
        options["momentum"] = optimizer.momentum
    if optimizer.centered:
        options["centered"] = True
    return _part("RMSProp", optimizer, options, parts)


def _part(name: str, optimizer: Optimizer, options: dict[str, Plain], parts: set[str]) -> Code:
    parts.add(name)
    decay: dict[str, Plain] = {"weightDecay": optimizer.weight_decay} if optimizer.weight_decay else {}
    return Unary("new", call(name, learningRate=optimizer.learning_rate, **options, **decay))


OPTIMIZERS: dict[type[Optimizer], Callable[[Any, set[str]], Code]] = {
    SGD: _sgd,
    Adam: _adam,
    AdamW: _adam,
    RMSprop: _rmsprop,
}
