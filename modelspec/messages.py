"""pydantic's errors in the author's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from modelspec.errors import Path
from modelspec.scalars import ambiguous
from modelspec.source import Problems
from modelspec.words import nearest, show

ARGUMENT_ALIASES = {
    "in_features": None,
    "in_channels": None,
    "input_size": None,
    "input_shape": None,
    "out_features": "units",
    "out_channels": "filters",
    "hidden_size": "units",
    "num_features": None,
    "normalized_shape": "axis",
    "num_embeddings": "input_dim",
    "embedding_dim": "output_dim",
    "eps": "epsilon",
    "p": "rate",
    "lr": "learning_rate",
    "stride": "strides",
    "dilation": "dilation_rate",
    "bias": "use_bias",
    "num_groups": "groups",
    "nonlinearity": "activation",
    "batch_first": None,
    "num_layers": None,
    "affine": None,
    "betas": "beta_1",
    "bs": "batch_size",
    "embed_dim": "key_dim",
    "kernel": "kernel_size",
    "weight_regularizer": "kernel_regularizer",
    "regularizer": "kernel_regularizer",
}
"""PyTorch's and other tools' words; None: there is no such argument, sizes of inputs are worked out."""

KINDS_OF_VALUE = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "finite_number": "a finite number",
}


@dataclass(frozen=True)
class Codes:
    """The codes that a part of the language uses for the same kinds of mistakes."""

    missing: str
    unknown: str
    refused: str
    value: str


LAYER = Codes(missing="E105", unknown="E106", refused="E108", value="E107")
TOP = Codes(missing="E031", unknown="E030", refused="E033", value="E032")
REGULARIZATION = Codes(missing="E031", unknown="E330", refused="E033", value="E331")
BLOCK = Codes(missing="E421", unknown="E420", refused="E420", value="E422")
TRAINING = Codes(missing="E603", unknown="E604", refused="E606", value="E605")


@dataclass(frozen=True)
class Owner:
    """Whose arguments are being checked, and how to speak of it."""

    title: str
    codes: Codes
    fields: Iterable[str]
    refused: Mapping[str, str] = field(default_factory=dict)
    signature: str | None = None
    main: str | None = None
    """The argument that the short form sets; its problems stand at the value itself."""


def signature(cls: type[BaseModel], kind: str) -> str:
    """`dense: {units, activation: null, ...}`: the required arguments first."""
    required = [name for name, f in cls.model_fields.items() if f.is_required()]
    return f"`- {kind}: {{{', '.join(f'{name}: ...' for name in required)}}}`"


def report(error: ValidationError, problems: Problems, path: Path, owner: Owner) -> None:
    """Adds every problem that pydantic found in the value at `path`."""
    for item in error.errors(include_url=False):
        _one(item, problems, path, owner)


def unknown_argument(name: str, problems: Problems, path: Path, owner: Owner) -> None:
    """Adds the problem of an argument that `owner` does not have."""
    if name in owner.refused:
        problems.add(
            owner.codes.refused, f"{owner.title} does not carry `{name}`", path, at="key", help=owner.refused[name]
        )
        return
    fields = list(owner.fields)
    near = nearest(name, fields)
    help_text: str | None = None
    if name in ARGUMENT_ALIASES and ARGUMENT_ALIASES[name] is None:
        near, help_text = None, "leave it out: sizes are worked out from the inputs"
    elif ARGUMENT_ALIASES.get(name) in fields:
        near = ARGUMENT_ALIASES[name]
    if near:
        help_text = f"did you mean `{near}`?"
    elif help_text is None:
        help_text = f"it has: {', '.join(sorted(fields))}" if fields else "it has no arguments"
    problems.add(
        owner.codes.unknown, f"{owner.title} has no argument `{name[:60]}`", path, at="key", help=help_text, fix_text=near
    )


def _one(item: Any, problems: Problems, base: Path, owner: Owner) -> None:
    kind, loc, context = item["type"], tuple(item["loc"]), item.get("ctx") or {}
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), owner.title)
    path = (*base, *_yaml_path(loc))
    if owner.main is not None and loc[:1] == (owner.main,):
        path = (*base, *_yaml_path(loc[1:]))
    if kind == "missing":
        problems.add(owner.codes.missing, f"{owner.title} needs `{name}`", base, at="key", help=owner.signature)
    elif kind == "extra_forbidden":
        unknown_argument(name, problems, path, owner)
    elif len(kind) == 4 and kind[1:].isdigit():
        place = tuple(context.get("at") or ())
        message = item["msg"]
        if message.startswith("must "):
            message = f"`{name}` {message}"
        problems.add(kind, message, (*path, *place), help=context.get("help"))
    else:
        message, help_text = _value_message(kind, name, item["input"], context)
        problems.add(owner.codes.value, message, path, help=help_text)


def _value_message(kind: str, name: str, value: object, context: Mapping[str, Any]) -> tuple[str, str | None]:
    help_text = ambiguous(value) if isinstance(value, str) else None
    if kind in KINDS_OF_VALUE:
        if kind == "string_type" and value is None:
            return f"`{name}` is empty", "leave the key out, or give it a value"
        if kind in ("int_type", "int_from_float") and isinstance(value, float):
            help_text = help_text or (f"write {int(value)}" if value.is_integer() else "use `//` to divide whole numbers")
        if kind in ("int_type", "float_type") and isinstance(value, str) and help_text is None:
            help_text = _number_help(value)
        return f"`{name}` must be {KINDS_OF_VALUE[kind]}, got {show(value)}", help_text
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        word = {"greater_than": "greater than", "greater_than_equal": "at least"}.get(kind)
        word = word or {"less_than": "less than", "less_than_equal": "at most"}[kind]
        bound = next(context[key] for key in ("gt", "ge", "lt", "le") if key in context)
        bound = int(bound) if isinstance(bound, float) and bound.is_integer() else bound
        return f"`{name}` must be {word} {bound}, got {show(value)}", None
    if kind in ("literal_error", "enum"):
        expected = str(context["expected"]).replace("'", "`")
        choices = [word.strip("`") for word in expected.replace(" or ", ", ").split(", ")]
        near = nearest(value, choices) if isinstance(value, str) else None
        return f"`{name}` must be {expected}, got {show(value)}", f"did you mean `{near}`?" if near else None
    if kind in ("too_short", "too_long"):
        return f"`{name}` has the wrong number of entries: {show(value)}", None
    return f"`{name}` cannot be {show(value)}", help_text


def _number_help(text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        if any(operator in text for operator in "+*/") and any(c.isdigit() for c in text):
            return "arithmetic is evaluated only where a `$variable` stands in it"
        return None
    return f"write it without quotes: {number:g}"


def _yaml_path(loc: tuple[Any, ...]) -> Path:
    """pydantic adds the names of union members and validators to a place; the file has no such keys."""
    return tuple(part for part in loc if isinstance(part, int) or (part.isidentifier() or "-" in part) and "[" not in part)
