"""The functional style in TensorFlow.js's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelspec.backends.blocks import Definition
from modelspec.backends.code import Call, Code, Name, call, method
from modelspec.backends.functional.body import one_or_list
from modelspec.backends.tfjs.constructor import Shared, constructor
from modelspec.ir import Node, Use


class TfjsStyle:
    """Writes layers and their calls."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    def layer(self, node: Node, name: Code) -> Code:
        return constructor(node, name, self.shared)

    def applied(self, step: Node | Use, layer: Code, inputs: Sequence[Code]) -> Code:
        return method(layer, "apply", one_or_list(inputs))

    def block(self, definition: Definition, inputs: Sequence[Code], arguments: Mapping[str, Code], name: Code) -> Code:
        return Call(Name(definition.name), tuple(inputs), (*arguments.items(), ("name", name)))

    def input_like(self, value: Name) -> Code:
        return call("tf.input", batchShape=Name(f"{value.text}.shape"), dtype=Name(f"{value.text}.dtype"))

    def model(self, inputs: Code, outputs: Code, name: Code) -> Code:
        return call("tf.model", inputs=inputs, outputs=outputs, name=name)
