"""How a model is trained: loss, optimizer, metrics. Facts only; Keras's names, arguments and defaults."""

from modelspec.record import Record
from modelspec.training.losses import LOSSES, Loss
from modelspec.training.metrics import METRICS
from modelspec.training.optimizers import OPTIMIZERS, Optimizer

__all__ = ["LOSSES", "METRICS", "OPTIMIZERS", "Loss", "Optimizer", "OutputLoss", "OutputMetric", "Training"]


class OutputLoss(Record):
    """The loss of one output, and its weight in the total."""

    output: str
    loss: Loss
    weight: float = 1.0


class OutputMetric(Record):
    """A metric of one output, by Keras's name."""

    output: str
    metric: str


class Training(Record):
    """The training section, resolved: total loss = the weighted sum of the losses + every penalty."""

    losses: tuple[OutputLoss, ...]
    optimizer: Optimizer
    metrics: tuple[OutputMetric, ...] = ()
    batch_size: int = 32
    epochs: int = 1
