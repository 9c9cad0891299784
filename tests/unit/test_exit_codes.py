"""Every exit code, from real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from modelspec.exit_codes import FAILED, FINE, INTERRUPTED, MEANINGS, PROBLEMS

GOOD = "modelspec: 1\nname: m\ninputs: {x: [4]}\nlayers: [dense: 2]\n"
WARNED = GOOD + "blocks: {unused: {layers: [dense: 2]}}\n"
CASES: tuple[tuple[int, str, Sequence[str]], ...] = (
    (FINE, GOOD, ("check", "m.modelspec.yaml")),
    (FINE, WARNED, ("check", "m.modelspec.yaml")),
    (FINE, GOOD, ("--help",)),
    (PROBLEMS, WARNED, ("check", "--strict", "m.modelspec.yaml")),
    (PROBLEMS, GOOD.replace("dense", "dens"), ("check", "m.modelspec.yaml")),
    (PROBLEMS, GOOD, ("build", "--check", "m.modelspec.yaml")),
    (PROBLEMS, GOOD, ("build", "--diff", "m.modelspec.yaml")),
    (FAILED, GOOD, ()),
    (FAILED, GOOD, ("check", "--no-such-option")),
    (FAILED, GOOD, ("check", "no_such.modelspec.yaml")),
    (FAILED, GOOD, ("summary", "m.modelspec.yaml", "--set", "n=1")),
    (FAILED, GOOD, ("graph", "m.modelspec.yaml", "-o", "m.modelspec.yaml/picture.svg")),
)


@pytest.mark.parametrize(("code", "spec", "arguments"), CASES, ids=lambda value: str(value)[:30])
def test_exit_code(code: int, spec: str, arguments: Sequence[str], tmp_path: Path) -> None:
    (tmp_path / "m.modelspec.yaml").write_text(spec, encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-m", "modelspec", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_framework_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "m.modelspec.yaml").write_text(GOOD, encoding="ascii")
    # Python without what was installed beside modelspec's own needs.
    code = "import sys; sys.modules |= {'torch': None, 'tensorflow': None, 'keras': None}\n"
    code += "from modelspec.cli import main; sys.exit(main(['verify', 'm.modelspec.yaml']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == FAILED
    assert done.stderr.startswith("error: `verify` needs ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals")
def test_interrupted() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "modelspec", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdin is not None
    # More than a pipe holds: once this is through, the child is reading.
    child.stdin.write(b"# comment\n" * 100_000)
    child.stdin.flush()
    child.send_signal(signal.SIGINT)
    _, said = child.communicate()
    assert child.returncode == INTERRUPTED
    assert b"Traceback" not in said


def test_each_code_has_a_test_and_a_meaning() -> None:
    assert {code for code, _, _ in CASES} | {INTERRUPTED} == set(MEANINGS)
