"""A call in its surroundings: its variables have values, and its inputs have names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from modelspec.errors import Path
from modelspec.layers import FAMILY, find
from modelspec.resolve.calls import Call
from modelspec.resolve.context import Surroundings
from modelspec.resolve.made import SHORT_FORM
from modelspec.resolve.variables import UNDEFINED, substitute
from modelspec.source import Problems


def with_values(call: Call, problems: Problems, around: Surroundings) -> tuple[Call, dict[str, str]]:
    """The call with its variables replaced, and its arguments over block parameters in Python (SHORT_FORM: of the
    short form)."""
    written: dict[Path, str] = {}

    def replaced(value: Any) -> Any:
        return substitute(value, around.scope, problems, call.arguments_path, keep=around.parameters, written=written)

    call = replace(call, arguments=replaced(call.arguments), common=replaced(call.common), main=replaced(call.main))
    call.common = {key: value for key, value in call.common.items() if value is not UNDEFINED or key == "from"}
    depth = len(call.arguments_path)
    texts = {str(path[depth]): text for path, text in written.items() if len(path) == depth + 1}
    if call.arguments_path in written:
        texts[SHORT_FORM] = written[call.arguments_path]
    return call, texts


def references_of(call: Call) -> tuple[Any, Path]:
    """What the call says of its inputs (None: nothing), and where."""
    if "from" in call.common:
        return call.common["from"], (*call.arguments_path, "from")
    if call.has_main and _takes_from(call.kind):
        return call.main, call.arguments_path
    return None, call.arguments_path


def _takes_from(kind: str) -> bool:
    return kind in FAMILY and find(kind).main == "from"
