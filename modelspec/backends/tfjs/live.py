"""A TensorFlow.js model that lives in Node.js: built from its generated file, its weights set and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from modelspec.backends.tfjs.client import Client, NodeError, decode, encode
from modelspec.backends.tfjs.node import TFJS
from modelspec.numeric import Array


def load(client: Client, file: Path) -> int:
    """A generated file, in a folder that is ours to write to."""
    stand_in = file.parent / "node_modules" / TFJS
    if not stand_in.exists():
        # A module finds packages from its own folder upwards. A link would do, but not everybody may make links.
        stand_in.mkdir(parents=True)
        (stand_in / "package.json").write_text(json.dumps({"name": TFJS, "main": "index.js"}), encoding="utf-8")
        text = f"module.exports = require({json.dumps(str(client.package))});\n"
        (stand_in / "index.js").write_text(text, encoding="utf-8")
    return int(client.ask("load", path=str(file)))


def build(client: Client, module: int) -> int:
    """The model."""
    return int(client.ask("build", module=module))


def weights(client: Client, model: int) -> dict[str, tuple[Array, bool]]:
    """Every weight by the name that it was given, and whether it is trained."""
    found = client.ask("weights", model=model)
    held = {weight["key"]: (decode(weight["array"]), bool(weight["trainable"])) for weight in found}
    if len(held) != len(found):
        raise NodeError("two weights have one name")
    return held


def assign(client: Client, model: int, arrays: Mapping[str, Array]) -> None:
    """Sets weights. Raises NodeError for a wrong shape."""
    for key, array in arrays.items():
        client.ask("assign", model=model, key=key, array=encode(array))
