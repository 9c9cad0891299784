"""From pydantic's schema of a class to ours: `$variables` wherever a value may stand, shared parts by reference."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from modelspec.layers.activations import ACTIVATIONS
from modelspec.layers.fields import INITIALIZER_SCHEMA, REGULARIZER_SCHEMA, VARIABLE
from modelspec.layers.wrappers import CALL
from modelspec.plain import own_fields, plain
from modelspec.schema.words import EXPRESSION, Schema, any_of, ref

SHARED: list[tuple[Any, Schema]] = [
    (REGULARIZER_SCHEMA["anyOf"], ref("regularizer")),
    (INITIALIZER_SCHEMA["anyOf"], ref("initializer")),
    ((CALL.json_schema or {})["anyOf"], ref("layer")),
    (VARIABLE, EXPRESSION),
]
SCALARS = ("integer", "number", "boolean", "string")


class _Generator(GenerateJsonSchema):
    def encode_default(self, dft: Any) -> Any:
        return plain(dft)


def argument_schemas(cls: type[BaseModel]) -> dict[str, Schema]:
    """The schema of each argument of a layer, loss or optimizer."""
    written = cls.model_json_schema(schema_generator=_Generator).get("properties", {})
    return {name: argument(written[name]) for name in own_fields(cls)}


def argument(schema: Schema) -> Schema:
    """The schema of one argument, with its default beside it."""
    form = _with_variables(clean(schema))
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    # Beside a `$ref`, draft 7 ignores every other key.
    return {**(any_of(form) if default and "$ref" in form else form), **default}


def clean(schema: Any) -> Any:
    """Without titles and defaults, in draft 7, known parts replaced by references."""
    if isinstance(schema, list):
        return [clean(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = next((known for part, known in SHARED if schema == part or schema.get("anyOf") == part), None)
    found = found or _activation(schema)
    if found is not None:
        return found
    if "$ref" in schema:
        return ref(schema["$ref"].rpartition("/")[2])
    kept = {key: clean(value) for key, value in schema.items() if key not in ("title", "default", "properties")}
    if "properties" in schema:
        kept["properties"] = {name: argument(value) for name, value in schema["properties"].items()}
    if kept.get("type") == "array" and kept.get("items"):
        kept["items"] = _with_variables(kept["items"])
    return kept


def _activation(schema: Schema) -> Schema | None:
    names = next((part.get("enum") for part in schema.get("anyOf", []) if isinstance(part, dict)), None)
    named = schema.get("$ref", "").endswith("/ActivationLayer")
    return ref("activation") if named or names == sorted(ACTIVATIONS) else None


def _with_variables(form: Schema) -> Schema:
    """The form, or an expression where only a scalar could stand."""
    if "anyOf" in form:
        return form if EXPRESSION in form["anyOf"] else any_of(*form["anyOf"], EXPRESSION)
    return any_of(form, EXPRESSION) if form.get("type") in (*SCALARS, "array") or "enum" in form else form
