"""Files of weights from strangers: one clear line, quickly, in little memory, and nothing that they say is done."""

from __future__ import annotations

import os
import re
import signal
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelspec.cli import main
from tests.hostile import SPEC, Cases, npz, safetensors, sparse, tfjs, written

pytestmark = pytest.mark.robustness

SECONDS, MEMORY = 5.0, 100_000_000
ALARM = 20
"""In seconds of the clock, of which a busy machine gives a test few."""
FORMATS: dict[str, Cases] = {".npz": npz.CASES, ".safetensors": safetensors.CASES, ".json": tfjs.CASES}
ENDINGS = (".npz", ".safetensors", ".pt", ".weights.h5", ".keras", ".json")
CASES = [(ending, name) for ending, cases in FORMATS.items() for name in cases]


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec, alone in the folder in which we work."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "small.modelspec.yaml"
    file.write_text(SPEC)
    return file


@pytest.fixture
def in_time() -> Iterator[None]:
    """A test that would wait for ever fails instead."""

    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(ALARM)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(file: Path, spec: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command line says of the file; it must be a line, and nothing may be written."""
    before = {path: path.lstat().st_mtime_ns for path in spec.parent.rglob("*")}
    assert main(["weights", str(spec), "--from", str(file), "-o", str(spec.with_name("out.npz"))]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert said.err.endswith("\n")
    assert said.err.rstrip("\n").isprintable()
    assert len(said.err) < 1500
    assert {path: path.lstat().st_mtime_ns for path in spec.parent.rglob("*")} == before
    return said.err.rstrip("\n")


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize(("ending", "name"), CASES, ids=str)
def test_a_strangers_file(spec: Path, capsys: pytest.CaptureFixture[str], ending: str, name: str) -> None:
    make, said = FORMATS[ending][name]
    file = spec.with_name(f"w{ending}")
    make(file)
    begin = time.process_time()
    tracemalloc.start()
    try:
        found = refused(file, spec, capsys)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    assert time.process_time() - begin < SECONDS
    assert str(file) in found
    assert re.search(said, found), found


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "it is no regular file"),
        (os.mkdir, "it is a folder"),
        (lambda path: os.symlink("/dev/zero", path), "it is no regular file"),
        (lambda path: os.symlink(path, path), "Too many levels of symbolic links"),
        (lambda path: None, "there is no such file"),
    ],
    ids=["a pipe", "a folder", "a device", "a ring", "nothing"],
)
def test_what_is_no_regular_file(spec: Path, capsys: pytest.CaptureFixture[str], ending: str, make, said: str) -> None:  # type: ignore[no-untyped-def]
    file = spec.with_name(f"w{ending}")
    make(file)
    assert said in refused(file, spec, capsys)


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".json"])
def test_the_target_stays_as_it_was(spec: Path, capsys: pytest.CaptureFixture[str], ending: str) -> None:
    written(b"mine")(spec.with_name("out.npz"))
    sparse(10)(spec.with_name(f"w{ending}"))
    refused(spec.with_name(f"w{ending}"), spec, capsys)
    assert spec.with_name("out.npz").read_bytes() == b"mine"


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".json"])
def test_other_commands_refuse_as_well(spec: Path, capsys: pytest.CaptureFixture[str], ending: str) -> None:
    sparse(10**10)(spec.with_name(f"w{ending}"))
    assert main(["penalty", str(spec), "--weights", f"w{ending}"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "far more than this model's 43 numbers need" in said.err
