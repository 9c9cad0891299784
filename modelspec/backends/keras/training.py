"""The training functions of a generated Keras file."""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.backends.code import (
    Attribute,
    Call,
    Code,
    DictOf,
    Do,
    Docstring,
    Function,
    If,
    ListOf,
    Literal,
    Name,
    Parameter,
    Raw,
    Unary,
    call,
)
from modelspec.ir import Graph
from modelspec.training import Training
from modelspec.training.base import Call as Written

LOSSES: Mapping[str, str] = {
    "mean_squared_error": "keras.losses.MeanSquaredError",
    "mean_absolute_error": "keras.losses.MeanAbsoluteError",
    "huber": "keras.losses.Huber",
    "binary_crossentropy": "keras.losses.BinaryCrossentropy",
    "categorical_crossentropy": "keras.losses.CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "keras.losses.SparseCategoricalCrossentropy",
}
OPTIMIZERS: Mapping[str, str] = {
    "sgd": "keras.optimizers.SGD",
    "adam": "keras.optimizers.Adam",
    "adamw": "keras.optimizers.AdamW",
    "rmsprop": "keras.optimizers.RMSprop",
}
METRICS: Mapping[str, str] = {
    "accuracy": "keras.metrics.Accuracy",
    "binary_accuracy": "keras.metrics.BinaryAccuracy",
    "categorical_accuracy": "keras.metrics.CategoricalAccuracy",
    "sparse_categorical_accuracy": "keras.metrics.SparseCategoricalAccuracy",
}
DENSE: Mapping[str, str] = {"adam": "DenseAdam", "adamw": "DenseAdamW", "rmsprop": "DenseRMSprop"}
"""Parts in place of optimizers that square a gradient in slices: see `_optimizers`."""
EXPLICIT = frozenset({"learning_rate", "beta_1", "beta_2", "epsilon", "rho", "delta", "weight_decay"})
"""Numbers that are written out even where they are Keras's defaults: other frameworks have other ones."""
MODEL = Parameter("model", "keras.Model")
COMPILE = """Set optimizer and losses; Keras adds the penalties to the loss by itself.

Without XLA, which sums large penalties less precisely."""
FIT = "return model.fit(x, y, batch_size=batch_size, epochs=epochs, **kwargs)"


def training_functions(graph: Graph, parts: set[str]) -> tuple[Function, ...]:
    """compile_model and fit; nothing without a training section. `parts` gets the local classes that they need."""
    if graph.training is None:
        return ()
    table = _optimizers(graph)
    parts |= {table[graph.training.optimizer.kind]} & set(DENSE.values())
    return (_compile(graph, graph.training, table), _fit(graph.training))


def _optimizers(graph: Graph) -> Mapping[str, str]:
    """TensorFlow hands an embedding's gradient over in slices, one for each time that a row is looked up, and Keras
    squares them one by one instead of their sum. A penalty on the table makes the gradient whole."""
    tables = [node.weights[0] for node in graph.nodes() if node.kind == "embedding"]
    in_slices = any(table.trainable and table.penalty is None for table in tables)
    return {**OPTIMIZERS, **DENSE} if in_slices else OPTIMIZERS


def _compile(graph: Graph, training: Training, optimizers: Mapping[str, str]) -> Function:
    several = len(graph.output_names) > 1
    losses = [(item.output, _made(LOSSES, item.loss)) for item in training.losses]
    keywords: list[tuple[str, Code]] = [
        ("optimizer", _made(optimizers, training.optimizer)),
        ("loss", _by_name(losses) if several else losses[0][1]),
    ]
    weights: list[tuple[str, Code]] = [(item.output, Literal(item.weight)) for item in training.losses]
    if any(item.weight != 1 for item in training.losses):
        keywords.append(("loss_weights", _by_name(weights) if several else ListOf((weights[0][1],))))
    metrics = [
        (name, ListOf(tuple(call(METRICS[item.metric]) for item in training.metrics if item.output == name)))
        for name in graph.output_names
    ]
    if training.metrics:
        found: list[tuple[str, Code]] = [(name, items) for name, items in metrics if items.items]
        keywords.append(("metrics", _by_name(found) if several else found[0][1]))
    keywords.append(("jit_compile", Literal(False)))
    text = Docstring(COMPILE)
    return Function("compile_model", (MODEL,), "None", (text, Do(Call(Name("model.compile"), (), tuple(keywords)))))


def _fit(training: Training) -> Function:
    parameters = (
        MODEL,
        Parameter("x"),
        Parameter("y"),
        Parameter("batch_size", default=Literal(training.batch_size)),
        Parameter("epochs", default=Literal(training.epochs)),
        Parameter("**kwargs"),
    )
    return Function(
        "fit",
        parameters,
        "keras.callbacks.History",
        (
            Docstring("Train; a model that is not compiled yet is compiled first."),
            If(Unary("not", Attribute(Name("model"), "compiled")), (Do(call("compile_model", Name("model"))),)),
            Raw(FIT),
        ),
    )


def _made(table: Mapping[str, str], item: Written) -> Code:
    """A loss or an optimizer with its arguments."""
    fields = type(item).model_fields
    values = {name: getattr(item, name) for name in fields}
    keywords = {
        name: Literal(value)
        for name, value in values.items()
        if value != fields[name].default or (name in EXPLICIT and value is not None)
    }
    return Call(Name(table[item.kind]), (), tuple(keywords.items()))


def _by_name(pairs: list[tuple[str, Code]]) -> DictOf:
    return DictOf(tuple((Literal(name), value) for name, value in pairs))
