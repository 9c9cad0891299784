"""The function `fit` of a generated torch file: epochs, batches, and means weighted by the size of the batches."""

from __future__ import annotations

from modelspec.backends.code import (
    Assign,
    AugmentedAssign,
    Code,
    Comprehension,
    Conditional,
    DictOf,
    Do,
    Docstring,
    Field,
    For,
    Format,
    Function,
    Index,
    ListOf,
    Literal,
    Name,
    Operation,
    Parameter,
    Return,
    Statement,
    TupleOf,
    call,
    code,
    method,
)
from modelspec.ir import Graph
from modelspec.training import Training

MODEL, OPTIMIZER, X, Y = map(Name, ("model", "optimizer", "x", "y"))
BATCH, COUNT, HISTORY, LOGS_NAME = Name("batch"), Name("count"), Name("history"), Name("logs")
LOGS = "dict[str, float]"
DIGITS = ".4f"


def tensors(count: int) -> str:
    """The type of so many inputs or outputs."""
    return "Tensor" if count == 1 else "tuple[Tensor, ...]"


def data_parameters(graph: Graph) -> tuple[Parameter, Parameter]:
    """`x` and `y`: a tensor, or a tuple in the order of the model's inputs or outputs."""
    return Parameter("x", tensors(len(graph.body.inputs))), Parameter("y", tensors(len(graph.body.outputs)))


def fit_function(graph: Graph, training: Training, model: Parameter) -> Function:
    """Trains; prints a line an epoch; returns the means that Keras's History holds."""
    options = (
        Parameter("batch_size", "int", Literal(training.batch_size), keyword_only=True),
        Parameter("epochs", "int", Literal(training.epochs), keyword_only=True),
        Parameter("shuffle", "bool", Literal(True), keyword_only=True),
    )
    order = Conditional(call("torch.randperm", COUNT), Name("shuffle"), call("torch.arange", COUNT))
    batches = _with_metrics(graph) if training.metrics else _without_metrics(graph)
    body = (
        Docstring(f"Train. Returns the mean loss{' and metrics' if training.metrics else ''} of each epoch."),
        Assign(OPTIMIZER, call("make_optimizer", MODEL)),
        Assign(HISTORY, ListOf(()), f"list[{LOGS}]"),
        Assign(COUNT, call("len", X if len(graph.body.inputs) == 1 else Index(X, (Literal(0),)))),
        For(
            "epoch",
            call("range", 1, Operation("+", Name("epochs"), Literal(1))),
            (Assign("order", order), *batches),
        ),
        Return(HISTORY),
    )
    return Function("fit", (model, *data_parameters(graph), *options), f"list[{LOGS}]", body)


def _without_metrics(graph: Graph) -> tuple[Statement, ...]:
    total, mean = Name("total"), Name("mean")
    lines, rows = _rows(graph)
    step = call("train_step", MODEL, OPTIMIZER, *rows)
    return (
        Assign(total, Literal(0.0)),
        _each_batch(*lines, AugmentedAssign(total, "+", Operation("*", step, call("len", BATCH)))),
        Assign(mean, Operation("/", total, COUNT)),
        Do(method(HISTORY, "append", DictOf(((Literal("loss"), mean),)))),
        _print("loss ", Field(mean, DIGITS)),
    )


def _with_metrics(graph: Graph) -> tuple[Statement, ...]:
    lines, rows = _rows(graph)
    totals, name, value, loss = map(Name, ("totals", "name", "value", "step_loss"))
    both = method(DictOf(((Literal("loss"), loss), (None, LOGS_NAME))), "items")
    before = method(totals, "get", name, 0.0)
    added = Operation("+", before, Operation("*", value, call("len", BATCH)))
    means = Comprehension("dict", (name, Operation("/", value, COUNT)), TupleOf((name, value)), method(totals, "items"))
    last = method(Index(HISTORY, (Literal(-1),)), "items")
    texts = Comprehension("generator", Format((name, " ", Field(value, DIGITS))), TupleOf((name, value)), last)
    return (
        Assign(totals, DictOf(()), LOGS),
        _each_batch(
            Assign(LOGS_NAME, DictOf(()), LOGS),
            *lines,
            Assign(loss, call("train_step", MODEL, OPTIMIZER, *rows, LOGS_NAME)),
            For(TupleOf((name, value)), both, (Assign(Index(totals, (name,)), added),)),
        ),
        Do(method(HISTORY, "append", means)),
        Assign("progress", method(code(", "), "join", texts)),
        _print(Name("progress")),
    )


def _each_batch(*body: Statement) -> Statement:
    return For(BATCH, call("torch.split", Name("order"), Name("batch_size")), body)


def _rows(graph: Graph) -> tuple[list[Statement], list[Code]]:
    """The batch's rows of x and of y: of a tensor, or of each tensor of a tuple, which get a line of their own."""
    lines: list[Statement] = []
    rows: list[Code] = []
    for data, count in ((X, len(graph.body.inputs)), (Y, len(graph.body.outputs))):
        if count == 1:
            rows.append(Index(data, (BATCH,)))
            continue
        item, name = Name("item"), Name(f"batch_{data.text}")
        lines.append(Assign(name, call("tuple", Comprehension("generator", Index(item, (BATCH,)), item, data))))
        rows.append(name)
    return lines, rows


def _print(*what: str | Code) -> Statement:
    return Do(call("print", Format(("epoch ", Name("epoch"), "/", Name("epochs"), ": ", *what))))
