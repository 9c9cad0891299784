"""The `training` section -> Training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar



from modelspec.errors import Path
from modelspec.ir import Graph
from modelspec.messages import TRAINING, Owner, signature, unknown_argument
from modelspec.resolve.arguments import validate
from modelspec.source import Problems
from modelspec.training import LOSSES, METRICS, OPTIMIZERS, OutputLoss, OutputMetric, Training
from modelspec.training.base import Call
from modelspec.training.losses import ALIASES
from modelspec.training.metrics import ACCURACY_OF
from modelspec.training.optimizers import LATER, Optimizer
from modelspec.words import did_you_mean, nearest, show

KEYS = ("loss", "losses", "loss_weights", "optimizer", "metrics", "batch_size", "epochs")
Kind = TypeVar("Kind", bound=Call)


def resolve_training(section: Mapping[str, Any], outputs: Mapping[str, Any], problems: Problems) -> Training | None:
    """The training section for outputs of these names and shapes, or None after adding its problems."""
    before = len(problems.diagnostics)
    for key in section:
        if key not in KEYS:
            unknown_argument(str(key), problems, ("training", key), Owner("`training`", TRAINING, KEYS))
    losses = _losses(section, outputs, problems)
    optimizer = _optimizer(section, problems)
    metrics = _metrics(section.get("metrics", []), losses, problems)
    batch_size = _count(section, "batch_size", 32, problems)
    epochs = _count(section, "epochs", 1, problems)
    if optimizer is None or len([d for d in problems.diagnostics if d.severity == "error"]) > before:
        return None
    return Training(tuple(losses), optimizer, tuple(metrics), batch_size, epochs)


def warn_of_weight_decay(graph: Graph, problems: Problems) -> None:
    """Weight decay and penalties are different things; a spec with both probably wants one."""
    training = graph.training
    if training and training.optimizer.weight_decay and any(term.target == "weight" for term in graph.penalties()):
        problems.warn(
            "W601",
            f"`{training.optimizer.kind}` has weight_decay {training.optimizer.weight_decay:g}, and the model has penalties: both "
            "shrink the weights",
            ("training", "optimizer"),
            help="weight_decay is decoupled from the loss and acts on every trainable weight; keep one of the two",
        )


def _losses(section: Mapping[str, Any], outputs: Mapping[str, Any], problems: Problems) -> list[OutputLoss]:
    names = list(outputs)
    weights = section.get("loss_weights", {})
    if not isinstance(weights, dict):
        problems.add("E607", f"`loss_weights` must map outputs to numbers, got {show(weights)}", ("training", "loss_weights"))
        weights = {}
    written: dict[str, tuple[Any, Path]] = {}
    if "loss" in section and "losses" in section:
        problems.add("E608", "give `loss` or `losses`, not both", ("training", "losses"), at="key",
                     related=[("`loss` is here", ("training", "loss"))])  # fmt: skip
    elif "loss" in section:
        if len(names) > 1:
            problems.add("E609", f"the model has {len(names)} outputs: give each its loss", ("training", "loss"), at="key",
                         help=f"write `losses: {{{', '.join(f'{name}: ...' for name in names)}}}`")  # fmt: skip
        elif names:
            written[names[0]] = (section["loss"], ("training", "loss"))
    elif isinstance(section.get("losses"), dict):
        written = {name: (value, ("training", "losses", name)) for name, value in section["losses"].items()}
    elif "losses" in section:
        problems.add("E607", "`losses` must map outputs to losses", ("training", "losses"))
    else:
        problems.add("E603", "`training` needs `loss`", ("training",), at="key", help="e.g. `loss: mean_squared_error`")
    for name in [*written, *weights]:
        if name not in outputs and names:
            key = "losses" if name in written else "loss_weights"
            problems.add("E610", f"the model has no output `{name}`", ("training", key, name), at="key",
                         help=did_you_mean(name, names))  # fmt: skip
    return _made(written, weights, outputs, problems)


def _made(
    written: Mapping[str, tuple[Any, Path]], weights: Mapping[str, Any], outputs: Mapping[str, Any], problems: Problems
) -> list[OutputLoss]:
    made = []
    for name in outputs:
        weight = weights.get(name, 1.0)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
            problems.add("E607", f"a loss weight must be a number from 0, got {show(weight)}", ("training", "loss_weights", name))
            continue
        if name not in written:
            if written:
                problems.add("E611", f"the output `{name}` has no loss", ("training", "losses"), at="key",
                             help=f"add `{name}: ...`; a weight of 0 in `loss_weights` switches it off")  # fmt: skip
            continue
        value, path = written[name]
        loss = _call(value, path, "loss", LOSSES, ALIASES, problems)
        if loss is not None:
            if loss.kind == "sparse_categorical_crossentropy" and not outputs[name]:
                problems.add("E612", f"`{loss.kind}` needs an output with an axis of classes", path)
                continue
            made.append(OutputLoss(name, loss, float(weight)))
    return made


def _optimizer(section: Mapping[str, Any], problems: Problems) -> Optimizer | None:
    if "optimizer" not in section:
        problems.add("E603", "`training` needs `optimizer`", ("training",), at="key", help="e.g. `optimizer: adam`")
        return None
    value, path = section["optimizer"], ("training", "optimizer")
    arguments = next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else None
    if isinstance(arguments, dict):
        kind = next(iter(value))
        for key in LATER:
            if key in arguments:
                problems.add("E691", f"`{key}` is not carried yet", (*path, kind, key), at="key",
                             help="gradient clipping comes next; remove it for now")  # fmt: skip
        if isinstance(arguments.get("learning_rate"), dict | str):
            problems.add("E690", "learning-rate schedules are not carried yet", (*path, kind, "learning_rate"),
                         help="give a number for now")  # fmt: skip
        if any(key in arguments for key in LATER) or isinstance(arguments.get("learning_rate"), dict | str):
            return None
    return _call(value, path, "optimizer", OPTIMIZERS, {"momentum": "sgd", "rms_prop": "rmsprop"}, problems)


def _metrics(written: Any, losses: list[OutputLoss], problems: Problems) -> list[OutputMetric]:
    path = ("training", "metrics")
    if not isinstance(written, list):
        problems.add("E613", f"`metrics` must be a list, got {show(written)}", path, help="e.g. `metrics: [accuracy]`")
        return []
    found = []
    for i, metric in enumerate(written):
        if metric not in METRICS:
            problems.add("E613", f"unknown metric {show(metric)}", (*path, i), help=did_you_mean(metric, METRICS))
            continue
        for loss in losses:
            meaning = ACCURACY_OF.get(loss.loss.kind) if metric == "accuracy" else metric
            if meaning is None:
                problems.add("E614", f"`accuracy` has no meaning beside `{loss.loss.kind}`", (*path, i))
                continue
            found.append(OutputMetric(loss.output, meaning))
    return found


def _count(section: Mapping[str, Any], key: str, default: int, problems: Problems) -> int:
    value = section.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        problems.add("E605", f"`{key}` must be a whole number from 1, got {show(value)}", ("training", key))
        return default
    return value


def _call(
    value: Any, path: Path, what: str, table: Mapping[str, type[Kind]], aliases: Mapping[str, str], problems: Problems
) -> Kind | None:
    """A loss or an optimizer: a name, or one `name: arguments`."""
    kind, given = value, None
    if isinstance(value, dict) and len(value) == 1:
        kind, given = next(iter(value.items()))
    if not isinstance(kind, str):
        problems.add("E601", f"{_article(what)} is a name or one call, got {show(value)}", path,
                     help=f"e.g. `{next(iter(table))}`")  # fmt: skip
        return None
    if kind not in table:
        near = aliases.get(kind) or aliases.get(kind.lower()) or nearest(kind, table)
        problems.add("E602", f"unknown {what} {show(kind)}", path if value is kind else (*path, kind),
                     at="value" if value is kind else "key",
                     help=f"did you mean `{near}`?" if near else f"there are: {', '.join(table)}", fix_text=near)  # fmt: skip
        return None
    cls: type[Kind] = table[kind]
    at = path if value is kind else (*path, kind)
    owner = Owner(f"`{kind}`", TRAINING, list(cls.model_fields), cls.refused, signature(cls, kind))
    if given is not None and not isinstance(given, dict):
        if cls.main is None:
            problems.add("E601", f"`{kind}` takes named arguments, got {show(given)}", at)
            return None
        given, owner = {cls.main: given}, Owner(owner.title, TRAINING, owner.fields, cls.refused, owner.signature, cls.main)
    return validate(cls, given or {}, at, owner, problems)


def _article(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


