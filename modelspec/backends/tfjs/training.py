"""The training functions of a generated TensorFlow.js module: loss, metrics, optimizer, one step, the whole fit."""

from __future__ import annotations

from collections.abc import Collection

from modelspec.backends.code import (
    Assign,
    Code,
    DictOf,
    Docstring,
    Function,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Parameter,
    Raw,
    Return,
    Star,
    Statement,
    TupleOf,
    call,
    method,
)
from modelspec.backends.javascript import Export, Script
from modelspec.backends.naming import identifier
from modelspec.backends.tfjs.fit import fit_function, train_step
from modelspec.backends.tfjs.losses import OUTPUTS, TARGETS, loss_body, share_of_right_answers
from modelspec.backends.tfjs.optimizers import optimizer_call
from modelspec.backends.tfjs.words import FILE_WORDS, JAVASCRIPT
from modelspec.ir import Graph
from modelspec.training import OutputLoss, Training

MODEL, X, Y = map(Name, ("model", "x", "y"))
KEPT = """
if (kept) {
	for (const [name, metric] of Object.entries(metrics(outputs, y))) {
		kept[name] = tf.keep(metric);
	}
}
"""


def training_functions(graph: Graph, parts: set[str], taken: Collection[str] = ()) -> tuple[Script, ...]:
    """The functions; classes that they need are added to `parts`. `taken` are the names of the module's functions."""
    training = graph.training
    if training is None:
        return ()
    targets = {term.target for term in graph.penalties()}
    rule = Docstring(f"{type(training.optimizer).__name__} with Keras's update rule.")
    optimizer = Return(optimizer_call(training.optimizer, parts))
    return (
        *_losses(graph, training, taken, penalties=bool(targets)),
        *([_metrics(graph, training)] if training.metrics else []),
        _total_loss(training, targets),
        Export(Function("makeOptimizer", (), None, (rule, optimizer))),
        train_step(training, penalties=bool(targets)),
        fit_function(graph, training),
    )


def _losses(graph: Graph, training: Training, taken: Collection[str], *, penalties: bool) -> list[Script]:
    """`loss`; where the model has several outputs, a function for each before it."""
    added = " The penalties are added in totalLoss." if penalties else ""
    shapes = [output.shape for output in graph.body.outputs]
    first, *others = training.losses
    if not others and first.weight == 1:
        return [Export(_loss("loss", _title(first) + added, loss_body(first.loss, shapes[0])))]
    functions: list[Script] = []
    terms: list[Code] = []
    names = {*FILE_WORDS, *taken}
    for i, (item, shape) in enumerate(zip(training.losses, shapes, strict=True)):
        name = identifier(f"{item.output}_loss", names, JAVASCRIPT)
        names.add(name)
        functions.append(_loss(name, _title(item), loss_body(item.loss, shape)))
        term = call(name, *(Index(word, (Literal(i),)) if others else word for word in (OUTPUTS, TARGETS)))
        terms.append(term if item.weight == 1 else call("tf.mul", item.weight, term))
    order = ", ".join(graph.output_names)
    what = f"sum of the outputs' losses, in the order {order}" if others else f"loss of {order}"
    total = Return(call("tf.addN", ListOf(tuple(terms))) if others else terms[0])
    return [*functions, Export(_loss("loss", f"The weighted {what}.{added}", (total,)))]


def _title(item: OutputLoss) -> str:
    return f"Keras's {type(item.loss).__name__}, the mean over the batch."


def _loss(name: str, text: str, body: tuple[Statement, ...]) -> Function:
    parameters = tuple(Parameter(word.text) for word in (OUTPUTS, TARGETS))
    return Function(name, parameters, None, (Docstring(text), *body))


def _metrics(graph: Graph, training: Training) -> Export:
    count = len(graph.output_names)
    values: list[tuple[Code | None, Code]] = []
    for item in training.metrics:
        i = graph.output_names.index(item.output)
        outputs, targets = (word if count == 1 else Index(word, (Literal(i),)) for word in (OUTPUTS, TARGETS))
        value = share_of_right_answers(item.metric, graph.body.outputs[i].shape, outputs, targets)
        values.append((Literal(item.metric if count == 1 else f"{item.output}_{item.metric}"), value))
    found = Return(call("tf.tidy", Lambda((), DictOf(tuple(values)))))
    return Export(_loss("metrics", "The metrics of one batch, each a tensor.", (found,)))


def _total_loss(training: Training, targets: set[str]) -> Export:
    """Activities are penalized in the same pass that gives the outputs."""
    data: Code = call("loss", OUTPUTS, Y)
    if "activity" in targets:
        both = call("outputsAndPenalties", MODEL, X, True)
        forward = Assign(TupleOf((OUTPUTS, Name("terms"))), both)
        total: Code = call("tf.addN", ListOf((data, Star(call("Object.values", Name("terms"))))))
    else:
        forward = Assign(OUTPUTS, method(MODEL, "apply", X, training=True))
        total = call("tf.add", data, call("penalty", MODEL)) if targets else data
    text = f"The loss of one batch{' with every penalty' if targets else ''}, in training mode."
    parameters = [Parameter("model"), Parameter("x"), Parameter("y")]
    lines: list[Statement] = [forward]
    if training.metrics:
        text += " If `kept` is given, the metrics are put into it, and the caller disposes of them."
        parameters.append(Parameter("kept"))
        lines.append(Raw(KEPT.strip()))
    return Export(Function("totalLoss", tuple(parameters), None, (Docstring(text), *lines, Return(total))))
