"""Weights in files that need no framework."""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import modelspec
from modelspec.backends import Generated, Unspellable, backend
from modelspec.errors import ModelspecError
from modelspec.foreign import Budget
from modelspec.ir import Graph
from modelspec.numeric import Array
from modelspec.record import replace as with_fields
from modelspec.weights import convert, initial_weights, read_weights, spelled
from modelspec.weights.files import open_arrays, write_arrays

conversion = import_module("modelspec.weights.convert")

SPEC = """
modelspec: 1
name: small
inputs: {x: [6, 5]}
layers:
  - lstm: {name: rnn, units: 4}
  - batch_normalization: {name: norm}
  - dense: {name: out, units: 3, kernel_initializer: {truncated_normal: {stddev: 0.5}}, bias_initializer: {constant: 2}}
"""
FREE = (".npz", ".safetensors")


def read_arrays(file: Path) -> dict[str, Array]:
    with open(file, "rb") as opened:
        held = open_arrays(opened, file.suffix, Budget(weights=10, numbers=1000))
        return {name: held.read(name) for name in held.declared}


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    return graph_of(tmp_path, SPEC)


def graph_of(folder: Path, text: str) -> Graph:
    file = folder / "m.modelspec.yaml"
    file.write_text(text)
    return modelspec.load(file).graph


def test_initial_weights_follow_the_initializers(graph: Graph) -> None:
    found = initial_weights(graph, 1)
    assert [*found] == [name for name, _ in graph.weights()]
    limit = np.sqrt(6 / (5 + 16))
    assert 0.8 * limit < np.abs(found["rnn.kernel"]).max() <= limit
    recurrent = found["rnn.recurrent_kernel"].astype(float)
    assert np.allclose(recurrent @ recurrent.T, np.eye(4), atol=1e-6)
    assert found["rnn.bias"].tolist() == [0] * 4 + [1] * 4 + [0] * 8
    assert found["norm.gamma"].tolist() == found["norm.moving_variance"].tolist() == [1] * 4
    assert found["out.bias"].tolist() == [2] * 3
    assert np.abs(found["out.kernel"]).max() <= 1
    assert all(array.dtype == np.float32 for array in found.values())
    assert (found["out.kernel"] == initial_weights(graph, 1)["out.kernel"]).all()
    assert (found["out.kernel"] != initial_weights(graph, 2)["out.kernel"]).all()


def test_the_truncated_normal_is_cut_at_two_standard_deviations(tmp_path: Path) -> None:
    text = SPEC.replace("units: 3", "units: 5000")
    drawn = initial_weights(graph_of(tmp_path, text), 0)["out.kernel"]
    assert 0.99 < np.abs(drawn).max() <= 1
    assert drawn.std() == pytest.approx(0.5 * 0.8796, rel=0.02)


@pytest.mark.parametrize("ending", FREE)
@pytest.mark.parametrize("backend", [None, "keras", "torch"])
def test_there_and_back(graph: Graph, tmp_path: Path, ending: str, backend: str | None) -> None:
    file = tmp_path / f"w{ending}"
    convert(graph, seed=3, output=file, backend=backend)
    back = read_weights(graph, file)
    assert all(back[name].tobytes() == array.tobytes() for name, array in initial_weights(graph, 3).items())


def test_a_file_of_a_backend_has_its_names_and_layout(graph: Graph, tmp_path: Path) -> None:
    convert(graph, seed=3, output=tmp_path / "w.npz", backend="torch")
    held = read_arrays(tmp_path / "w.npz")
    assert held["out.weight"].shape == (3, 4)


def test_a_transposed_array_is_written_as_it_is(tmp_path: Path) -> None:
    array = np.arange(6.0).reshape(2, 3).T
    write_arrays(tmp_path / "w.safetensors", ".safetensors", {"w": array}, {"spec": "0"})
    assert (read_arrays(tmp_path / "w.safetensors")["w"] == array).all()


@pytest.mark.parametrize("ending", FREE)
def test_what_does_not_fit_is_listed_and_nothing_is_written(graph: Graph, tmp_path: Path, ending: str) -> None:
    arrays = initial_weights(graph, 0)
    arrays["extra.kernel"] = arrays.pop("out.bias")
    arrays["norm.gamma"] = np.ones((2, 2), "float32")
    write_arrays(tmp_path / f"bad{ending}", ending, arrays, {})
    output = tmp_path / "out" / "w.npz"
    output.parent.mkdir()
    with pytest.raises(ModelspecError) as caught:
        convert(graph, source=tmp_path / f"bad{ending}", output=output)
    said = str(caught.value)
    assert "it lacks out.bias" in said
    assert "the model has no extra.kernel" in said
    assert "norm.gamma is [2, 2] and should be [4]" in said
    assert list(output.parent.iterdir()) == []


def test_nothing_is_unpickled(graph: Graph, tmp_path: Path) -> None:
    arrays = initial_weights(graph, 0) | {"out.bias": np.array([{"a": 1}], dtype=object)}
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(ModelspecError, match=r"bad\.npz does not .*: out\.bias is object"):
        read_weights(graph, tmp_path / "bad.npz")


@pytest.mark.parametrize("ending", FREE)
def test_rubbish_is_one_clear_line(graph: Graph, tmp_path: Path, ending: str) -> None:
    (tmp_path / f"bad{ending}").write_bytes(b"PK\x03\x04 rubbish")
    with pytest.raises(ModelspecError, match="cannot read") as caught:
        read_weights(graph, tmp_path / f"bad{ending}")
    assert "\n" not in str(caught.value)


def test_wrong_names_of_files(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(ModelspecError, match="there is no such file"):
        read_weights(graph, tmp_path / "none.npz")
    with pytest.raises(ModelspecError, match=r"is none of \.npz"):
        convert(graph, seed=0, output=tmp_path / "w.onnx")
    with pytest.raises(ModelspecError, match="there is no folder"):
        convert(graph, seed=0, output=tmp_path / "none" / "w.npz")
    with pytest.raises(ModelspecError, match=r"\.pt is a format of torch, not of keras"):
        convert(graph, seed=0, output=tmp_path / "w.pt", backend="keras")


def test_all_files_of_a_format_are_moved_the_named_one_last(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
        path.write_text("named")
        path.with_name("a.bin").write_text("before")
        path.with_name("z.bin").write_text("after")

    moved: list[str] = []
    replace = os.replace

    def watched(old: Path, new: Path) -> None:
        moved.append(new.name)
        replace(old, new)

    own = SimpleNamespace(write=write, parts=lambda path: ())
    monkeypatch.setattr(conversion, "_files", lambda *_, **__: own)
    monkeypatch.setattr(os, "replace", watched)
    output = tmp_path / "out" / "m.pt"
    output.parent.mkdir()
    convert(graph, seed=0, output=output)
    assert moved == ["a.bin", "z.bin", "m.pt"]
    assert {path.name: path.read_text() for path in output.parent.iterdir()} == {
        "a.bin": "before",
        "z.bin": "after",
        "m.pt": "named",
    }


def test_a_folder_in_the_way_is_one_clear_line(graph: Graph, tmp_path: Path) -> None:
    output = tmp_path / "m.npz"
    output.mkdir()
    with pytest.raises(ModelspecError, match=r"cannot write .*m\.npz"):
        convert(graph, seed=0, output=output)


def test_a_backend_that_cannot_carry_the_model_is_passed_over(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def generate(graph: Graph) -> Generated:
        raise Unspellable(next(iter(graph.nodes())), "it cannot")

    convert(graph, seed=3, output=tmp_path / "w.npz", backend="torch")
    refusing = with_fields(backend("keras"), generate=generate)
    monkeypatch.setattr(spelled, "backend", lambda name: refusing if name == "keras" else backend(name))
    assert list(read_weights(graph, tmp_path / "w.npz")) == [name for name, _ in graph.weights()]
