"""The generated training functions against Keras: losses, metrics, optimizers, whole fits, and the text itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from parity import Array, close
from torch import Tensor, nn
from torch_harness import run
from training_graph import BATCH, graph, numbers, one_output, single, whole

from modelspec.backends.code import render
from modelspec.backends.torch.training import training_functions
from modelspec.ir import Graph, Shape
from modelspec.training import LOSSES, OPTIMIZERS, Loss, Optimizer, OutputLoss, OutputMetric, Training

pytestmark = [pytest.mark.frameworks, pytest.mark.usefixtures("float64")]

PARTS = {"SGD", "Adam", "AdamW", "RMSprop"}


def functions(of: Graph) -> dict[str, Any]:
    """The functions, run. They see no parts but those that they asked for."""
    parts: set[str] = set()
    source = render(training_functions(of, "Model", parts))
    assert parts <= PARTS
    names = run("Model = nn.Module")
    for part in PARTS - parts:
        names.pop(part)
    exec(source, names)
    return names


def simple(
    loss: Loss, shape: Shape, metrics: tuple[str, ...] = (), optimizer: Optimizer | None = None
) -> dict[str, Any]:
    """The functions for one output."""
    return functions(graph(one_output(loss, metrics, optimizer), {"y": shape}))


# Losses --------------------------------------------------------------------------------------------------------------

REGRESSIONS: list[tuple[str, dict[str, Any]]] = [
    ("mean_squared_error", {}),
    ("mean_absolute_error", {}),
    ("huber", {}),
    ("huber", {"delta": 0.3}),
]
SMOOTHINGS = [{}, {"label_smoothing": 0.07}]
LOGITS = [{"from_logits": True}, {}]
SHAPES: list[Shape] = [(3,), (1,), (4, 3), (4, 1), (2, 4, 3)]


def check_loss(kind: str, options: dict[str, Any], shape: Shape, outputs: Array, targets: Array) -> None:
    """Value and gradient are those of the Keras class, in float64 and in float32."""
    theirs = {class_.kind: getattr(keras.losses, class_.__name__) for class_ in LOSSES.values()}[kind]
    loss = simple(LOSSES[kind](**options), shape)["loss"]
    x = tf.constant(outputs)
    with tf.GradientTape() as tape:
        tape.watch(x)
        expected = theirs(**options)(tf.constant(targets), x)
    leaf = torch.tensor(outputs, requires_grad=True)
    actual = loss(leaf, torch.tensor(targets))
    actual.backward()
    close(actual, expected, 1e-12)
    close(leaf.grad * leaf.numel(), tape.gradient(expected, x) * leaf.numel(), 1e-12)
    half = loss(torch.tensor(outputs, dtype=torch.float32), torch.tensor(targets))
    assert half.dtype == torch.float32
    close(half, theirs(dtype="float32", **options)(targets, outputs), 1e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("kind", "options"), REGRESSIONS)
def test_regression(kind: str, options: dict[str, Any], shape: Shape) -> None:
    check_loss(kind, options, shape, numbers(*whole(shape)), numbers(*whole(shape), seed=2))


@pytest.mark.parametrize("kind", ["mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy"])
@pytest.mark.parametrize("shape", [(1,), (4, 1)])
def test_targets_without_the_last_axis(kind: str, shape: Shape) -> None:
    outputs = 1 / (1 + np.exp(-numbers(*whole(shape))))
    targets = np.random.default_rng(3).integers(0, 2, whole(shape)[:-1])
    check_loss(kind, {}, shape, outputs, targets)


def test_targets_of_another_size_are_refused() -> None:
    loss = simple(LOSSES["mean_squared_error"](), (1,))["loss"]
    with pytest.raises(RuntimeError):
        loss(torch.ones(4, 1), torch.ones(4, 3))


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize("shape", SHAPES)
def test_binary_crossentropy(shape: Shape, logits: dict[str, Any], smoothing: dict[str, Any]) -> None:
    outputs = 5 * numbers(*whole(shape))
    targets = np.random.default_rng(3).integers(0, 2, outputs.shape)
    if not logits:
        outputs = 1 / (1 + np.exp(-outputs))
        outputs.flat[0], outputs.flat[1], outputs.flat[2] = 0.0, 1.0, 1e-9  # beyond where Keras clips
    check_loss("binary_crossentropy", logits | smoothing, shape, outputs, targets)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 4, 3)])
def test_categorical_crossentropy(shape: Shape, logits: dict[str, Any], smoothing: dict[str, Any]) -> None:
    outputs = numbers(*whole(shape))
    soft = np.exp(numbers(*whole(shape), seed=3))
    targets = soft / soft.sum(-1, keepdims=True)
    if not logits:
        outputs = np.abs(outputs)  # Keras divides by the sum
        outputs[0, ..., 0] = 0.0
    check_loss("categorical_crossentropy", logits | smoothing, shape, outputs, targets)


@pytest.mark.parametrize("ignored", [{}, {"ignore_class": 1}, {"ignore_class": -1}])
@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 4, 3)])
def test_sparse_categorical_crossentropy(shape: Shape, logits: dict[str, Any], ignored: dict[str, Any]) -> None:
    outputs = numbers(*whole(shape))
    low = min(0, ignored.get("ignore_class", 0))
    targets = np.random.default_rng(3).integers(low, 3, outputs.shape[:-1]).astype("int32")
    targets.flat[:3] = (0, 2, ignored.get("ignore_class", 0))
    if not logits:
        outputs = np.abs(outputs)
        outputs[0, ..., 0] = 0.0
    check_loss("sparse_categorical_crossentropy", logits | ignored, shape, outputs, targets)
    if not ignored:
        check_loss("sparse_categorical_crossentropy", logits, shape, outputs, targets[..., None])


def test_a_batch_of_nothing_but_the_ignored_class_costs_nothing() -> None:
    loss = simple(LOSSES["sparse_categorical_crossentropy"](from_logits=True, ignore_class=0), (3,))["loss"]
    x = torch.ones(4, 3, requires_grad=True)
    total = loss(x, torch.zeros(4, dtype=torch.long))
    total.backward()
    assert x.grad is not None
    assert total.item() == 0
    assert not x.grad.any()


def test_several_outputs_are_weighted() -> None:
    kinds = {"a": "mean_squared_error", "b": "mean_absolute_error", "c": "huber"}
    weights = {"a": 1.0, "b": 0.25, "c": 0.0}
    losses = tuple(OutputLoss(name, LOSSES[kind](), weights[name]) for name, kind in kinds.items())
    loss = functions(graph(Training(losses, OPTIMIZERS["sgd"]()), dict.fromkeys(kinds, (3,))))["loss"]
    outputs = [numbers(BATCH, 3, seed=seed) for seed in range(3)]
    targets = [numbers(BATCH, 3, seed=seed) for seed in range(3, 6)]
    actual = loss(tuple(map(torch.tensor, outputs)), tuple(map(torch.tensor, targets)))
    squared, absolute = np.mean((outputs[0] - targets[0]) ** 2), np.mean(np.abs(outputs[1] - targets[1]))
    close(actual, squared + 0.25 * absolute, 1e-12)


def test_the_only_output_is_weighted() -> None:
    training = Training((OutputLoss("a", LOSSES["mean_squared_error"](), 0.25),), OPTIMIZERS["sgd"]())
    outputs, targets = numbers(BATCH, 3), numbers(BATCH, 3, seed=1)
    actual = functions(graph(training, {"a": (3,)}))["loss"](torch.tensor(outputs), torch.tensor(targets))
    close(actual, 0.25 * np.mean((outputs - targets) ** 2), 1e-12)


# Metrics -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3,), (4, 3)])
def test_metrics(shape: Shape) -> None:
    names = ("binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy")
    metrics = {name: simple(LOSSES["mean_squared_error"](), shape, (name,))["metrics"] for name in names}
    outputs, classes = numbers(*whole(shape)), np.random.default_rng(2).integers(0, 3, whole(shape)[:-1])
    targets = {
        "binary_accuracy": np.random.default_rng(4).integers(0, 2, outputs.shape).astype(float),
        "categorical_accuracy": np.eye(3)[classes],
        "sparse_categorical_accuracy": classes,
    }
    for name, function in metrics.items():
        metric = keras.metrics.get(name)
        theirs = keras.metrics.MeanMetricWrapper(metric)(targets[name], outputs)
        found = function(torch.tensor(outputs), torch.tensor(targets[name]))
        assert list(found) == [name]
        assert 0 < found[name] < 1
        close(torch.tensor(found[name]), theirs, 1e-6)


def test_metrics_of_one_column_take_flat_targets() -> None:
    metrics = simple(LOSSES["binary_crossentropy"](), (1,), ("binary_accuracy",))["metrics"]
    assert metrics(torch.tensor([[0.9], [0.2], [0.6]]), torch.tensor([1, 0, 0])) == {
        "binary_accuracy": pytest.approx(2 / 3)
    }


# Optimizers ----------------------------------------------------------------------------------------------------------

STEPS = 50
HALF, DECAY = single(0.9), single(0.02)
CASES: list[tuple[str, dict[str, Any], float]] = [
    ("sgd", {}, 1e-12),
    ("sgd", {"momentum": HALF}, 1e-12),
    ("sgd", {"momentum": HALF, "nesterov": True}, 1e-12),
    ("sgd", {"nesterov": True}, 1e-12),
    ("sgd", {"weight_decay": DECAY}, 1e-12),
    ("sgd", {"momentum": HALF, "weight_decay": DECAY}, 1e-12),
    ("sgd", {"momentum": HALF, "nesterov": True, "weight_decay": DECAY}, 1e-12),
    ("adam", {}, 1e-12),
    ("adam", {"epsilon": single(1e-2), "amsgrad": True}, 1e-12),
    ("adam", {"weight_decay": DECAY}, 1e-12),
    ("adamw", {}, 1e-12),
    ("adamw", {"weight_decay": DECAY, "amsgrad": True}, 1e-12),
    ("rmsprop", {}, 1e-12),
    ("rmsprop", {"momentum": HALF, "weight_decay": DECAY}, 1e-12),
    # The centered variance is a difference of nearly equal numbers.
    ("rmsprop", {"centered": True}, 1e-10),
    ("rmsprop", {"centered": True, "momentum": HALF, "rho": single(0.8)}, 1e-10),
]


class Two(nn.Module):
    """A module of a kernel, a bias and a frozen parameter."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.tensor(numbers(4, 3)))
        self.bias = nn.Parameter(torch.tensor(numbers(3, seed=2)))
        self.frozen = nn.Parameter(torch.ones(2), requires_grad=False)


def gradients(weights: list[Any], step: int) -> list[Any]:
    """A gradient that depends on the weight, and a tiny one, both noisy: at rest small errors would grow."""
    kernel, bias = weights
    noise = np.random.default_rng(step).normal(size=kernel.shape)
    return [0.1 * kernel**3 + noise, 1e-5 * (bias + noise[0])]


@pytest.mark.parametrize(("kind", "options", "tolerance"), CASES)
def test_optimizer(kind: str, options: dict[str, Any], tolerance: float) -> None:
    class_ = OPTIMIZERS[kind]
    defaults = {name: field.default for name, field in class_.model_fields.items()}
    rounded = {name: single(value) for name, value in defaults.items() if isinstance(value, float)}
    options = {**rounded, "learning_rate": single(0.03), **options}
    make = simple(LOSSES["mean_squared_error"](), (1,), optimizer=class_(**options))["make_optimizer"]
    module = Two()
    optimizer = make(module)
    theirs = getattr(keras.optimizers, class_.__name__)(**options)
    start = [p.detach().numpy().copy() for p in (module.kernel, module.bias)]
    variables = [keras.Variable(value) for value in start]
    for step in range(STEPS):
        theirs.apply(list(map(tf.constant, gradients([v.numpy() for v in variables], step))), variables)
        held = [module.kernel, module.bias]
        for parameter, value in zip(held, gradients([p.detach().numpy() for p in held], step), strict=True):
            parameter.grad = torch.tensor(value)
        optimizer.step()
    for parameter, variable, before in zip((module.kernel, module.bias), variables, start, strict=True):
        assert np.abs(variable.numpy() - before).max() > 1e-6
        close(parameter, variable.numpy(), tolerance)
    assert torch.equal(module.frozen, torch.ones(2))


# One step, and the whole fit -----------------------------------------------------------------------------------------


class Model(nn.Module):
    """tanh(x @ kernel) @ out with an L2 penalty on the kernel and on the activation, as generated classes have them."""

    def __init__(self, kernel: Array, out: Array, activity: bool) -> None:
        super().__init__()
        self.kernel, self.out = (nn.Parameter(torch.tensor(value)) for value in (kernel, out))
        self.activity = activity

    def penalty(self) -> Tensor:
        return 0.125 * self.kernel.square().sum()

    def forward(self, x: Tensor, with_penalty: bool = False) -> Any:
        assert self.training
        h = torch.tanh(x @ self.kernel)
        y = h @ self.out
        if not with_penalty:
            return y
        assert self.activity
        return y, self.penalty() + 0.5 * h.square().sum() / len(h)


def keras_model(kernel: Array, out: Array, activity: bool) -> keras.Model:
    layers = [
        keras.layers.Dense(
            kernel.shape[1],
            "tanh",
            use_bias=False,
            kernel_regularizer=keras.regularizers.L2(0.125),
            activity_regularizer=keras.regularizers.L2(0.5) if activity else None,
        ),
        keras.layers.Dense(out.shape[1], use_bias=False),
    ]
    model = keras.Sequential([keras.Input(kernel.shape[:1]), *layers])
    model.set_weights([kernel, out])
    return model


@pytest.mark.parametrize("metrics", [(), ("sparse_categorical_accuracy",)])
@pytest.mark.parametrize("activity", [False, True])
def test_fit_is_that_of_keras(activity: bool, metrics: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Ten examples in batches of four: the last batch is smaller, and must count less."""
    x, y = numbers(10, 4), np.random.default_rng(3).integers(0, 3, 10)
    start = numbers(4, 5, seed=5), numbers(5, 3, seed=6)
    rates = {"learning_rate": 0.05, "beta_1": 0.9, "beta_2": 0.99, "epsilon": 1e-7}
    rates = {name: single(value) for name, value in rates.items()}
    loss = LOSSES["sparse_categorical_crossentropy"](from_logits=True)
    found = tuple(OutputMetric("y", metric) for metric in metrics)
    training = Training((OutputLoss("y", loss),), OPTIMIZERS["adam"](**rates), found, batch_size=4, epochs=3)
    penalties = ("weight", "activity") if activity else ("weight",)
    module = Model(*start, activity)
    history = functions(graph(training, {"y": (3,)}, penalties=penalties))["fit"](
        module, torch.tensor(x), torch.tensor(y), shuffle=False
    )
    theirs = keras_model(*start, activity)
    theirs.compile(
        optimizer=keras.optimizers.Adam(**rates),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=list(metrics),
    )
    expected = theirs.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0).history
    assert [list(means) for means in history] == [["loss", *metrics]] * 3
    for name, values in expected.items():
        # Keras keeps its running means in float32.
        close(torch.tensor([means[name] for means in history]), values, 1e-6)
    for weight, value in zip((module.kernel, module.out), theirs.get_weights(), strict=True):
        close(weight, value, 1e-12)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"epoch 1/3: loss {history[0]['loss']:.4f}")


def test_fit_shuffles_once_an_epoch() -> None:
    training = Training((OutputLoss("y", LOSSES["mean_squared_error"]()),), OPTIMIZERS["sgd"](), batch_size=3, epochs=2)
    names = functions(graph(training, {"y": (1,)}))
    seen: list[list[float]] = []

    def step(model: Any, optimizer: Any, x: Tensor, y: Tensor) -> float:
        assert torch.equal(x, y)
        seen.append(x.tolist())
        return 1.0

    names["train_step"] = step
    torch.manual_seed(0)
    data = torch.arange(7.0)
    assert names["fit"](nn.Linear(1, 1), data, data) == [{"loss": 1.0}] * 2
    assert [len(batch) for batch in seen] == [3, 3, 1] * 2
    epochs = [[*a, *b, *c] for a, b, c in (seen[:3], seen[3:])]
    assert [sorted(epoch) for epoch in epochs] == [data.tolist()] * 2
    assert epochs[0] != epochs[1]


def test_several_inputs_and_outputs_are_tuples() -> None:
    losses = tuple(OutputLoss(name, LOSSES["mean_squared_error"]()) for name in ("a", "b"))
    training = Training(losses, OPTIMIZERS["sgd"](learning_rate=0.5), batch_size=2)
    names = functions(graph(training, {"a": (1,), "b": (1,)}, inputs=2))

    class Pair(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(2))

        def forward(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
            return a * self.scale[0], b * self.scale[1]

    model, ones, twos = Pair(), torch.ones(4, 1), torch.full((4, 1), 2.0)
    history = names["fit"](model, (ones, twos), (torch.zeros(4), twos))
    # Two steps: the first takes scale[0] to 0, where the loss is 0.
    assert history == [{"loss": 0.5}]
    assert model.scale.tolist() == [0.0, 1.0]


# The text ------------------------------------------------------------------------------------------------------------

HEAD = """import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Model(nn.Module):
    def penalty(self) -> Tensor:
        return torch.zeros(())
"""


def every_text() -> str:
    """The functions for every loss and optimizer, each in a file's worth of text of its own names."""
    texts = []
    variants: dict[str, list[dict[str, Any]]] = {
        "binary_crossentropy": [a | b for a in LOGITS for b in SMOOTHINGS],
        "categorical_crossentropy": [a | b for a in LOGITS for b in SMOOTHINGS],
        "sparse_categorical_crossentropy": [a | b for a in LOGITS for b in ({}, {"ignore_class": 0})],
    }
    outputs: dict[str, Shape] = {}
    losses = []
    for kind, class_ in LOSSES.items():
        for options in variants.get(kind, [{}]):
            for shape in ((3,), (4, 3), (1,)):
                name = f"y{len(outputs)}"
                outputs[name] = shape
                losses.append(OutputLoss(name, class_(**options), 0.5))
    metrics = [OutputMetric("y0", "categorical_accuracy"), OutputMetric("y2", "binary_accuracy")]
    for training in (
        Training(tuple(losses), OPTIMIZERS["sgd"](momentum=0.9), tuple(metrics)),
        Training(tuple(losses[:1]), OPTIMIZERS["sgd"](), tuple(metrics[:1])),
        Training(tuple(losses[:1]), OPTIMIZERS["sgd"]()),
    ):
        kept = {item.output: outputs[item.output] for item in training.losses}
        for inputs in (1, 2):
            for penalties in ((), ("weight",), ("activity",)):
                made = training_functions(graph(training, kept, inputs, penalties=penalties), "Model", set())
                texts.append(f"{HEAD}\n\n{render(made)}")
    return "\0".join(texts)


def test_the_text_is_clean(tmp_path: Path) -> None:
    files = []
    for number, text in enumerate(every_text().split("\0")):
        files.append(tmp_path / f"text_{number}.py")
        files[-1].write_text(text)
    config = tmp_path / "ruff.toml"
    config.write_text('lint.select = ["E", "F", "I", "UP", "B", "C4", "SIM", "RET", "RUF"]\n')
    checks: list[Callable[[], list[str]]] = [
        lambda: ["ruff", "format", "--check", "--diff"],
        lambda: ["ruff", "check", "--ignore=F401"],
        lambda: ["mypy", "--strict"],
    ]
    for check in checks:
        command = [sys.executable, "-m", *check(), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout[:4000] + done.stderr[:2000]
