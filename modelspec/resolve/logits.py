"""A loss that takes logits wants an output that is not a probability yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelspec.errors import Path
from modelspec.ir import Body, Node, Reuse, Use
from modelspec.layers.base import Layer
from modelspec.source import Problems
from modelspec.training import Training

PROBABILITIES: Mapping[str, str] = {
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}
"""The activation that makes what a loss takes without `from_logits`."""


def check_logits(
    body: Body, names: list[str], training: Training, section: Mapping[str, Any], problems: Problems
) -> None:
    """Reports outputs that have their sigmoid or softmax already, under a loss that would put it on once more. Keras on
    TensorFlow passes over such a layer with a warning, other frameworks apply it twice."""
    tensors = dict(zip(names, body.outputs, strict=True))
    for item in training.losses:
        maker = _maker(body, tensors[item.output].name)
        activation = PROBABILITIES.get(item.loss.kind)
        if maker is None or activation is None or not getattr(item.loss, "from_logits", False):
            continue
        if _last(maker.layer).kind == activation:
            path: Path = ("training", "loss") if "loss" in section else ("training", "losses", item.output)
            message = f"`{item.loss.kind}` takes logits here, and `{item.output}` ends in a {activation}"
            help_text = (
                f"remove `from_logits: true`, or the {activation} (better: it is exact where the output saturates)"
            )
            problems.add("E615", message, path, help=help_text, related=[("the output is made here", maker.path)])


def _maker(body: Body, name: str) -> Node | None:
    """The layer that makes a tensor of the body."""
    for step in body.steps:
        for i, tensor in enumerate(step.outputs):
            if tensor.name == name:
                made = step.target if isinstance(step, Reuse) else step
                return _maker(made.body, made.body.outputs[i].name) if isinstance(made, Use) else made
    return None


def _last(layer: Layer) -> Layer:
    """The activation that a layer ends in, or the layer itself."""
    for name in ("activation", "function"):
        inner = getattr(layer, name, None)
        if isinstance(inner, Layer):
            return inner
    return layer
