"""What arguments share: names, expressions, regularizers, initializers, activations."""

from __future__ import annotations

from modelspec.initializers import CHOICES, DEFAULTS, MAIN
from modelspec.layers.activations import ACTIVATIONS
from modelspec.layers.fields import REGULARIZER_SCHEMA, VARIABLE
from modelspec.plain import short_argument
from modelspec.schema.arguments import argument_schemas, clean
from modelspec.schema.words import EXPRESSION, Schema, any_of, mapping, not_a_mapping, one_call
from modelspec.spec import NAME_SCHEMA

NUMBER = any_of({"type": "number"}, EXPRESSION)


def shared_definitions() -> dict[str, Schema]:
    """The definitions by name."""
    words = {"description": "A variable or an expression over variables, e.g. `$width * 2`."}
    return {
        "expression": {**VARIABLE, **words},
        "name": {**(NAME_SCHEMA.json_schema or {}), "description": "snake_case, 63 characters at most"},
        "from": {
            "description": "The input: a name, `previous`, inside a block also `input`; or a list of these.",
            **any_of({"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}),
        },
        "regularizer": {
            "description": "A penalty added to the loss, e.g. `{l1: 1e-6, l2: 1e-4}`; `l2` alone is 0.01; "
            "`none` switches an inherited one off.",
            **any_of(*map(clean, REGULARIZER_SCHEMA["anyOf"]), {"type": "null"}, EXPRESSION),
        },
        "initializer": {
            "description": "How a weight is drawn, e.g. `he_normal` or `{random_normal: {stddev: 0.02}}`.",
            **any_of({"enum": list(DEFAULTS)}, one_call({kind: _initializer(kind) for kind in DEFAULTS}), EXPRESSION),
        },
        "activation": {
            "description": "A function by name, or with arguments, e.g. `{leaky_relu: 0.1}`.",
            **any_of(
                {"enum": sorted(ACTIVATIONS)},
                one_call({kind: _activation(kind) for kind in sorted(ACTIVATIONS)}),
                {"type": "null"},
                EXPRESSION,
            ),
        },
    }


def _initializer(kind: str) -> Schema:
    arguments = {
        name: {**any_of({"enum": list(CHOICES[name])}, EXPRESSION), "default": default}
        if name in CHOICES
        else {**NUMBER, "default": default}
        for name, default in DEFAULTS[kind].items()
    }
    forms = [mapping(arguments), {"type": "null"}]
    return any_of(*forms, NUMBER) if kind in MAIN else any_of(*forms)


def _activation(kind: str) -> Schema:
    cls = ACTIVATIONS[kind]
    arguments = argument_schemas(cls)
    arguments.pop("activity_regularizer", None)
    forms = [mapping(arguments), {"type": "null"}]
    main = short_argument(cls)
    return any_of(*forms, not_a_mapping(arguments[main])) if main else any_of(*forms)
