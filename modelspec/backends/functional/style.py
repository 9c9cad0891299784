"""What a backend of the functional style must be able to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from modelspec.backends.blocks import Definition
from modelspec.backends.code import Code, Name
from modelspec.ir import Node, Use


class Style(Protocol):
    """The spellings of one file; `name` is the code of the layer's name."""

    def layer(self, node: Node, name: Code) -> Code:
        """What makes the layer of a node."""

    def applied(self, step: Node | Use, layer: Code, inputs: Sequence[Code]) -> Code:
        """The layer, or the model of a block, called with its inputs."""

    def block(self, definition: Definition, inputs: Sequence[Code], arguments: Mapping[str, Code], name: Code) -> Code:
        """The function of a block, called."""

    def input_like(self, value: Name) -> Code:
        """An input of a model, of the shape and type of a symbolic tensor."""

    def model(self, inputs: Code, outputs: Code, name: Code) -> Code:
        """A model of these symbolic tensors."""
