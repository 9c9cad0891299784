"""Optimizers: keras.optimizers, with Keras's update rules (its epsilons stand elsewhere than PyTorch's)."""

from typing import Annotated, ClassVar

from pydantic import Field

from modelspec.training.base import Call

Share = Annotated[float, Field(ge=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
REFUSED = {
    "use_ema": "averaging of weights is not part of the language yet",
    "ema_momentum": "averaging of weights is not part of the language yet",
    "ema_overwrite_frequency": "averaging of weights is not part of the language yet",
    "loss_scale_factor": "loss scaling belongs to mixed precision, which the language leaves to the trainer",
    "gradient_accumulation_steps": "accumulation belongs to the training loop",
}
LATER = ("clipnorm", "clipvalue", "global_clipnorm")
"""Arguments that come next; they answer "not yet"."""


class Optimizer(Call):
    """`learning_rate` is a number. `weight_decay` is Keras's: decoupled, w -= learning_rate * weight_decay * w before
    each step, on every trainable weight."""

    main: ClassVar[str | None] = "learning_rate"
    refused: ClassVar[dict[str, str]] = REFUSED

    learning_rate: Positive = 0.001
    weight_decay: NotNegative | None = None


class SGD(Optimizer):
    """m = momentum m - lr g; w += m (nesterov: w += momentum m - lr g)"""

    kind: ClassVar[str] = "sgd"

    learning_rate: Positive = 0.01
    momentum: Share = 0.0
    nesterov: bool = False


class Adam(Optimizer):
    """w -= lr sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + epsilon)"""

    kind: ClassVar[str] = "adam"

    beta_1: Share = 0.9
    beta_2: Share = 0.999
    epsilon: Positive = 1e-7
    amsgrad: bool = False


class AdamW(Adam):
    """Adam with weight decay switched on."""

    kind: ClassVar[str] = "adamw"

    weight_decay: NotNegative | None = 0.004


class RMSprop(Optimizer):
    """v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon)"""

    kind: ClassVar[str] = "rmsprop"

    rho: Share = 0.9
    momentum: Share = 0.0
    epsilon: Positive = 1e-7
    centered: bool = False


ALL = (SGD, Adam, AdamW, RMSprop)
OPTIMIZERS: dict[str, type[Optimizer]] = {optimizer.kind: optimizer for optimizer in ALL}
ALIASES = {"momentum": "sgd", "rms_prop": "rmsprop", "gradient_descent": "sgd", "adam_w": "adamw"}
"""Other words for optimizers, for error messages only."""
