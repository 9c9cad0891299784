"""The `loss`, `losses` and `loss_weights` of the training section -> one loss an output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelspec.errors import Path
from modelspec.ir import Shape
from modelspec.resolve.calls_of_training import make
from modelspec.source import Problems
from modelspec.training import LOSSES, Loss, OutputLoss
from modelspec.training.losses import ALIASES
from modelspec.words import did_you_mean, show

SECTION: Path = ("training",)
Outputs = Mapping[str, Shape] | None
"""The shapes of the model's outputs by name; None where the model is wrong, and nothing is said of them."""


@dataclass(frozen=True)
class Written:
    """A loss as it stands in the file."""

    value: Any
    path: Path


def read_losses(section: Mapping[str, Any], outputs: Outputs, problems: Problems, *, told: bool) -> list[OutputLoss]:
    """The loss of every output; those that are wrong are reported and left out. `told`: a missing `loss` was reported
    as a misspelt one."""
    weights = _weights(section, problems)
    written = _written(section, outputs, problems, told=told)
    if outputs is None:
        for loss in written.values():
            make(loss.value, loss.path, "a loss", LOSSES, ALIASES, problems)
        return []
    for key, names in (("losses", written if "losses" in section else {}), ("loss_weights", weights)):
        for name in names:
            if name not in outputs:
                message = f"the model has no output {show(name)}"
                place = (*SECTION, key, name)
                problems.add("E610", message, place, at="key", help=did_you_mean(name, outputs))
    # A loss of an output that there is not was meant for one of those that have none; so was one that stands beside
    # `losses`, as a key that there is not.
    strange = any(name not in outputs for name in written) or any(name in section for name in outputs)
    losses = []
    for name, shape in outputs.items():
        made = None if strange and name not in written else _loss(name, shape, written, problems)
        if made is not None:
            losses.append(OutputLoss(name, made, weights.get(name, 1.0)))
    return losses


def _weights(section: Mapping[str, Any], problems: Problems) -> dict[str, float]:
    given, path = section.get("loss_weights", {}), (*SECTION, "loss_weights")
    if not isinstance(given, dict):
        help_text = "e.g. `loss_weights: {score: 0.5}`"
        problems.add("E607", f"`loss_weights` must map outputs to numbers, got {show(given)}", path, help=help_text)
        return {}
    weights = {}
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            problems.add("E607", f"a loss weight must be a number from 0, got {show(value)}", (*path, name))
        else:
            weights[name] = float(value)
    return weights


def _written(section: Mapping[str, Any], outputs: Outputs, problems: Problems, *, told: bool) -> dict[str, Written]:
    """The losses by the name of their output."""
    loss, losses = (*SECTION, "loss"), (*SECTION, "losses")
    if "loss" in section and "losses" in section:
        related = [("`loss` is here", loss)]
        problems.add("E608", "give `loss` or `losses`, not both", losses, at="key", related=related)
    elif "loss" in section:
        names = ("",) if outputs is None else tuple(outputs)
        if len(names) == 1:
            return {names[0]: Written(section["loss"], loss)}
        example = ", ".join(f"{name}: ..." for name in names)
        message = f"the model has {len(names)} outputs: give each its loss"
        problems.add("E609", message, loss, at="key", help=f"write `losses: {{{example}}}`")
    elif section.get("losses") == {}:
        problems.add("E607", "`losses` is empty", losses, help="give each output its loss, e.g. `y: huber`")
    elif isinstance(section.get("losses"), dict):
        return {name: Written(value, (*losses, name)) for name, value in section["losses"].items()}
    elif "losses" in section:
        message = f"`losses` must map outputs to losses, got {show(section['losses'])}"
        problems.add("E607", message, losses, help="a model with one output has a `loss`")
    elif not told:
        problems.add("E603", "`training` needs `loss`", SECTION, at="key", help="e.g. `loss: mean_squared_error`")
    return {}


def _loss(name: str, shape: Shape, written: Mapping[str, Written], problems: Problems) -> Loss | None:
    if name not in written:
        if written:
            help_text = f"add `{name}: ...`; a weight of 0 in `loss_weights` switches it off"
            problems.add("E611", f"the output `{name}` has no loss", (*SECTION, "losses"), at="key", help=help_text)
        return None
    loss = make(written[name].value, written[name].path, "a loss", LOSSES, ALIASES, problems)
    if loss is not None and loss.kind == "sparse_categorical_crossentropy" and not shape:
        message = f"`{loss.kind}` needs an output with an axis of classes, `{name}` has none"
        problems.add("E612", message, written[name].path)
        return None
    return loss
