"""The training functions of a generated torch file: loss, metrics, optimizer, one step, the whole fit."""

from __future__ import annotations

from textwrap import fill

from modelspec.backends.code import (
    WIDTH,
    Assign,
    Code,
    DictOf,
    Do,
    Docstring,
    Function,
    If,
    Index,
    Literal,
    Name,
    Operation,
    Parameter,
    Return,
    Star,
    Statement,
    TupleOf,
    call,
    method,
    operation,
)
from modelspec.backends.naming import identifier
from modelspec.backends.torch.fit import LOGS, MODEL, X, Y, data_parameters, fit_function, tensors
from modelspec.backends.torch.losses import OUTPUTS, TARGETS, loss_body, right_answers
from modelspec.backends.torch.optimizers import optimizer_call
from modelspec.ir import Graph
from modelspec.training import OutputLoss, Training

STEP = 4
FUNCTIONS = ("loss", "metrics", "make_optimizer", "train_step", "fit")


def training_functions(graph: Graph, class_name: str, parts: set[str]) -> tuple[Statement, ...]:
    """The functions, for a model of this class; local helpers that they need are added to `parts`."""
    training = graph.training
    if training is None:
        return ()
    model = Parameter("model", class_name)
    rule = Docstring(f"{type(training.optimizer).__name__} with Keras's update rule.")
    optimizer = Return(optimizer_call(training.optimizer, parts))
    return (
        *_losses(graph, training),
        *([_metrics(graph, training)] if training.metrics else []),
        Function("make_optimizer", (model,), "torch.optim.Optimizer", (rule, optimizer)),
        _train_step(graph, training, model),
        fit_function(graph, training, model),
    )


def _losses(graph: Graph, training: Training) -> list[Function]:
    """`loss`; where the model has several outputs, a function for each before it."""
    penalties = "" if next(graph.penalties(), None) is None else "\n\nThe penalties are added in train_step.\n"
    shapes = [output.shape for output in graph.body.outputs]
    first, *others = training.losses
    if not others and first.weight == 1:
        return [_loss("loss", _title(first) + penalties, loss_body(first.loss, shapes[0]))]
    functions, terms, taken = [], [], set(FUNCTIONS)
    for i, (item, shape) in enumerate(zip(training.losses, shapes, strict=True)):
        name = identifier(f"{item.output}_loss", taken)
        taken.add(name)
        functions.append(_loss(name, _title(item), loss_body(item.loss, shape)))
        term = call(name, *(Index(word, (Literal(i),)) if others else word for word in (OUTPUTS, TARGETS)))
        terms.append(term if item.weight == 1 else Operation("*", Literal(item.weight), term))
    names = ", ".join(graph.output_names)
    what = f"sum of the outputs' losses, in the order {names}" if others else f"loss of {names}"
    text = fill(f"The weighted {what}.", WIDTH - 2 * STEP)
    return [*functions, _loss("loss", text + penalties, (Return(operation("+", *terms)),), len(terms))]


def _title(item: OutputLoss) -> str:
    return f"Keras's {type(item.loss).__name__}, the mean over the batch."


def _loss(name: str, text: str, body: tuple[Statement, ...], count: int = 1) -> Function:
    parameters = tuple(Parameter(word.text, tensors(count)) for word in (OUTPUTS, TARGETS))
    return Function(name, parameters, "Tensor", (Docstring(text), *body))


def _metrics(graph: Graph, training: Training) -> Function:
    count = len(graph.output_names)
    lines: list[Statement] = [Docstring("The metrics of one batch.")]
    values: list[tuple[Code | None, Code]] = []
    for number, item in enumerate(training.metrics, 1):
        i = graph.output_names.index(item.output)
        outputs, targets = (word if count == 1 else Index(word, (Literal(i),)) for word in (OUTPUTS, TARGETS))
        right = Name("right" if len(training.metrics) == 1 else f"right_{number}")
        lines.append(Assign(right, right_answers(item.metric, graph.body.outputs[i].shape, outputs, targets)))
        name = item.metric if count == 1 else f"{item.output}_{item.metric}"
        values.append((Literal(name), method(method(method(right, "float"), "mean"), "item")))
    parameters = tuple(Parameter(word.text, tensors(count)) for word in (OUTPUTS, TARGETS))
    return Function("metrics", parameters, LOGS, (*lines, Return(DictOf(tuple(values)))))


def _train_step(graph: Graph, training: Training, model: Parameter) -> Function:
    targets = {term.target for term in graph.penalties()}
    inputs = X if len(graph.body.inputs) == 1 else Star(X)
    total: Code = call("loss", OUTPUTS, Y)
    annotation = None
    if "activity" in targets:
        forward = Assign(TupleOf((OUTPUTS, Name("penalty"))), call(MODEL, inputs, with_penalty=True))
        total = Operation("+", total, Name("penalty"))
        annotation = "Tensor"  # Calls of modules give Any.
    else:
        forward = Assign(OUTPUTS, call(MODEL, inputs))
        total = Operation("+", total, method(MODEL, "penalty")) if targets else total
    parameters = [model, Parameter("optimizer", "torch.optim.Optimizer"), *data_parameters(graph)]
    report: tuple[Statement, ...] = ()
    text = f"One step on one batch. Returns its loss{' with every penalty' if targets else ''}."
    if training.metrics:
        parameters.append(Parameter("logs", f"{LOGS} | None", Literal(None)))
        update = Do(method("logs", "update", call("metrics", OUTPUTS, Y)))
        report = (If(Operation("is not", Name("logs"), Literal(None)), (update,)),)
        text = f"{text}\n\nThe metrics, before the step, are put into `logs`.\n"
    body = (
        Docstring(text),
        Do(method(MODEL, "train")),
        Do(method("optimizer", "zero_grad")),
        forward,
        Assign("total", total, annotation),
        # Tensor.backward is not annotated, which `mypy --strict` refuses.
        Do(call("torch.autograd.backward", Name("total"))),
        Do(method("optimizer", "step")),
        *report,
        Return(method("total", "item")),
    )
    return Function("train_step", tuple(parameters), "float", body)
