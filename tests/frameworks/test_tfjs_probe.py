"""The process of Node.js that runs generated modules, with a module that is written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from modelspec.backends.job import MODEL, TRAINED, Job, Program, read_answer, write_job
from modelspec.backends.measure import answer
from modelspec.backends.tfjs.client import NodeError, decode, encode
from modelspec.backends.tfjs.node import missing
from modelspec.backends.tfjs.probe import TensorFlowJs
from modelspec.numeric import Array

pytestmark = [pytest.mark.frameworks, pytest.mark.skipif(missing() is not None, reason=str(missing()))]
MODULE = """
import * as tf from "@tensorflow/tfjs";

console.log("a module may print");

export function buildModel() {
	const inputs = tf.input({ shape: [3] });
	const ids = tf.input({ shape: [2], dtype: "int32" });
	let x = tf.layers.embedding({ inputDim: 5, outputDim: 3, name: "ids" }).apply(ids);
	x = tf.layers.flatten().apply(x);
	x = tf.layers.concatenate().apply([inputs, x]);
	const kernelRegularizer = tf.regularizers.l2({ l2: 0.1 });
	x = tf.layers.dense({ units: 4, activation: "tanh", kernelRegularizer, name: "stage.hidden" }).apply(x);
	x = tf.layers.batchNormalization({ name: "norm" }).apply(x);
	x = tf.layers.dense({ units: 1, name: "frozen", trainable: false }).apply(x);
	return tf.model({ inputs: [inputs, ids], outputs: x });
}

export function penalties(model) {
	return { "stage.hidden.kernel": model.calculateLosses()[0] };
}

export function penalty(model) {
	return tf.addN(Object.values(penalties(model)));
}

export function totalLoss(model, x, y) {
	const loss = tf.losses.meanSquaredError(y, model.apply(x, { training: true }));
	return tf.add(loss, penalty(model));
}

export function makeOptimizer() {
	return tf.train.momentum(0.1, 0.9);
}

export async function trainStep(model, optimizer, x, y) {
	const loss = optimizer.minimize(() => totalLoss(model, x, y), true, model.getWeights(true));
	const [number] = await loss.data();
	loss.dispose();
	return number;
}
"""
SHAPES = {
    "ids/embeddings": (5, 3),
    "stage.hidden/kernel": (9, 4),
    "stage.hidden/bias": (4,),
    "norm/gamma": (4,),
    "norm/beta": (4,),
    "norm/moving_mean": (4,),
    "norm/moving_variance": (4,),
    "frozen/kernel": (4, 1),
    "frozen/bias": (1,),
}
TRAINED_KEYS = [key for key in SHAPES if "moving" not in key and "frozen" not in key]
JOB = Job("float32", 0, [], [], [], [], {})


@pytest.fixture(scope="module")
def framework() -> Iterator[TensorFlowJs]:
    made = TensorFlowJs()
    yield made
    if made.client is not None:
        made.client.close()


@pytest.fixture
def file(tmp_path: Path, framework: TensorFlowJs) -> Path:
    framework.set_precision("float32")
    file = tmp_path / "made.mjs"
    file.write_text(MODULE)
    return file


@pytest.fixture
def model(file: Path, framework: TensorFlowJs) -> int:
    made = framework.build(framework.load(file))
    framework.assign(made, weights())
    return made


def weights() -> dict[str, Array]:
    random = np.random.default_rng(0)
    drawn = {key: random.uniform(-1, 1, shape).astype("float32") for key, shape in SHAPES.items()}
    return drawn | {"norm/moving_variance": np.abs(drawn["norm/moving_variance"])}


def batch() -> tuple[list[Array], list[Array]]:
    random = np.random.default_rng(1)
    x = random.normal(size=(6, 3)).astype("float32")
    return [x, random.integers(0, 5, (6, 2))], [random.normal(size=(6, 1)).astype("float32")]


def forward(w: dict[str, Array]) -> Array:
    """The model in inference mode."""
    x, ids = batch()[0]
    joined = np.concatenate([x, w["ids/embeddings"][ids].reshape(6, -1)], 1)
    hidden = np.tanh(joined @ w["stage.hidden/kernel"] + w["stage.hidden/bias"])
    normal = (hidden - w["norm/moving_mean"]) / np.sqrt(w["norm/moving_variance"] + 1e-3)
    return (normal * w["norm/gamma"] + w["norm/beta"]) @ w["frozen/kernel"] + w["frozen/bias"]


def test_weights_are_set_and_read(framework: TensorFlowJs, model: int) -> None:
    found = framework.weights(model)
    assert {key: array.tolist() for key, (array, _) in found.items()} == {k: a.tolist() for k, a in weights().items()}
    assert sorted(key for key, (_, trained) in found.items() if trained) == sorted(TRAINED_KEYS)


def test_outputs_in_both_modes(framework: TensorFlowJs, model: int) -> None:
    (inference,) = framework.outputs(model, batch()[0], False)
    (training,) = framework.outputs(model, batch()[0], True)
    assert np.abs(inference - forward(weights())).max() < 1e-5
    assert np.abs(training - inference).max() > 0.1


def test_penalties(framework: TensorFlowJs, model: int) -> None:
    terms, total = framework.penalties(model, batch()[0], JOB)
    assert terms == {"stage.hidden.kernel": pytest.approx(0.1 * (weights()["stage.hidden/kernel"] ** 2).sum())}
    assert total == terms["stage.hidden.kernel"]


def test_a_step_of_training_goes_by_the_gradient(framework: TensorFlowJs, model: int) -> None:
    loss, gradients = framework.gradients(0, model, batch(), JOB)
    assert sorted(gradients) == sorted(TRAINED_KEYS)
    framework.assign(model, weights())
    assert framework.trainer(0, model)(batch()) == pytest.approx(loss, rel=1e-6)
    after = framework.weights(model)
    for key, array in weights().items():
        if key in gradients:
            assert np.abs(after[key][0] - (array - 0.1 * gradients[key])).max() < 1e-6
    assert np.abs(after["norm/moving_mean"][0] - weights()["norm/moving_mean"]).max() > 1e-3
    assert (after["frozen/kernel"][0] == weights()["frozen/kernel"]).all()


def test_nothing_is_left_behind(framework: TensorFlowJs, model: int) -> None:
    step = framework.trainer(0, model)
    step(batch())
    before = framework.node.ask("tensors")
    for _ in range(3):
        step(batch())
        framework.gradients(0, model, batch(), JOB)
        framework.outputs(model, batch()[0], True)
        framework.penalties(model, batch()[0], JOB)
        framework.weights(model)
        framework.assign(model, weights())
    assert framework.node.ask("tensors") == before
    framework.set_precision("float32")
    assert framework.node.ask("tensors") < before / 2


def test_a_file_that_was_changed_is_loaded_again(framework: TensorFlowJs, file: Path) -> None:
    assert "norm/gamma" in framework.weights(framework.build(framework.load(file)))
    file.write_text(MODULE.replace('"norm"', '"other"'))
    assert "other/gamma" in framework.weights(framework.build(framework.load(file)))


WRONG = {
    "it cannot be parsed": ("export const a =;", "SyntaxError"),
    "it fails": ("export function buildModel() {\n\tthrow new Error('boom');\n}", "Error: boom\n    at .*buildModel"),
    "it throws what is no error": ("export function buildModel() {\n\tthrow 'boom';\n}", "boom"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_goes_wrong_is_told(framework: TensorFlowJs, file: Path, name: str) -> None:
    text, said = WRONG[name]
    file.write_text(text)
    with pytest.raises(NodeError, match=said):
        framework.build(framework.load(file))


def test_a_wrong_shape_is_refused(framework: TensorFlowJs, model: int) -> None:
    with pytest.raises(NodeError, match="Shape mismatch"):
        framework.assign(model, {"norm/gamma": np.zeros(7)})
    with pytest.raises(NodeError, match="no weight nothing"):
        framework.assign(model, {"nothing": np.zeros(7)})


ENDED = {"process.exit(3)": "exit code 3", "process.kill(process.pid, 9)": "signal 9"}


@pytest.mark.parametrize("line", ENDED)
def test_a_process_that_ended_is_told(tmp_path: Path, line: str) -> None:
    framework = TensorFlowJs()
    (tmp_path / "made.mjs").write_text(f"{line};\nawait new Promise(() => {{}});")
    for _ in range(2):
        with pytest.raises(NodeError, match=f"{ENDED[line]} when it was asked to load"):
            framework.load(tmp_path / "made.mjs")
    assert framework.client is not None
    framework.client.close()


def test_another_precision_is_a_refusal_that_starts_nothing(tmp_path: Path) -> None:
    framework = TensorFlowJs()
    write_job(tmp_path, Job("float64", 1, [], [], [], [], dict.fromkeys((MODEL, TRAINED), Program("m.mjs", {}))), {})
    answer(framework, tmp_path)
    found = read_answer(tmp_path)
    assert found is not None
    assert found.is_refusal
    assert set(found.unable.values()) == {"TensorFlow.js computes in float32 only"}
    assert framework.client is None


@pytest.mark.parametrize(
    "array", [np.array(2.5, "float32"), np.arange(6).reshape(2, 3), np.zeros((0, 3)), np.eye(3, dtype="float32").T[::2]]
)
def test_arrays_travel(array: Array) -> None:
    back = decode(encode(array))
    assert back.shape == array.shape
    assert (back == array).all()
    assert back.flags.writeable
