"""Layer calls in the single-key form: completing an empty list item offers exactly the kinds."""

from __future__ import annotations

from modelspec.layers import FAMILY, find
from modelspec.layers.base import Layer
from modelspec.plain import short_argument, stands_alone
from modelspec.schema.arguments import argument_schemas
from modelspec.schema.words import EXPRESSION, Schema, any_of, mapping, not_a_mapping, one_call, ref
from modelspec.spec import NAME_SCHEMA

NAME_PATTERN: Schema = {**(NAME_SCHEMA.json_schema or {})}
COMMON_DEFINITIONS: dict[str, Schema] = {
    "repeat": {
        "description": "How many of these, one behind the other.",
        **any_of({"type": "integer", "minimum": 1, "maximum": 10_000}, EXPRESSION),
    },
    "trainable": {
        "description": "false: the weights stay as they are, and have no penalty.",
        **any_of({"type": "boolean"}, EXPRESSION),
    },
    "doc": {"type": "string", "description": "A comment in the generated code."},
}
COMMON: dict[str, Schema] = {key: ref(key) for key in ("name", "from", "repeat", "trainable", "doc")}
"""The arguments that every call has."""


def call_definitions() -> dict[str, Schema]:
    """`layers` of a file without blocks, and with them; one definition a kind."""
    kinds = sorted(FAMILY)
    alone = [kind for kind in kinds if stands_alone(find(kind))]
    others = [kind for kind in kinds if kind not in alone]
    calls = {kind: ref(f"layer.{kind}") for kind in kinds}
    names = {"enum": alone, "description": "A layer that needs no arguments."}
    layer = any_of(names, one_call(calls))
    items = any_of(names, one_call({**calls, "reuse": ref("reuse")}))
    block_name = {**NAME_PATTERN, "not": {"enum": [*others, "reuse"]}, "description": "A block without arguments."}
    with_blocks = any_of(
        names,
        block_name,
        one_call({**calls, "reuse": ref("reuse")}, propertyNames=NAME_PATTERN, additionalProperties=ref("use")),
    )
    listed = {"type": "array", "minItems": 1, "description": "The calls, in their order."}
    return {
        "layer": {"description": "One layer, inside of a wrapper.", **layer},
        "layers": {**listed, "items": items},
        "layers_and_blocks": {**listed, "items": with_blocks},
        **COMMON_DEFINITIONS,
        "reuse": _reuse(),
        "use": _use(),
        **{f"layer.{kind}": _call(find(kind)) for kind in kinds},
    }


def _call(cls: type[Layer]) -> Schema:
    arguments = argument_schemas(cls)
    required = [name for name, field in cls.model_fields.items() if field.is_required()]
    forms = [mapping({**arguments, **COMMON}, required)]
    main = short_argument(cls)
    if main is not None:
        forms.append(COMMON["from"] if main == "from" else not_a_mapping(arguments[main]))
    if stands_alone(cls):
        forms.append({"type": "null"})
    return {"description": " ".join((cls.__doc__ or "").split()), **any_of(*forms)}


def _reuse() -> Schema:
    arguments = {"layer": {"type": "string", "description": "The name of an earlier layer or block."}}
    common = {key: COMMON[key] for key in ("name", "from", "doc")}
    return {
        "description": "A further call of an earlier layer: the same weights.",
        **any_of(mapping({**arguments, **common}, ["layer"]), {"type": "string"}),
    }


def _use() -> Schema:
    use = {"type": "object", "properties": COMMON, "additionalProperties": True}
    value = {"type": ["number", "string", "boolean", "array", "null"]}
    return {"description": "A use of a block of this file.", **any_of(use, value)}
