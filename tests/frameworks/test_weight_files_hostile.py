"""The frameworks' files of weights from strangers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import modelspec
from modelspec.backends import backend
from modelspec.backends.loading import framework_module
from modelspec.cli import main
from modelspec.errors import ModelspecError
from modelspec.weights import read_weights
from tests.hostile import SPEC, Cases

torch_files = pytest.importorskip("tests.hostile.torch_files")
hdf5 = pytest.importorskip("tests.hostile.hdf5")
pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]
SECONDS = 10.0
FORMATS: dict[str, Cases] = {".pt": torch_files.CASES, ".weights.h5": hdf5.HDF5, ".keras": hdf5.KERAS}
CASES = [(ending, name) for ending, cases in FORMATS.items() for name in cases]


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """The time that frameworks take to load is not the files'."""
    for name in ("keras", "torch"):
        framework_module(backend(name), "files")


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "small.modelspec.yaml"
    file.write_text(SPEC)
    return file


@pytest.mark.parametrize(("ending", "name"), CASES, ids=str)
def test_a_strangers_file(spec: Path, capfd: pytest.CaptureFixture[str], ending: str, name: str) -> None:
    make, pattern = FORMATS[ending][name]
    file = spec.with_name(f"w{ending}")
    make(file)
    held = sorted(os.listdir())
    begin = time.process_time()
    assert main(["weights", str(spec), "--from", str(file), "-o", "out.npz"]) == 2
    assert time.process_time() - begin < SECONDS
    said = capfd.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith("error: ")
    assert re.search(pattern, said.err.rstrip("\n")), said.err
    assert len(said.err) < 800
    # No payload ran, and nothing was written.
    assert sorted(os.listdir()) == held


@pytest.mark.parametrize("name", torch_files.FINE)
def test_what_training_scripts_save_is_read(spec: Path, name: str) -> None:
    torch_files.saved(torch_files.FINE[name])(spec.with_name("w.pt"))
    found = read_weights(modelspec.load(spec).graph, "w.pt")
    assert all((array == 0.5).all() and array.dtype == np.float32 for array in found.values())


def test_a_file_that_was_refused_is_closed(spec: Path) -> None:
    """HDF5 closes open files when Python is gone already, and cannot."""
    hdf5.HDF5["another shape"][0](spec.with_name("w.weights.h5"))
    command = [sys.executable, "-m", "modelspec", "weights", spec.name, "--from", "w.weights.h5", "-o", "out.npz"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: w.weights.h5 does not hold")


def test_a_model_in_a_file_is_not_built(spec: Path) -> None:
    hdf5.FINE_KERAS(spec.with_name("w.keras"))
    found = read_weights(modelspec.load(spec).graph, "w.keras")
    assert all((array == 0.5).all() for array in found.values())


@pytest.mark.parametrize("name", ["keras", "torch"])
def test_no_model_is_built_for_a_file_that_does_not_fit(spec: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez("w.npz", x=np.ones(3))
    monkeypatch.setattr(f"modelspec.backends.{name}.live.build", None)
    with pytest.raises(ModelspecError, match="does not hold this model's weights"):
        modelspec.load(spec).instantiate(name, "w.npz")
