"""The `activation` argument: a name, or one call, of an activation of `activations.py`."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from modelspec.layers.activations import ACTIVATIONS, ActivationLayer
from modelspec.layers.activations import parse as parse_activation
from modelspec.layers.fields import problem


def _activation(value: Any) -> ActivationLayer | None:
    if value is None or isinstance(value, ActivationLayer):
        return value
    try:
        return parse_activation(value)
    except ValueError as error:
        raise problem("E123", *error.args) from None


SCHEMA = {
    "anyOf": [
        {"enum": sorted(ACTIVATIONS)},
        {"type": "object", "properties": {name: {} for name in ACTIVATIONS}, "additionalProperties": False},
    ]
}
if TYPE_CHECKING:
    Activation = ActivationLayer | None
else:
    Activation = Annotated[Any, BeforeValidator(_activation), WithJsonSchema(SCHEMA)]
    """None is linear. After checking, the activation layer itself, so that a backend spells both alike."""
