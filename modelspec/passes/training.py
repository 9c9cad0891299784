"""Passes over the training section."""

from __future__ import annotations

from modelspec.ir import Graph
from modelspec.record import replace
from modelspec.training import Optimizer, OutputLoss, Training
from modelspec.training.losses import MeanSquaredError
from modelspec.training.optimizers import SGD


def with_training(graph: Graph) -> Graph:
    """The graph with a training section: its own, or else mean squared errors and SGD, so that gradients and steps of
    any model can be compared."""
    if graph.training is not None:
        return graph
    losses = tuple(OutputLoss(name, MeanSquaredError()) for name in graph.output_names)
    return replace(graph, training=Training(losses, SGD()))


def trained_by(graph: Graph, optimizer: Optimizer) -> Graph:
    """The graph, which has a training section, with another optimizer."""
    assert graph.training is not None
    return replace(graph, training=replace(graph.training, optimizer=optimizer))
