"""The `training` section -> Training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelspec.ir import Graph
from modelspec.messages import TRAINING, Owner, suggested, unknown_argument
from modelspec.resolve.calls_of_training import make
from modelspec.resolve.losses import SECTION, Outputs, read_losses
from modelspec.source import Problems
from modelspec.training import METRICS, OPTIMIZERS, Optimizer, OutputLoss, OutputMetric, Training
from modelspec.training.metrics import ACCURACY_OF
from modelspec.training.optimizers import ALIASES, LATER
from modelspec.words import did_you_mean, show

OF_OPTIMIZER = "it is an argument of the optimizer, e.g. `optimizer: {{adam: {{{}: ...}}}}`"
KEYS = ("loss", "losses", "loss_weights", "optimizer", "metrics", "batch_size", "epochs")
OWNER = Owner(
    "`training`",
    TRAINING,
    KEYS,
    {name: OF_OPTIMIZER.format(name) for cls in OPTIMIZERS.values() for name in cls.model_fields}
    | {name: OF_OPTIMIZER.format("learning_rate") for name in ("lr", "schedule", "scheduler")},
    noun="key",
)


def resolve_training(section: Mapping[str, Any], outputs: Outputs, problems: Problems) -> Training | None:
    """The training section for these outputs, or None after adding its problems."""
    before = problems.errors
    meant = {suggested(key, OWNER) for key in section if key not in KEYS}
    optimizer = section.get("optimizer")
    # What is indented too far is told there.
    meant.update(optimizer if isinstance(optimizer, dict) else ())
    for key in section:
        if key not in KEYS:
            unknown_argument(key, problems, (*SECTION, key), OWNER)
    losses = read_losses(section, outputs, problems, told=not meant.isdisjoint({"loss", "losses"}))
    optimizer = _optimizer(section, problems, told="optimizer" in meant)
    metrics = _metrics(section.get("metrics", []), losses, problems)
    batch_size = _count(section, "batch_size", 32, problems)
    epochs = _count(section, "epochs", 1, problems)
    if optimizer is None or outputs is None or problems.errors > before:
        return None
    return Training(tuple(losses), optimizer, tuple(metrics), batch_size, epochs)


def warn_of_weight_decay(graph: Graph, problems: Problems) -> None:
    """Weight decay and penalties are different things; a spec with both probably wants one."""
    training = graph.training
    if training and training.optimizer.weight_decay and any(term.target == "weight" for term in graph.penalties()):
        decay = f"`{training.optimizer.kind}` has weight_decay {training.optimizer.weight_decay:g}"
        problems.warn(
            "W601",
            f"{decay}, and the model has penalties: both shrink the weights",
            (*SECTION, "optimizer"),
            help="weight_decay is no part of the loss, and acts on every trainable weight; keep one of the two",
        )


def _optimizer(section: Mapping[str, Any], problems: Problems, *, told: bool) -> Optimizer | None:
    if "optimizer" not in section:
        if not told:
            problems.add("E603", "`training` needs `optimizer`", SECTION, at="key", help="e.g. `optimizer: adam`")
        return None
    value, path = section["optimizer"], (*SECTION, "optimizer")
    kind, given = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else ("", None)
    if isinstance(given, dict) and kind in OPTIMIZERS:
        for key in (key for key in LATER if key in given):
            problems.add("E691", f"`{key}` is not supported yet", (*path, kind, key), at="key",
                         help="clipping of gradients comes next; remove it for now")  # fmt: skip
        rate = given.get("learning_rate")
        if isinstance(rate, dict):
            problems.add("E690", "learning-rate schedules are not supported yet", (*path, kind, "learning_rate"),
                         help="give a number for now")  # fmt: skip
        left = {key: item for key, item in given.items() if key not in LATER and item is not rate}
        value = {
            kind: left if isinstance(rate, dict) else {**left, **({} if rate is None else {"learning_rate": rate})}
        }
    return make(value, path, "an optimizer", OPTIMIZERS, ALIASES, problems)


def _metrics(written: Any, losses: list[OutputLoss], problems: Problems) -> list[OutputMetric]:
    path = (*SECTION, "metrics")
    if not isinstance(written, list):
        help_text = "e.g. `metrics: [accuracy]`"
        problems.add("E613", f"`metrics` must be a list, got {show(written)}", path, help=help_text)
        return []
    found = []
    for i, metric in enumerate(written):
        if not isinstance(metric, str) or metric not in METRICS:
            problems.add("E613", f"unknown metric {show(metric)}", (*path, i), help=did_you_mean(metric, METRICS))
            continue
        for loss in losses:
            meaning = ACCURACY_OF.get(loss.loss.kind) if metric == "accuracy" else metric
            if meaning is None:
                message = f"`accuracy` has no meaning beside `{loss.loss.kind}`"
                problems.add("E614", message, (*path, i), help="remove it; the loss itself is always shown")
                continue
            found.append(OutputMetric(loss.output, meaning))
    return found


def _count(section: Mapping[str, Any], key: str, default: int, problems: Problems) -> int:
    value = section.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        problems.add("E605", f"`{key}` must be a whole number from 1, got {show(value)}", (*SECTION, key))
        return default
    return value
