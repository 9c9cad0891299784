"""A call's arguments -> the layer that they make, checked by the layer's own class."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from modelspec.errors import Path
from modelspec.layers import FAMILY, find
from modelspec.layers.base import Layer
from modelspec.messages import LAYER, Owner, report, signature
from modelspec.resolve.calls import COMMON, Call, parse_call
from modelspec.resolve.variables import has_undefined
from modelspec.source import Problems
from modelspec.words import show

Model = TypeVar("Model", bound=BaseModel)


def make_layer(call: Call, blocks: AbstractSet[str], problems: Problems) -> Layer | None:
    """The layer of a call whose variables are already replaced, or None after adding its problems."""
    cls = find(call.kind)
    arguments = dict(call.arguments)
    if call.has_main and cls.main != "from":
        if cls.main is None:
            named = f"name the argument: {signature(cls, call.kind)}"
            help_text = named if set(cls.model_fields) - {"activity_regularizer"} else f"write `- {call.kind}`"
            problems.add("E113", f"`{call.kind}` has no short form, got {show(call.main)}", call.arguments_path,
                         help=help_text)  # fmt: skip
            return None
        arguments[cls.main] = call.main
    if any(has_undefined(value) for value in arguments.values()):
        return None
    bare = next((key for key in arguments if key in FAMILY), None) if cls.wraps else None
    if bare is not None:
        problems.add("E114", f"the layer that `{call.kind}` wraps stands under `layer`", call.place_of(bare), at="key",
                     help=f"write `- {call.kind}: {{layer: {{{bare}: ...}}}}`")  # fmt: skip
        return None
    if cls.wraps and "layer" in arguments:
        inner = _wrapped(arguments["layer"], call.place_of("layer"), blocks, problems)
        if inner is None:
            return None
        arguments["layer"] = inner
    owner = Owner(
        f"`{call.kind}`",
        LAYER,
        [*cls.model_fields, *(name for name in COMMON)],
        cls.refused,
        signature(cls, call.kind),
        cls.main if call.has_main else None,
    )
    return validate(cls, arguments, call.arguments_path, owner, problems)


def validate(cls: type[Model], arguments: dict[str, Any], path: Path, owner: Owner, problems: Problems) -> Model | None:
    """`cls` made of `arguments`, or None after adding every problem in the owner's words."""
    try:
        return cls.model_validate(arguments)
    except ValidationError as error:
        report(error, problems, path, owner)
        return None


def _wrapped(item: Any, path: Path, blocks: AbstractSet[str], problems: Problems) -> Layer | None:
    inner = parse_call(item, path, blocks, problems)
    if inner is None:
        return None
    for key in inner.common:
        problems.add("E114", f"a wrapped layer takes no `{key}`", (*inner.arguments_path, key), at="key",
                     help=f"give `{key}` to the wrapper")  # fmt: skip
    if inner.kind not in FAMILY:
        problems.add(
            "E114", f"`{inner.kind}` cannot be wrapped", path, help="wrap a layer; a block takes any shape as it is"
        )
        return None
    return None if inner.common else make_layer(inner, blocks, problems)
