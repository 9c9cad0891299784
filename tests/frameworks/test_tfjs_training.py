"""The generated TensorFlow.js training functions against Keras: losses, metrics, optimizers, whole fits, in float32."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from training_graph import BATCH, Array, graph, numbers, one_output, single, whole

from modelspec.backends.javascript import render
from modelspec.backends.tfjs.parts import paste, with_needed
from modelspec.backends.tfjs.training import training_functions
from modelspec.ir import Graph, Shape
from modelspec.training import LOSSES, OPTIMIZERS, OutputLoss, OutputMetric, Training

MODULES = Path(__file__).parents[2] / "node_modules"
DRIVER = Path(__file__).with_name("training_driver.mjs")
pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(shutil.which("node") is None or not MODULES.exists(), reason="needs Node.js and its modules"),
]

PENALTIES = """
function penalties(model) {
	const [kernel] = model.getLayer("hidden").getWeights();
	return { "hidden.kernel": tf.mul(0.125, tf.sum(tf.square(kernel))) };
}

function penalty(model) {
	return tf.addN(Object.values(penalties(model)));
}

function outputsAndPenalties(model, x, training) {
	const both = [model.getLayer("hidden").output, ...model.outputs];
	const [h, outputs] = tf.model({ inputs: model.inputs, outputs: both }).apply(x, { training });
	const activity = tf.div(tf.mul(0.5, tf.sum(tf.square(h))), h.shape[0]);
	return [outputs, { ...penalties(model), "hidden.activity": activity }];
}
"""
"""What a generated module has for a model with penalties on `hidden`: 0.125 L2 of its kernel, 0.5 L2 of its output."""


def text(of: Graph) -> str:
    """A module of the functions, with the parts that they asked for and no others."""
    parts: set[str] = set()
    functions = [render([item]) for item in training_functions(of, parts)]
    used = [PENALTIES.strip()] if next(of.penalties(), None) is not None else []
    texts = ['import * as tf from "@tensorflow/tfjs";', *used, *map(paste, with_needed(parts)), *functions]
    return "\n\n".join([found.strip() for found in texts]) + "\n"


class Cases:
    """Everything that is to be run, in one process of Node.js; a test takes its results by the case's name."""

    def __init__(self) -> None:
        self.cases: dict[str, dict[str, Any]] = {}
        self.texts: dict[str, str] = {}

    def add(self, name: str, kind: str, of: Graph, **given: Any) -> str:
        module = f"module_{len(self.texts)}.mjs"
        self.texts[module] = text(of)
        self.cases[name] = {"kind": kind, "module": module, **given}
        return name

    def run(self, folder: Path) -> dict[str, Any]:
        shutil.copy(DRIVER, folder)
        (folder / "node_modules").symlink_to(MODULES)
        for name, module in self.texts.items():
            (folder / name).write_text(module)
        (folder / "cases.json").write_text(json.dumps(self.cases))
        command = ["node", DRIVER.name]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads((folder / "results.json").read_text())
        return found


CASES = Cases()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return CASES.run(tmp_path_factory.mktemp("tfjs"))


def sent(value: Array) -> dict[str, Any]:
    """A tensor for the driver."""
    kind = {"f": "float32", "i": "int32", "b": "bool"}[value.dtype.kind]
    return {"data": value.ravel().tolist(), "shape": value.shape, "dtype": kind}


def close(actual: Any, expected: Any, tolerance: float, least: float = 0.1) -> None:
    """Largest difference relative to the largest expected number."""
    found, wanted = np.asarray(actual, "float64"), np.asarray(expected, "float64")
    assert found.shape == wanted.shape
    error = np.abs(found - wanted).max(initial=0.0) / max(np.abs(wanted).max(initial=0.0), least)
    assert error <= tolerance, f"relative error {error:.1e}"


# Losses --------------------------------------------------------------------------------------------------------------

SMOOTHINGS: list[dict[str, Any]] = [{}, {"label_smoothing": 0.07}]
LOGITS: list[dict[str, Any]] = [{"from_logits": True}, {}]
SHAPES: list[Shape] = [(3,), (1,), (4, 3), (4, 1), (2, 4, 3)]
Numbers = tuple[str, dict[str, Any], Array, Array]
NUMBERS: dict[str, Numbers] = {}


def add_loss(kind: str, options: dict[str, Any], shape: Shape, outputs: Array, targets: Array) -> None:
    name = f"{kind} {options} {shape} {targets.dtype} {targets.shape}"
    outputs = outputs.astype("float32")
    targets = targets.astype("float32" if targets.dtype.kind == "f" else targets.dtype)
    NUMBERS[name] = kind, options, outputs, targets
    of = graph(one_output(LOSSES[kind](**options)), {"y": shape})
    CASES.add(name, "lossAndGradient", of, outputs=sent(outputs), targets=sent(targets))


def probabilities(shape: Shape) -> Array:
    """Some of them beyond where Keras clips."""
    found = 1 / (1 + np.exp(-5 * numbers(*whole(shape))))
    found.flat[:3] = (0.0, 1.0, 1e-9)
    return found


def add_losses() -> None:
    for shape in SHAPES:
        bits = np.random.default_rng(3).integers(0, 2, whole(shape))
        outputs, targets = numbers(*whole(shape)), numbers(*whole(shape), seed=2)
        outputs.flat[0] = targets.flat[0]
        for kind, options in (("mean_squared_error", {}), ("mean_absolute_error", {}), ("huber", {}),
                              ("huber", {"delta": 0.3})):  # fmt: skip
            add_loss(kind, options, shape, outputs, targets)
            add_loss(kind, options, shape, outputs, bits)
        for smoothing in SMOOTHINGS:
            add_loss("binary_crossentropy", {**smoothing, "from_logits": True}, shape, 5 * outputs, bits)
            for kind_of_target in ("int32", "float32", "bool"):
                add_loss("binary_crossentropy", smoothing, shape, probabilities(shape), bits.astype(kind_of_target))
    for shape in ((1,), (4, 1)):
        bits = np.random.default_rng(3).integers(0, 2, whole(shape)[:-1])
        for kind in ("mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy"):
            add_loss(kind, {}, shape, probabilities(shape), bits)
        add_loss("binary_crossentropy", {"from_logits": True}, shape, numbers(*whole(shape)), bits)
    for shape in ((3,), (4, 3), (2, 4, 3)):
        add_crossentropies(shape)


def add_crossentropies(shape: Shape) -> None:
    soft = np.exp(numbers(*whole(shape), seed=3))
    for logits in LOGITS:
        outputs = numbers(*whole(shape))
        if not logits:
            outputs = np.abs(outputs)  # Keras divides by the sum.
            outputs[0, ..., 0] = 0.0
        for smoothing in SMOOTHINGS:
            for targets in (soft / soft.sum(-1, keepdims=True), np.eye(3, dtype="int32")[soft.argmax(-1)]):
                add_loss("categorical_crossentropy", logits | smoothing, shape, outputs, targets)
        for ignored in ({}, {"ignore_class": 1}, {"ignore_class": -1}):
            low = min(0, ignored.get("ignore_class", 0))
            classes = np.random.default_rng(3).integers(low, 3, outputs.shape[:-1]).astype("int32")
            classes.flat[:3] = (0, 2, ignored.get("ignore_class", 0))
            for targets in (classes, classes.astype("float32"), classes[..., None]):
                add_loss("sparse_categorical_crossentropy", logits | ignored, shape, outputs, targets)
        nothing = np.zeros(outputs.shape[:-1], "int32")
        add_loss("sparse_categorical_crossentropy", {**logits, "ignore_class": 0}, shape, outputs, nothing)


add_losses()


@pytest.mark.parametrize("name", NUMBERS)
def test_loss(name: str, results: Mapping[str, Any]) -> None:
    """Value and gradient are those of the Keras class."""
    kind, options, outputs, targets = NUMBERS[name]
    theirs = {class_.kind: getattr(keras.losses, class_.__name__) for class_ in LOSSES.values()}[kind]
    x = tf.constant(outputs)
    with tf.GradientTape() as tape:
        tape.watch(x)
        expected = theirs(**options)(targets, x)
    close(results[name]["value"], expected, 1e-6)
    close(np.asarray(results[name]["gradients"][0]) * x.numpy().size, tape.gradient(expected, x) * x.numpy().size, 2e-6)


def weighted_losses() -> str:
    kinds = {"first.a": "mean_squared_error", "b": "mean_absolute_error", "c": "huber"}
    weights = {"first.a": 1.0, "b": 0.25, "c": 0.0}
    losses = tuple(OutputLoss(name, LOSSES[kind](), weights[name]) for name, kind in kinds.items())
    of = graph(Training(losses, OPTIMIZERS["sgd"]()), dict.fromkeys(kinds, (3,)))
    outputs = [sent(numbers(BATCH, 3, seed=seed)) for seed in range(3)]
    targets = [sent(numbers(BATCH, 3, seed=seed)) for seed in range(3, 6)]
    return CASES.add("weighted", "lossAndGradient", of, outputs=outputs, targets=targets)


WEIGHTED = weighted_losses()


def test_a_loss_does_not_take_a_blocks_name() -> None:
    losses = tuple(OutputLoss(name, LOSSES["mean_squared_error"]()) for name in ("a", "total"))
    of = graph(Training(losses, OPTIMIZERS["sgd"]()), {"a": (1,), "total": (1,)})
    body = render(training_functions(of, set(), {"aLoss"}))
    for name in ("aLoss_", "totalLoss_", "totalLoss"):
        assert body.count(f"function {name}(") == 1


def test_the_only_output_is_weighted() -> None:
    training = Training((OutputLoss("a", LOSSES["mean_squared_error"](), 0.25),), OPTIMIZERS["sgd"]())
    body = render(training_functions(graph(training, {"a": (3,)}), set(), ()))
    assert "return tf.mul(0.25, aLoss(outputs, targets));" in body


def test_several_outputs_are_weighted(results: Mapping[str, Any]) -> None:
    a, b = (numbers(BATCH, 3, seed=seed) - numbers(BATCH, 3, seed=seed + 3) for seed in range(2))
    close(results[WEIGHTED]["value"], np.mean(a**2) + 0.25 * np.mean(np.abs(b)), 1e-6)
    for found, wanted in zip(results[WEIGHTED]["gradients"], (2 * a, 0.25 * np.sign(b), 0 * a), strict=True):
        close(np.asarray(found) * a.size, wanted, 1e-6)


# Metrics -------------------------------------------------------------------------------------------------------------

ACCURACIES = ("binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy")
ANSWERS: dict[str, tuple[str, Array, Array]] = {}


def add_metrics() -> None:
    for shape in ((3,), (4, 3)):
        outputs = numbers(*whole(shape)).astype("float32")
        classes = np.random.default_rng(2).integers(0, 3, whole(shape)[:-1])
        bits = np.random.default_rng(4).integers(0, 2, outputs.shape)
        right = {
            "binary_accuracy": [bits, bits.astype("float32")],
            "categorical_accuracy": [np.eye(3)[classes]],
            "sparse_categorical_accuracy": [classes, classes.astype("float32"), classes[..., None]],
        }
        for metric, several in right.items():
            for targets in several:
                of = graph(one_output(LOSSES["mean_squared_error"](), (metric,)), {"y": shape})
                name = f"{metric} {shape} {targets.shape} {targets.dtype}"
                CASES.add(name, "metrics", of, outputs=sent(outputs), targets=sent(targets))
                ANSWERS[name] = metric, outputs, targets


add_metrics()


@pytest.mark.parametrize("name", ANSWERS)
def test_metrics(name: str, results: Mapping[str, Any]) -> None:
    metric, outputs, targets = ANSWERS[name]
    expected = keras.metrics.MeanMetricWrapper(keras.metrics.get(metric))(targets, outputs)
    assert list(results[name]["values"]) == [metric]
    assert 0 < float(expected) < 1
    close(results[name]["values"][metric], expected, 1e-6)
    assert results[name]["left"] == 0


def several_metrics() -> str:
    losses = tuple(OutputLoss(name, LOSSES["binary_crossentropy"]()) for name in ("a", "b.c"))
    metrics = tuple(OutputMetric(name, "binary_accuracy") for name in ("a", "b.c"))
    of = graph(Training(losses, OPTIMIZERS["sgd"](), metrics), {"a": (1,), "b.c": (2,)})
    outputs = [sent(np.array([[0.9], [0.2], [0.6]])), sent(np.array([[0.5, 0.9]]))]
    targets = [sent(np.array([1, 0, 0])), sent(np.array([[0, 1]]))]
    return CASES.add("several metrics", "metrics", of, outputs=outputs, targets=targets)


SEVERAL = several_metrics()


def test_metrics_of_several_outputs_and_of_flat_targets(results: Mapping[str, Any]) -> None:
    expected = {"a_binary_accuracy": pytest.approx(2 / 3), "b.c_binary_accuracy": 1.0}
    assert results[SEVERAL]["values"] == expected


# Optimizers ----------------------------------------------------------------------------------------------------------

STEPS = 20
MUCH, DECAY = single(0.9), single(0.02)
STEPPED: dict[str, tuple[str, dict[str, Any]]] = {}
START = [numbers(4, 3).astype("float32"), numbers(3, seed=2).astype("float32")]


def gradients(step: int) -> list[Array]:
    """One as large as the weights, and one about as small as epsilon."""
    noise = np.random.default_rng(step).normal(size=(4, 3))
    return [noise.astype("float32"), (1e-5 * (1 + noise[0])).astype("float32")]


def add_optimizers() -> None:
    decays: list[dict[str, Any]] = [{}, {"weight_decay": DECAY}]
    options: dict[str, list[dict[str, Any]]] = {
        "sgd": [{}, {"momentum": MUCH}, {"momentum": MUCH, "nesterov": True}, {"nesterov": True}],
        "adam": [{}, {"amsgrad": True}, {"beta_1": single(0.8), "beta_2": single(0.99), "epsilon": single(1e-2)}],
        "adamw": [{}, {"amsgrad": True}, {"weight_decay": 0.0}],
        "rmsprop": [
            {**centered, **momentum, **rho}
            for centered in ({}, {"centered": True})
            for momentum in ({}, {"momentum": MUCH})
            for rho in ({}, {"rho": single(0.8), "epsilon": single(1e-3)})
        ],
    }
    for kind, several in options.items():
        for given in (option | decay for option in several for decay in decays):
            name = f"{kind} {given}"
            if name not in STEPPED:
                add_optimizer(name, kind, given)


def add_optimizer(name: str, kind: str, given: dict[str, Any]) -> None:
    class_ = OPTIMIZERS[kind]
    defaults = {key: field.default for key, field in class_.model_fields.items()}
    rounded = {key: single(value) for key, value in defaults.items() if isinstance(value, float)}
    STEPPED[name] = kind, {**rounded, "learning_rate": single(0.03), **given}
    of = graph(one_output(LOSSES["mean_squared_error"](), optimizer=class_(**STEPPED[name][1])), {"y": (1,)})
    steps = [[sent(value) for value in gradients(step)] for step in range(STEPS)]
    CASES.add(name, "steps", of, start=[sent(value) for value in START], gradients=steps)


add_optimizers()


@pytest.mark.parametrize("name", STEPPED)
def test_optimizer(name: str, results: Mapping[str, Any]) -> None:
    kind, options = STEPPED[name]
    theirs = getattr(keras.optimizers, OPTIMIZERS[kind].__name__)(**options)
    variables = [keras.Variable(value) for value in START]
    for step in range(STEPS):
        theirs.apply(list(map(tf.constant, gradients(step))), variables)
    for found, variable, before in zip(results[name]["values"], variables, START, strict=True):
        assert np.abs(variable.numpy() - before).max() > 1e-6
        close(found, variable.numpy(), 1e-6)
    assert results[name]["kept"] == [1, 1]  # A weight that the loss does not depend on stays, decay or not.
    # TensorFlow.js's own momentum leaves its learning rate behind.
    assert results[name]["left"] == bool(options.get("momentum") and kind == "sgd" and "weight_decay" not in options)


# The whole fit -------------------------------------------------------------------------------------------------------

RATES = {"learning_rate": single(0.05), "beta_1": single(0.9), "beta_2": single(0.99), "epsilon": single(1e-7)}
LAYERS = numbers(4, 5, seed=5).astype("float32"), numbers(5, 3, seed=6).astype("float32")
X, Y = numbers(10, 4).astype("float32"), np.random.default_rng(3).integers(0, 3, 10)
FITS = {
    f"fit {metrics} {penalties}": (metrics, penalties)
    for metrics in ((), ("sparse_categorical_accuracy",))
    for penalties in ((), ("weight",), ("weight", "activity"))
}


def add_fits() -> None:
    loss = LOSSES["sparse_categorical_crossentropy"](from_logits=True)
    for name, (metrics, penalties) in FITS.items():
        training = Training(
            (OutputLoss("y", loss),),
            OPTIMIZERS["adam"](**RATES),
            tuple(OutputMetric("y", metric) for metric in metrics),
            batch_size=4,
            epochs=3,
        )
        of = graph(training, {"y": (3,)}, penalties=penalties)
        given = {"weights": list(map(sent, LAYERS)), "x": sent(X), "y": sent(Y), "inputs": 1}
        CASES.add(name, "fit", of, **given, options={"shuffle": False})


add_fits()


def keras_model(penalties: tuple[str, ...]) -> keras.Model:
    hidden = keras.layers.Dense(
        5,
        "tanh",
        use_bias=False,
        kernel_regularizer=keras.regularizers.L2(0.125) if "weight" in penalties else None,
        activity_regularizer=keras.regularizers.L2(0.5) if "activity" in penalties else None,
    )
    model = keras.Sequential([keras.Input((4,)), hidden, keras.layers.Dense(3, use_bias=False)])
    model.set_weights(LAYERS)
    return model


@pytest.mark.parametrize("name", FITS)
def test_fit_is_that_of_keras(name: str, results: Mapping[str, Any]) -> None:
    """Ten examples in batches of four: the last batch is smaller, and must count less."""
    (metrics, penalties), found = FITS[name], results[name]
    theirs = keras_model(penalties)
    theirs.compile(
        optimizer=keras.optimizers.Adam(**RATES),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=list(metrics),
    )
    expected = theirs.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0).history
    assert [list(means) for means in found["history"]] == [["loss", *metrics]] * 3
    for key, values in expected.items():
        close([means[key] for means in found["history"]], values, 1e-6)
    for weight, value in zip(found["weights"], theirs.get_weights(), strict=True):
        close(weight, value, 5e-6)
    assert found["epochs"] == [[epoch, means] for epoch, means in enumerate(found["history"])]
    assert found["left"] == 0
    last = found["history"][2]
    assert found["lines"][2] == "epoch 3/3: " + ", ".join(f"{key} {value:.4f}" for key, value in last.items())


def separable() -> str:
    x = np.random.default_rng(8).normal(size=(60, 2)).astype("float32")
    y = (x.sum(-1) > 0).astype("int32")
    loss = LOSSES["binary_crossentropy"](from_logits=True)
    training = Training((OutputLoss("y", loss),), OPTIMIZERS["adamw"](learning_rate=0.05), (), 8, 30)
    layers = [numbers(2, 4, seed=1), numbers(4, 1, seed=2)]
    given = {"weights": list(map(sent, layers)), "x": sent(x), "y": sent(y), "inputs": 1, "options": {}}
    return CASES.add("separable", "fit", graph(training, {"y": (1,)}), **given)


SEPARABLE = separable()


def test_fit_learns(results: Mapping[str, Any]) -> None:
    losses = [means["loss"] for means in results[SEPARABLE]["history"]]
    assert len(losses) == 30
    assert losses[-1] < 0.1 < losses[0] / 3
    assert results[SEPARABLE]["left"] == 0


def pairs() -> str:
    losses = tuple(OutputLoss(name, LOSSES["mean_squared_error"]()) for name in ("a", "b"))
    training = Training(losses, OPTIMIZERS["sgd"](learning_rate=0.5), (), 2)
    of = graph(training, {"a": (3,), "b": (1,)}, inputs=2)
    ones = sent(np.ones((4, 1)))
    data = {"x": [sent(X[:4]), ones], "y": [sent(numbers(4, 3)), sent(np.zeros(4))]}
    return CASES.add("pairs", "fit", of, weights=list(map(sent, LAYERS)), **data, inputs=2, options={"shuffle": False})


PAIRS = pairs()


def test_several_inputs_and_outputs_are_arrays(results: Mapping[str, Any]) -> None:
    (means,) = results[PAIRS]["history"]
    assert means["loss"] > 1  # The second output's share is 1 by itself.
    assert results[PAIRS]["left"] == 0
    assert not np.array_equal(results[PAIRS]["weights"][0], LAYERS[0])


def orders() -> str:
    training = Training((OutputLoss("y", LOSSES["mean_squared_error"]()),), OPTIMIZERS["sgd"](), (), 12, 2)
    return CASES.add("orders", "order", graph(training, {"y": (1,)}), x=sent(np.arange(30.0)), options={})


ORDERS = orders()


def test_fit_shuffles_once_an_epoch(results: Mapping[str, Any]) -> None:
    seen = results[ORDERS]
    assert [len(batch) for batch in seen] == [12, 12, 6] * 2
    epochs = [[*a, *b, *c] for a, b, c in (seen[:3], seen[3:])]
    assert [sorted(epoch) for epoch in epochs] == [list(range(30))] * 2
    assert epochs[0] != epochs[1]
    assert sorted(epochs[0]) != epochs[0]


# The text ------------------------------------------------------------------------------------------------------------


def test_the_text_is_clean(tmp_path: Path) -> None:
    for name, module in CASES.texts.items():
        (tmp_path / name).write_text(module.replace(PENALTIES.strip() + "\n\n", ""))
    for check in (["format"], ["lint", "--error-on-warnings"]):
        command = [str(MODULES / ".bin" / "biome"), *check, "--max-diagnostics=5", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
