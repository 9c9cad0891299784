"""The top level of a file and its sections."""

from __future__ import annotations

from typing import Any

from modelspec.schema.arguments import argument, clean
from modelspec.schema.words import EXPRESSION, NAME, Schema, any_of, ref
from modelspec.source import OF_LIBRARIES, OF_MODELS
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
    "extends": "The file of one parent: mappings merge with its own, lists and scalars replace.",
    "imports": "Files whose blocks and vars are brought in.",
    "override": "Names of the parent's layers -> the arguments that change.",
}
FILE: Schema = {"type": "string", "pattern": "\\.ya?ml$"}
SHARING: dict[str, Schema] = {
    "extends": FILE,
    "imports": {"type": "array", "items": FILE},
    "override": {"type": "object", "additionalProperties": {"type": "object"}},
}
WITH_BLOCKS = ("blocks", "imports", "extends")
"""Only a file with one of these may have kinds of its own; in any other, a misspelt kind is wrong in the editor."""
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
    properties |= {name: {"description": DESCRIPTIONS[name], **form} for name, form in SHARING.items()}
    return {
        "description": "A neural network: layers, penalties and training, for Keras and PyTorch alike.",
        "type": "object",
        "required": ["modelspec"],
        "properties": properties,
        "patternProperties": {"^x-": {"description": "Free: a parking place for anchors."}},
        "additionalProperties": False,
        "allOf": [
            {
                "if": _has(*WITH_BLOCKS),
                "then": {"properties": {"layers": ref("layers_and_blocks")}},
                "else": {"properties": {"layers": ref("layers")}},
            },
            {"if": any_of(_has("extends"), _library()), "else": _whole(written["required"])},
        ],
    }, sections


def _has(*names: str) -> Schema:
    """A file with one of these keys."""
    return any_of(*({"required": [name]} for name in names))


def _library() -> Schema:
    """A file that only brings blocks and vars to others."""
    return {"allOf": [_has(*sorted(OF_LIBRARIES)), {"not": _has(*sorted(OF_MODELS))}]}


def _whole(required: list[str]) -> Schema:
    """What a file has that no parent completes."""
    return {"required": required, "properties": {"training": {"required": ["optimizer"]}}}


def _property(name: str, written: Schema) -> Schema:
    form: dict[str, Any] = argument(written)
    if name == "modelspec":
        form = {"const": 1}
    return {"description": DESCRIPTIONS.get(name, ""), **(any_of(form) if "$ref" in form else form)}
