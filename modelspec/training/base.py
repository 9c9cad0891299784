"""What losses and optimizers share: a kind, a main argument, and strict fields."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Call(BaseModel):
    """A loss or an optimizer, written like a layer: `adam`, `adam: 1e-3` or `adam: {learning_rate: 1e-3}`."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False)

    kind: ClassVar[str]
    main: ClassVar[str | None] = None
    refused: ClassVar[dict[str, str]] = {}
    """Arguments that Keras has and this language leaves out, with the reason."""
