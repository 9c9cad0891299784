"""The `training` section."""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.plain import short_argument
from modelspec.schema.arguments import argument_schemas
from modelspec.schema.words import EXPRESSION, Schema, any_of, mapping, not_a_mapping, one_call, ref
from modelspec.training import LOSSES, METRICS, OPTIMIZERS
from modelspec.training.base import Call

COUNT = any_of({"type": "integer", "minimum": 1}, EXPRESSION)


def training_definitions() -> dict[str, Schema]:
    """The section, and the calls in it."""
    by_output = {"type": "object", "description": "A loss for each output."}
    weight = any_of({"type": "number", "minimum": 0}, EXPRESSION)
    metrics = {"type": "array", "items": any_of({"enum": list(METRICS)}, EXPRESSION)}
    return {
        "training": {
            "description": "How the model is trained: total loss = the weighted losses + every penalty.",
            **mapping(
                {
                    "loss": ref("loss"),
                    "losses": {**by_output, "additionalProperties": ref("loss")},
                    "loss_weights": {"type": "object", "additionalProperties": weight},
                    "optimizer": ref("optimizer"),
                    "metrics": metrics,
                    "batch_size": {"default": 32, **COUNT},
                    "epochs": {"default": 1, **COUNT},
                }
            ),
        },
        "loss": _calls(LOSSES, "A loss by name, or with arguments."),
        "optimizer": _calls(OPTIMIZERS, "An optimizer by name, with a learning rate, or with arguments."),
    }


def _calls(table: Mapping[str, type[Call]], description: str) -> Schema:
    calls = {kind: _call(cls) for kind, cls in table.items()}
    return {"description": description, **any_of({"enum": list(table)}, one_call(calls), EXPRESSION)}


def _call(cls: type[Call]) -> Schema:
    arguments = argument_schemas(cls)
    forms = [mapping(arguments), {"type": "null"}]
    main = short_argument(cls)
    forms += [not_a_mapping(arguments[main])] if main else []
    return {"description": " ".join((cls.__doc__ or "").split()), **any_of(*forms)}
