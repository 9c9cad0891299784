"""The reference of the layer kinds, made from the classes that check them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from modelspec.backends import backend
from modelspec.layers import FAMILY, LAYERS, find
from modelspec.layers.base import Layer
from modelspec.plain import SUFFIX, own_fields, plain, short_argument, stands_alone
from modelspec.sample import calls
from modelspec.schema.arguments import argument_schemas
from modelspec.tables import Table

SHARED = {
    "regularizer": "a regularizer",
    "initializer": "an initializer",
    "activation": "an activation",
    "layer": "a layer",
    "expression": "",
}
ARGUMENT_HEADS, KIND_HEADS = ("Argument", "Value", "Default"), ("Kind", "Short form", "Slots", "What it is")
REQUIRED = "required"


@dataclass(frozen=True)
class Reference:
    """Of one kind, or of all of them."""

    kind: str | None = None

    def __str__(self) -> str:
        if self.kind is None:
            return self._all().as_text()
        parts = [f"{self.kind}: {about(find(self.kind))}", self._arguments(self.kind).as_text(), *_notes(self.kind)]
        return "\n\n".join(parts)

    def as_markdown(self) -> str:
        """For the documentation."""
        if self.kind is None:
            return self._all().as_markdown()
        title = f"## `{self.kind}`\n\n{about(find(self.kind))}"
        notes = [note.replace("\n  ", "\n- ").replace("\n", "\n\n", 1) for note in _notes(self.kind)]
        return "\n\n".join([title, self._arguments(self.kind).as_markdown(), *notes])

    def as_json(self) -> str:
        """Form 1."""
        kinds = list(FAMILY) if self.kind is None else [self.kind]
        data = [_data(kind) for kind in kinds]
        if self.kind is not None:
            data[0]["calls"] = calls(self.kind)
        return json.dumps({"format": 1, "layers": data}, indent=2)

    def _all(self) -> Table:
        rows = []
        for kinds in LAYERS.values():
            for kind in kinds:
                cls = find(kind)
                rows.append((kind, short_form(cls), ", ".join(cls.slots), about(cls).partition(". ")[0]))
        return Table(KIND_HEADS, rows)

    def _arguments(self, kind: str) -> Table:
        rows = [(each["name"], each["value"], _default(each)) for each in arguments(find(kind))]
        return Table(ARGUMENT_HEADS, rows)


def arguments(cls: type[Layer]) -> list[dict[str, Any]]:
    """Name, what may stand there, whether it is required, and the default."""
    schemas = argument_schemas(cls)
    found = []
    for name in own_fields(cls):
        field = cls.model_fields[name]
        required = field.is_required()
        default = None if required else plain(field.default)
        found.append({"name": name, "value": values(schemas[name]), "required": required, "default": default})
    return found


def short_form(cls: type[Layer]) -> str:
    """`- dense: units`; the kind alone where it needs no arguments."""
    main = short_argument(cls)
    if main is not None:
        return f"- {cls.kind}: {'[a, b]' if main == 'from' else main}"
    return f"- {cls.kind}" if stands_alone(cls) else ""


def about(cls: type[Layer]) -> str:
    """The class's docstring on one line."""
    return " ".join((cls.__doc__ or "").split())


def values(schema: dict[str, Any]) -> str:
    """`a whole number from 1`, in words, from an argument's schema."""
    if "$ref" in schema:
        return SHARED[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(word for word in map(values, schema["anyOf"]) if word))
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    kind = schema.get("type")
    if kind == "array":
        length = schema.get("minItems")
        return f"a list of {length}" if length and length == schema.get("maxItems") else "a list"
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _bounds(schema)
    return {"boolean": "true or false", "string": "text", "null": "null"}.get(str(kind), "")


def _bounds(schema: dict[str, Any]) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    whole = schema["type"] == "integer"
    words = f" from {low:g}" if low is not None else ""
    if above is not None:
        words = f" from {above + 1}" if whole else f" above {above:g}"
    if high is not None and not whole:
        words += f" to {high:g}"
    return words + (f" below {below:g}" if below is not None else "")


def _default(argument: dict[str, Any]) -> str:
    if argument["required"]:
        return REQUIRED
    value = argument["default"]
    # A regularizer that nobody wrote may still be filled by the `regularization` section.
    if value is None and argument["name"].endswith(SUFFIX):
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _notes(kind: str) -> list[str]:
    cls = find(kind)
    least, most = cls.arity
    short = short_form(cls)
    lines = [f"Short form: {short}"] if short else []
    lines += [f"Regularizer slots: {', '.join(cls.slots)}"] if cls.slots else []
    if (least, most) != (1, 1):
        lines.append(f"Inputs: {least} {'or more' if most is None else f'to {most}' if most != least else ''}".rstrip())
    refused = [f"  {name}: {reason}" for name, reason in cls.refused.items()]
    parts = ["\n".join(lines)] if lines else []
    parts += [f"{backend(name).title}:\n{indent(code, '    ')}" for name, code in calls(kind).items() if code]
    return [*parts, "\n".join(["Not carried, and why:", *refused])] if refused else parts


def _data(kind: str) -> dict[str, Any]:
    cls = find(kind)
    return {
        "kind": kind,
        "family": FAMILY[kind],
        "description": about(cls),
        "short_form": short_argument(cls),
        "inputs": list(cls.arity),
        "slots": list(cls.slots),
        "arguments": arguments(cls),
        "refused": dict(cls.refused),
    }
