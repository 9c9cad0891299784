"""The top level of a file and its sections."""

from __future__ import annotations

from typing import Any

from modelspec.schema.arguments import argument, clean
from modelspec.schema.words import EXPRESSION, NAME, Schema, any_of, ref
from modelspec.spec import SpecFile

DESCRIPTIONS = {
    "modelspec": "The version of the format, and the mark of the file.",
    "name": "The model's name in snake_case; the class is its CamelCase.",
    "description": "The first line of the generated file's docstring.",
    "dtype": "The type of every weight.",
    "vars": "Named numbers and texts for `$name`; `--set name=value` overrides them.",
    "inputs": "Name -> shape, without the batch axis: `x: [50]`, or `{shape: [200], dtype: int32}`.",
    "regularization": "Model-wide penalties, and what a lambda means in this file.",
    "blocks": "Reusable parts with parameters.",
    "outputs": "Names of layers; without it, the last layer.",
}
VALUE: Schema = {"type": ["number", "string", "boolean", "array"]}


def top_level() -> tuple[Schema, dict[str, Schema]]:
    """The schema of the file itself, and its sections' definitions."""
    written = SpecFile.model_json_schema()
    sections = {name: clean(section) for name, section in written["$defs"].items()}
    shape = {**sections["InputSpec"]["properties"]["shape"], "description": "Without the batch axis; null is unknown."}
    sections["BlockSpec"]["properties"]["layers"] = ref("layers_and_blocks")
    sections["BlockSpec"]["properties"]["inputs"] = {"type": "array", "items": NAME}
    properties: dict[str, Schema] = {name: _property(name, form) for name, form in written["properties"].items()}
    properties["name"] = {"description": DESCRIPTIONS["name"], **any_of(NAME)}
    properties["vars"]["additionalProperties"] = VALUE
    properties["inputs"]["additionalProperties"] = any_of(shape, ref("InputSpec"), EXPRESSION)
    properties["layers"] = {"type": "array", "description": "The calls, in their order."}
    properties["training"] = ref("training")
    return {
        "description": "A neural network: layers, penalties and training, for Keras and PyTorch alike.",
        "type": "object",
        "required": written["required"],
        "properties": properties,
        "patternProperties": {"^x-": {"description": "Free: a parking place for anchors."}},
        "additionalProperties": False,
        # Only a file with blocks has kinds of its own; in any other, a misspelt kind is wrong in the editor already.
        "if": {"required": ["blocks"]},
        "then": {"properties": {"layers": ref("layers_and_blocks")}},
        "else": {"properties": {"layers": ref("layers")}},
    }, sections


def _property(name: str, written: Schema) -> Schema:
    form: dict[str, Any] = argument(written)
    if name == "modelspec":
        form = {"const": 1}
    return {"description": DESCRIPTIONS.get(name, ""), **(any_of(form) if "$ref" in form else form)}
