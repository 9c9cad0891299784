"""A checked layer, loss or optimizer back in the words of a spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from modelspec.initializers import Initializer
from modelspec.ir import Node
from modelspec.layers.activation_functions import ActivationLayer
from modelspec.layers.base import Layer
from modelspec.penalty import Penalty, Written

SUFFIX = "_regularizer"


def plain(value: Any) -> Any:
    """A value as the author could have written it."""
    if isinstance(value, Initializer):
        return _call(value.kind, {key: plain(item) for key, item in value.written.items()})
    if isinstance(value, ActivationLayer):
        return _call(value.kind, changed(value))
    if isinstance(value, Written):
        return "none" if value.off else coefficients(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def coefficients(value: Penalty | Written | None) -> Any:
    """`{l2: 0.01}`, or `none`."""
    found = {} if value is None else {key: getattr(value, key) for key in ("l1", "l2") if getattr(value, key)}
    return found or "none"


def changed(call: BaseModel) -> dict[str, Any]:
    """The arguments that differ from their defaults."""
    fields = type(call).model_fields
    return {
        name: plain(getattr(call, name))
        for name, field in fields.items()
        if field.is_required() or getattr(call, name) != field.default
    }


def every_argument(call: BaseModel) -> dict[str, Any]:
    """All arguments of a loss or an optimizer that have a value."""
    found = {name: plain(getattr(call, name)) for name in type(call).model_fields}
    return {name: value for name, value in found.items() if value is not None}


def own_fields(cls: type[BaseModel]) -> list[str]:
    """The arguments in Keras's order; `activity_regularizer`, which every layer inherits, comes last."""
    return sorted(cls.model_fields, key=lambda name: name == f"activity{SUFFIX}")


def short_argument(cls: type[Any]) -> str | None:
    """The argument that `- kind: value` sets, where that alone makes a whole call."""
    required = {name for name, field in cls.model_fields.items() if field.is_required()}
    return cls.main if required <= {cls.main} else None


def stands_alone(cls: type[Layer]) -> bool:
    """Whether `- kind` makes a whole call."""
    return cls.arity[0] <= 1 and not any(field.is_required() for field in cls.model_fields.values())


def arguments(node: Node) -> dict[str, Any]:
    """All arguments of a resolved call, its regularizers as they came out."""
    return _arguments(node.layer, node, inner=False)


def _arguments(layer: Layer, node: Node, inner: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in own_fields(type(layer)):
        if name in layer.refused:
            continue
        value = getattr(layer, name)
        if name.endswith(SUFFIX):
            found[name] = coefficients(_penalty(name.removesuffix(SUFFIX), node, inner))
        elif isinstance(value, Layer) and not isinstance(value, ActivationLayer):
            found[name] = _call(value.kind, _arguments(value, node, inner=True))
        else:
            found[name] = plain(value)
    return {name: value for name, value in found.items() if value is not None}


def _penalty(slot: str, node: Node, inner: bool) -> Penalty | None:
    """What became of a slot of the node's layer, or of the layer that it wraps."""
    if slot != "activity":
        return next((weight.penalty for weight in node.weights if weight.slot == slot), None)
    wraps = type(node.layer).wraps
    places = (place for place in node.activities if not wraps or bool(place.name) == inner)
    return next((place.penalty for place in places), None)


def _call(kind: str, given: Mapping[str, Any]) -> Any:
    return {kind: dict(given)} if given else kind
