"""Weights in the files of the frameworks, and what the models compute with them."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

import modelspec
from modelspec.backends.tfjs.node import find_node, find_tfjs, missing
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.weights import convert, initial_weights, read_weights

pytestmark = [
    pytest.mark.frameworks,
    # Keras's own way to read a variable.
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]
SPEC = """
modelspec: 1
name: small
inputs: {x: [6, 5]}
layers:
  - gru: {name: rnn, units: 4, return_sequences: true}
  - conv1d: {name: conv, filters: 7, kernel_size: 2}
  - batch_normalization: {name: norm}
  - multi_head_attention: {name: attention, num_heads: 2, key_dim: 3}
  - flatten
  - dense: {name: out, units: 3}
"""
NEEDS_NODE = pytest.mark.skipif(missing() is not None, reason=str(missing()))
OF_FRAMEWORKS = (".pt", ".weights.h5", ".keras", pytest.param(".json", marks=NEEDS_NODE))
LOAD = """
import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
await import(process.argv[2]);
const { modelTopology, weightsManifest } = JSON.parse(await readFile(process.argv[3], "utf8"));
const [{ paths, weights: weightSpecs }] = weightsManifest;
const { buffer } = new Uint8Array(await readFile(paths[0]));
const load = async () => ({ modelTopology, weightSpecs, weightData: buffer });
const model = await tf.loadLayersModel({ load });
const x = tf.tensor(JSON.parse(process.argv[4]));
console.log(JSON.stringify(model.predict(x).arraySync()));
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    file = tmp_path / "small.modelspec.yaml"
    file.write_text(SPEC)
    return file


@pytest.fixture
def graph(spec: Path) -> Graph:
    return modelspec.load(spec).graph


@pytest.mark.parametrize("ending", OF_FRAMEWORKS)
def test_there_and_back(graph: Graph, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"w{ending}"
    convert(graph, seed=3, output=file)
    back = read_weights(graph, file)
    assert all(back[name].tobytes() == array.tobytes() for name, array in initial_weights(graph, 3).items())
    beside = [path.name for path in tmp_path.iterdir() if re.fullmatch(r"w\.weights-[0-9a-f]{16}\.bin", path.name)]
    assert len(beside) == (ending == ".json")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["small.modelspec.yaml", file.name, *beside])


@NEEDS_NODE
def test_other_weights_replace_the_old_ones_arrays(graph: Graph, tmp_path: Path) -> None:
    for seed in (1, 2):
        convert(graph, seed=seed, output=tmp_path / "w.json")
        assert len(list(tmp_path.glob("*.bin"))) == 1
        held = read_weights(graph, tmp_path / "w.json")["out.kernel"]
        assert (held == initial_weights(graph, seed)["out.kernel"]).all()


def test_models_with_the_same_weights_compute_the_same(spec: Path, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    model = modelspec.load(spec)
    convert(model.graph, seed=5, output=tmp_path / "w.npz")
    convert(model.graph, source=tmp_path / "w.npz", output=tmp_path / "w.pt")
    convert(model.graph, source=tmp_path / "w.pt", output=tmp_path / "w.keras")
    x = np.random.default_rng(0).normal(size=(2, 6, 5)).astype("float32")
    keras_model = model.instantiate("keras", tmp_path / "w.keras")
    torch_model = model.instantiate("torch")
    torch_model.load_state_dict(torch.load(tmp_path / "w.pt", weights_only=True))
    y = torch_model.eval()(torch.from_numpy(x)).detach().numpy()
    assert np.abs(np.asarray(keras_model(x)) - y).max() < 1e-5


@NEEDS_NODE
def test_tensorflow_js_loads_its_file_and_computes_the_same(tmp_path: Path) -> None:
    file = tmp_path / "spec.modelspec.yaml"
    file.write_text("modelspec: 1\nname: tiny\ninputs: {x: [6]}\nlayers: [dense: {units: 3, activation: leaky_relu}]\n")
    model = modelspec.load(file)
    convert(model.graph, seed=5, output=tmp_path / "w.json")
    (tmp_path / "tiny.mjs").write_text(model.code("tfjs"))
    (tmp_path / "load.mjs").write_text(LOAD)
    package = find_tfjs()
    assert package is not None
    (tmp_path / "node_modules").symlink_to(package.parents[1])
    x = np.random.default_rng(0).normal(size=(2, 6)).astype("float32")
    command = [str(find_node()), "load.mjs", "./tiny.mjs", "w.json", json.dumps(x.tolist())]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    keras_model = model.instantiate("keras", tmp_path / "w.json")
    assert np.abs(np.asarray(keras_model(x)) - np.array(json.loads(said))).max() < 1e-5


@pytest.mark.parametrize("ending", OF_FRAMEWORKS)
def test_another_models_file_is_refused(graph: Graph, tmp_path: Path, ending: str) -> None:
    other = tmp_path / "other.modelspec.yaml"
    other.write_text("modelspec: 1\nname: other\ninputs: {x: [6, 5]}\nlayers: [gru: {name: rnn, units: 4}]\n")
    file = tmp_path / f"w{ending}"
    convert(modelspec.load(other).graph, seed=0, output=file)
    with pytest.raises(ModelspecError, match=r"does not hold this model's weights|could not be loaded"):
        read_weights(graph, file)


@pytest.mark.parametrize("ending", OF_FRAMEWORKS)
def test_rubbish_is_one_clear_line(graph: Graph, tmp_path: Path, ending: str) -> None:
    (tmp_path / f"bad{ending}").write_bytes(b"rubbish")
    with pytest.raises(ModelspecError, match=r"bad\.") as caught:
        read_weights(graph, tmp_path / f"bad{ending}")
    assert "\n" not in str(caught.value)


def test_nothing_but_tensors_is_unpickled(graph: Graph, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"out.weight": Path("x")}, tmp_path / "bad.pt")
    with pytest.raises(ModelspecError, match="cannot read"):
        read_weights(graph, tmp_path / "bad.pt")
