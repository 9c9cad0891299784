"""Files of weights are written whole or not at all, and a set of files is never mixed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import modelspec
from modelspec.backends import Generated
from modelspec.backends.tfjs.files import parts
from modelspec.cli import main
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.numeric import Array
from modelspec.weights import convert, read_weights
from tests.hostile import SPEC, right

conversion = import_module("modelspec.weights.convert")
OLD, NEW = "0" * 16, "1" * 16
ROOT = Path(__file__).parents[2]


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    file = tmp_path / "small.modelspec.yaml"
    file.write_text(SPEC)
    return modelspec.load(file).graph


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def model(folder: Path, name: str, number: str) -> None:
    """A model of TensorFlow.js as we write it, with a file of arrays by that number."""
    shard = f"{name}.weights-{number}.bin"
    (folder / shard).write_text(number)
    (folder / f"{name}.json").write_text(json.dumps({"weightsManifest": [{"paths": [shard], "weights": []}]}))


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def as_if_tfjs(monkeypatch: pytest.MonkeyPatch, before: Callable[[], object] = lambda: None) -> None:
    """TensorFlow.js's files without Node.js."""

    def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
        before()
        model(path.parent, path.name.removesuffix(".json"), NEW)

    monkeypatch.setattr(conversion, "_files", lambda *_, **__: SimpleNamespace(write=write, parts=parts))


def test_the_old_set_is_whole_until_the_new_one_is(graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_tfjs(monkeypatch)
    model(out, "w", OLD)
    replace = os.replace
    seen: list[bool] = []

    def watched(source: Path, target: Path) -> None:
        for check in (False, True):
            if check:
                replace(source, target)
            held = content(out)
            number = OLD if OLD in held["w.json"] else NEW
            seen.append(held[f"w.weights-{number}.bin"] == number)

    monkeypatch.setattr(os, "replace", watched)
    convert(graph, seed=0, output=out / "w.json")
    assert seen == [True] * 4
    assert set(content(out)) == {"w.json", f"w.weights-{NEW}.bin"}


def test_nobody_elses_file_is_removed(graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_tfjs(monkeypatch)
    model(out, "other", OLD)
    (out / f"w.weights-{OLD}.bin").write_text("of no model")
    paths = ["mine.bin", f"other.weights-{OLD}.bin", "../small.modelspec.yaml"]
    (out / "mine.bin").write_text("mine")
    (out / "w.json").write_text(json.dumps({"weightsManifest": [{"paths": paths, "weights": []}]}))
    convert(graph, seed=0, output=out / "w.json")
    held = {"w.json", "mine.bin", "other.json", f"other.weights-{OLD}.bin", f"w.weights-{OLD}.bin"}
    assert set(content(out)) == held | {f"w.weights-{NEW}.bin"}
    assert (out.parent / "small.modelspec.yaml").exists()


def test_the_same_weights_again_are_kept(graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_tfjs(monkeypatch)
    model(out, "w", NEW)
    before = content(out)
    convert(graph, seed=0, output=out / "w.json")
    assert content(out) == before


@pytest.mark.parametrize("failing", [1, 2])
def test_a_move_that_fails_leaves_the_old_set(
    graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    as_if_tfjs(monkeypatch)
    model(out, "w", OLD)
    before, replace, calls = content(out), os.replace, []

    def sometimes(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", sometimes)
    with pytest.raises(ModelspecError, match=r"cannot write .*w\.json.*: No space left on device"):
        convert(graph, seed=0, output=out / "w.json")
    assert content(out) == before
    assert set(os.listdir(out)) == set(before)


def test_a_folder_in_the_way_leaves_nothing(graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_tfjs(monkeypatch)
    (out / "w.json").mkdir()
    with pytest.raises(ModelspecError, match="cannot write"):
        convert(graph, seed=0, output=out / "w.json")
    assert os.listdir(out) == ["w.json"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_leaves_nothing(
    graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    as_if_tfjs(monkeypatch, lambda: signal.raise_signal(number))
    model(out, "w", OLD)
    before = content(out)
    # Under `nohup`, and in the background, some are ignored.
    ours = signal.signal(number, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        convert(graph, seed=0, output=out / "w.json")
    signal.signal(number, ours)
    assert content(out) == before
    assert set(os.listdir(out)) == set(before)


def test_an_interrupt_while_files_are_moved_comes_after_it(
    graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_tfjs(monkeypatch)
    model(out, "w", OLD)
    replace = os.replace

    def interrupted(source: Path, target: Path) -> None:
        signal.raise_signal(signal.SIGTERM)
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        convert(graph, seed=0, output=out / "w.json")
    assert set(os.listdir(out)) == {"w.json", f"w.weights-{NEW}.bin"}


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, out: Path, ending: str) -> None:
    """A limit on the size of files stands for it."""
    spec = tmp_path / "large.modelspec.yaml"
    spec.write_text(SPEC.replace("units: 4", "units: 4000"))
    (out / f"w{ending}").write_text("mine")

    command = [sys.executable, "-m", "modelspec", "weights", str(spec), "--random", "0", "-o", str(out / f"w{ending}")]
    limited = ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh", *command]
    done = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: cannot write")
    assert done.stderr.count("\n") == 1
    assert content(out) == {f"w{ending}": "mine"}
    assert os.listdir(out) == [f"w{ending}"]


def test_one_waits_for_another(graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if_tfjs(monkeypatch)
    code = (
        "import sys, time\nfrom modelspec.disk.lock import locked\n"
        "with locked(sys.argv[1]): print('held', flush=True); time.sleep(0.5)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(out)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    begin = time.monotonic()
    convert(graph, seed=0, output=out / "w.json")
    assert time.monotonic() - begin > 0.2
    process.communicate()


def test_small_types_grow_and_orders_do_not_matter(graph: Graph, tmp_path: Path) -> None:
    kernel = np.arange(24, dtype=">f8").reshape(6, 4, order="F")
    np.savez(tmp_path / "w.npz", **right(hidden_kernel=kernel, out_bias=np.array([1, 2, 3], "float16")))  # type: ignore[arg-type]
    found = read_weights(graph, tmp_path / "w.npz")
    assert (found["hidden.kernel"] == kernel).all()
    assert found["hidden.kernel"].dtype == np.dtype("float64")
    assert found["hidden.kernel"].dtype.isnative
    assert found["out.bias"].dtype == np.float32
    assert found["out.bias"].flags.writeable


def test_a_float64_model_takes_what_float32_cannot_hold(tmp_path: Path) -> None:
    spec = tmp_path / "double.modelspec.yaml"
    spec.write_text(SPEC.replace("name: small", "name: small\ndtype: float64"))
    np.savez(tmp_path / "w.npz", **right(out_bias=np.array([1e300, 0, 0])))  # type: ignore[arg-type]
    assert read_weights(modelspec.load(spec).graph, tmp_path / "w.npz")["out.bias"][0] == 1e300


def test_bfloat16_is_read(graph: Graph, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrays = {name: (array.view("<u4") >> 16).astype("<u2") for name, array in right().items()}
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "BF16", "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    data = b"".join(array.tobytes() for array in arrays.values())
    (tmp_path / "w.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)
    found = read_weights(graph, tmp_path / "w.safetensors")
    assert all((array == 0.5).all() and array.dtype == np.float32 for array in found.values())
    spec = str(tmp_path / "small.modelspec.yaml")
    assert main(["penalty", spec, "--weights", str(tmp_path / "w.safetensors")]) == 0
    assert "0.06" in capsys.readouterr().out
