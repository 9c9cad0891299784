"""The few forms that all parts of the schema are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """A definition, by its name."""
    return {"$ref": f"#/definitions/{name}"}


EXPRESSION, NAME = ref("expression"), ref("name")


def any_of(*forms: Schema) -> Schema:
    """One of the forms."""
    return {"anyOf": list(forms)}


def one_call(calls: Mapping[str, Schema], **more: Any) -> Schema:
    """`kind: arguments`, one of these kinds."""
    form = {"type": "object", "minProperties": 1, "maxProperties": 1, "properties": dict(calls)}
    return {**form, "additionalProperties": False, **more}


def mapping(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """These keys and no others."""
    form: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**form, "required": list(required)} if required else form


def not_a_mapping(form: Schema) -> Schema:
    """The short form `kind: value`: a mapping there would be the arguments."""
    return {"allOf": [form, {"not": {"type": "object"}}]}
