"""The JSON Schema of a spec file, made from the same classes that check it: for completion and hints in editors.

Draft 7, which yaml-language-server reads best. It knows no shapes and no references; `modelspec check` does.
"""

from __future__ import annotations

import json
from typing import Any

from modelspec.schema.calls import call_definitions
from modelspec.schema.shared import shared_definitions
from modelspec.schema.top import top_level
from modelspec.schema.training import training_definitions

FILE_NAME = "modelspec.schema.json"


def schema() -> dict[str, Any]:
    """The whole schema."""
    definitions = {**shared_definitions(), **call_definitions(), **training_definitions()}
    top, sections = top_level()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "modelspec",
        **top,
        "definitions": dict(sorted({**definitions, **sections}.items())),
    }


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
