"""TensorFlow.js's files of weights are read without it, and nothing that they say is believed."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modelspec.backends.tfjs.weights_manifest import open_model
from modelspec.foreign import Budget, Refused
from modelspec.numeric import Array

Made = dict[str, Any]
KERNEL = np.arange(6, dtype="<f4").reshape(2, 3)
BIAS = np.array([7, 8, 9], "<f4")


def entry(name: str, shape: list[Any], **more: Any) -> Made:
    return {"name": name, "shape": shape, "dtype": "float32", **more}


@pytest.fixture
def model(tmp_path: Path) -> Made:
    """A model in two groups, the first of which is in two files."""
    data = KERNEL.tobytes()
    (tmp_path / "a.bin").write_bytes(data[:10])
    (tmp_path / "b.bin").write_bytes(data[10:])
    (tmp_path / "c.bin").write_bytes(BIAS.tobytes() + BIAS.tobytes())
    return {
        "format": "layers-model",
        "weightsManifest": [
            {"paths": ["a.bin", "b.bin"], "weights": [entry("out/kernel", [2, 3])]},
            {"paths": ["c.bin"], "weights": [entry("out/bias", [3]), entry("Adam/m", [3], group="optimizer")]},
        ],
    }


def read(folder: Path, written: Any) -> dict[str, Array]:
    file = folder / "model.json"
    file.write_text(json.dumps(written))
    return read_weights(file)


def read_weights(path: Path) -> dict[str, Array]:
    with open(path, "rb") as file:
        held = open_model(file, path, Budget(weights=2, numbers=9))
        return {name: held.read(name) for name in held.declared}


def test_the_arrays_are_read(tmp_path: Path, model: Made) -> None:
    found = read(tmp_path, model)
    assert list(found) == ["out/kernel", "out/bias"]
    assert found["out/kernel"].tolist() == KERNEL.tolist()
    assert found["out/bias"].tolist() == BIAS.tolist()


def first(model: Made) -> Made:
    found: Made = model["weightsManifest"][0]
    return found


WRONG: dict[str, tuple[Callable[[Made], Any], str]] = {
    "a byte is missing": (lambda m: first(m)["weights"][0].update(shape=[2, 4]), "have 24 bytes, and its list .* 32"),
    "a byte is too many": (lambda m: first(m)["weights"][0].update(shape=[5]), "have 24 bytes, and its list .* 20"),
    "a huge shape": (lambda m: first(m)["weights"][0].update(shape=[10**9] * 9), "have 24 bytes"),
    "a size below 0": (lambda m: first(m)["weights"][0].update(shape=[-2, -3]), r"the shape \[-2, -3\]"),
    "a size that is none": (lambda m: first(m)["weights"][0].update(shape=[6.0]), r"the shape \[6.0\]"),
    "a size that is true": (lambda m: first(m)["weights"][0].update(shape=[6, True]), "the shape"),
    "another type": (lambda m: first(m)["weights"][0].update(dtype="int32"), "type 'int32', only float32"),
    "quantized": (lambda m: first(m)["weights"][0].update(quantization={"dtype": "uint8"}), "quantized"),
    "no name": (lambda m: first(m)["weights"][0].pop("name"), "has no name"),
    "an entry that is none": (lambda m: first(m).update(weights=["x"]), "has no name"),
    "twice": (lambda m: m["weightsManifest"].append(first(m)), "'out/kernel' is in it twice"),
    "no file": (lambda m: first(m).update(paths=["none.bin"]), "there is no file 'none.bin'"),
    "a folder": (lambda m: first(m).update(paths=["."]), "there is no file"),
    "no file name": (lambda m: first(m).update(paths=[7]), "no file name"),
    "an absolute path": (lambda m: first(m).update(paths=["/etc/passwd"]), "'/etc/passwd' is not in its folder"),
    "a path upwards": (lambda m: first(m).update(paths=["x/../../a.bin"]), "is not in its folder"),
    "a path of Windows": (lambda m: first(m).update(paths=["..\\a.bin"]), "is not in its folder"),
    "a drive of Windows": (lambda m: first(m).update(paths=["C:a.bin"]), "is not in its folder"),
    "a link to elsewhere": (lambda m: first(m).update(paths=["link.bin"]), "is not in its folder"),
    "a ring of links": (lambda m: first(m).update(paths=["ring.bin"]), "is not in its folder|there is no file"),
    "no list of files": (lambda m: first(m).pop("paths"), "there is no list `paths`"),
    "no list of weights": (lambda m: first(m).update(weights={}), "there is no list `weights`"),
    "no manifest": (lambda m: m.pop("weightsManifest"), "there is no list `weightsManifest`"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_one_clear_line(tmp_path: Path, model: Made, name: str) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    for file in tmp_path.glob("*.bin"):
        file.rename(folder / file.name)
    (tmp_path / "a.bin").write_bytes(KERNEL.tobytes())
    os.symlink(tmp_path / "a.bin", folder / "link.bin")
    os.symlink("ring.bin", folder / "ring.bin")
    change, said = WRONG[name]
    change(model)
    with pytest.raises(Refused, match=said) as caught:
        read(folder, model)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("written", [[], None, "x", {"weightsManifest": [None]}])
def test_any_other_json_is_refused(tmp_path: Path, written: Any) -> None:
    with pytest.raises(Refused, match="it is no model of TensorFlow"):
        read(tmp_path, written)


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "model.json").write_bytes(text)
    with pytest.raises(Refused, match="it is no JSON"):
        read_weights(tmp_path / "model.json")
