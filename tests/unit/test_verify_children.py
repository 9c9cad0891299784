"""verify's processes, whatever they do: a failure with a clear reason, never an agreement, and nothing left behind.

The frameworks here are fake: modules that misbehave as soon as they are loaded, which is how a generated file would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import tracemalloc
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import modelspec
from modelspec.backends import job
from modelspec.backends.job import Answer, Job, write_job
from modelspec.cli import main
from modelspec.errors import ModelspecError
from modelspec.interrupts import Interrupts
from modelspec.numeric import np
from modelspec.verify.failures import Failure
from modelspec.verify.processes import Runner, run
from modelspec.verify.said import LONGEST_LINE, MOST_BYTES
from tests.hostile import SPEC

pytestmark = pytest.mark.robustness

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
Attempt = Callable[..., Answer | Failure]
JOB = Job("float32", 0, [], [], [], [], {})
ANSWER = """
    import sys
    from pathlib import Path
    import numpy as np
    from modelspec.backends import job
    folder = Path(sys.argv[2])
    plain = '{"shapes": {}, "trainable": {}, "total": 0, "unable": {}}'
    arrays = {"loss": np.array(0.5)}
    def put(text=plain, **more):
        job._write(folder / job.RESULTS, arrays | more)
        (folder / job.ANSWER).write_text(text)
"""
END = "\n    import os; os._exit(0)"


@pytest.fixture
def attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Attempt:
    """What comes of a process whose framework is this code."""
    probes, scratch = tmp_path / "probes", tmp_path / "scratch"
    probes.mkdir()
    scratch.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(probes))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    def tried(code: str, time_limit: float = 30) -> Answer | Failure:
        (probes / "fake_probe.py").write_text(textwrap.dedent(code))
        with Interrupts() as interrupts, interrupts.folder() as root:
            folder = root / "fake"
            folder.mkdir()
            write_job(folder, JOB, {"x": np.ones(3)})
            found = run({"fake": folder}, {"fake": "fake_probe"}, Runner(1, time_limit, interrupts))["fake"]
        assert list(scratch.iterdir()) == []
        return found

    return tried


def failed(found: Answer | Failure) -> Failure:
    assert isinstance(found, Failure)
    return found


DEATHS = {
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", r"was killed by signal 11 (SIGSEGV)"),
    "abort": ("import os; os.abort()", r"was killed by signal 6 (SIGABRT)"),
    "exit code": ("import os; os._exit(3)", "failed with exit code 3"),
    "SystemExit": ("raise SystemExit(3)", "failed with exit code 3"),
    "killed": ("import os; os.kill(os.getpid(), 9)", "by signal 9 (SIGKILL), as the system does when memory runs out"),
    "no answer": ("import os; os._exit(0)", "ended without an answer (there is no answer.json)"),
    "memory": ("x = bytearray(1 << 62)", "ran out of memory and could not be loaded"),
    "memory of C++": (
        "import os; os.write(2, b'terminate called: std::bad_alloc'); os.abort()",
        "ran out of memory and was killed by signal 6",
    ),
    "memory of Node.js": (
        "raise RuntimeError('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory')",
        "its process ran out of memory and could not be loaded",
    ),
    "import": (
        "raise ImportError('libgone.so: no such file')",
        "it could not be loaded: ImportError: libgone.so",
    ),
    "syntax": ("def (", "it could not be loaded: SyntaxError"),
    "no framework in it": ("", "has no attribute 'FRAMEWORK'"),
}


@pytest.mark.parametrize("name", DEATHS)
def test_a_death_has_a_reason(attempt: Attempt, name: str) -> None:
    code, reason = DEATHS[name]
    assert reason in failed(attempt(code)).reason


def test_a_process_that_hangs_is_ended(attempt: Attempt) -> None:
    begin = time.monotonic()
    found = failed(attempt("print('thinking', flush=True)\nwhile True: pass", time_limit=3))
    assert str(found) == "no answer within 3 seconds\n  thinking"
    assert time.monotonic() - begin < 10


def test_a_process_that_cannot_be_asked_to_end_is_ended(attempt: Attempt) -> None:
    code = """
    import signal, time
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(60)
    """
    assert "no answer within" in failed(attempt(code, time_limit=0.5)).reason


def test_only_the_end_of_what_it_says_is_kept(attempt: Attempt) -> None:
    code = """
    import os
    for _ in range(2000):
        os.write(1, b"x" * 100_000)
    os.write(1, b"\\n\\x1b[2J\\xff the end")
    os._exit(3)
    """
    tracemalloc.start()
    found = failed(attempt(code))
    assert tracemalloc.get_traced_memory()[1] < 50 * MOST_BYTES
    tracemalloc.stop()
    assert found.said[-1] == "\\x1b[2J\ufffd the end"
    assert len(found.said[0]) == LONGEST_LINE + 3


def test_what_it_says_is_no_answer(attempt: Attempt) -> None:
    code = 'print(\'{"shapes": {}, "trainable": {}, "total": 0, "unable": {}}\', flush=True)' + END.replace("    ", "")
    assert "there is no answer.json" in failed(attempt(code)).reason


def test_a_right_answer_is_one(attempt: Attempt) -> None:
    found = attempt(ANSWER + "\n    print('hello' * 100_000); put()" + END)
    assert isinstance(found, Answer), found
    assert found.arrays["loss"] == 0.5


WRONG = {
    "half of the JSON": ("put(plain[:-5])", "answer.json is no JSON"),
    "another JSON": ("put('[]')", "answer.json does not hold shapes"),
    "deep JSON": ("put('[' * 100_000)", "answer.json is no JSON|damaged"),
    "a missing key": ("put('{}')", "answer.json does not hold shapes, trainable, total, unable"),
    "one key more": ("put(plain[:-1] + ', \"agree\": true}')", "answer.json does not hold"),
    "another type": ("put(plain.replace('0', '\"0\"'))", "answer.json does not hold"),
    "a weight without a shape": (
        'put(plain.replace(\'"trainable": {\', \'"trainable": {"w": true\'))',
        "without a shape",
    ),
    "no arrays": ("(folder / job.ANSWER).write_text(plain)", "there is no results.npz"),
    "rubbish for arrays": ("put(); (folder / job.RESULTS).write_bytes(b'rubbish')", "damaged|pickled"),
    "half of the arrays": (
        "put(); data = (folder / job.RESULTS).read_bytes(); (folder / job.RESULTS).write_bytes(data[:200])",
        "damaged",
    ),
    "an object": ("put(x=np.array([{}], dtype=object))", "Object arrays cannot be loaded"),
    "text": ("put(**{'gradient/w': np.array(['x'])})", "'gradient/w' is not of numbers"),
    "complex": ("put(x=np.array(1j))", "'x' is not of numbers"),
    "several numbers for one": ("put(loss=np.ones(3))", "'loss' is no single number"),
    "a penalty of two numbers": ("put(**{'penalty/w': np.ones(2)})", "'penalty/w' is no single number"),
    "whole numbers for a gradient": ("put(**{'gradient/w': np.ones(2, int)})", "'gradient/w' is not of real numbers"),
    "no examples": ("put(**{'watched/0': np.ones((0, 3))})", "'watched/0' has no examples"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_none(attempt: Attempt, name: str) -> None:
    code, reason = WRONG[name]
    found = failed(attempt(f"{ANSWER}\n    {code}{END}"))
    assert any(part in found.reason for part in reason.split("|")), found


def test_a_bomb_is_no_answer(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "MOST_RESULTS", 1_000_000)
    bomb = "np.savez_compressed(folder / job.RESULTS, names=np.array('[]'), x=np.zeros(10_000_000, 'f4'))"
    assert "results.npz is too large" in failed(attempt(f"{ANSWER}\n    put(); {bomb}{END}")).reason


def test_an_answer_that_is_late_is_none(attempt: Attempt) -> None:
    found = attempt(f"{ANSWER}\n    put()\n    import time; time.sleep(60)", time_limit=2)
    assert failed(found).reason == "no answer within 2 seconds"


def test_nothing_is_imported_from_where_it_runs(
    attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither from the folder of the job, nor from the user's, even if that is on the path."""
    user = tmp_path / "user"
    user.mkdir()
    monkeypatch.chdir(user)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([".", "", str(user), str(tmp_path / "probes")]))
    for stray in ("json", "yaml", "torch", "fractions"):
        (user / f"{stray}.py").write_text("raise SystemExit('stray')")
    code = """
    import os, sys
    open("decimal.py", "w").write("raise SystemExit('stray')")
    import fractions, decimal, json, yaml
    print([path for path in sys.path if "scratch" in path or path.endswith("user") or path in ("", ".")], flush=True)
    os._exit(7)
    """
    found = failed(attempt(code))
    assert found.reason == "its process failed with exit code 7"
    assert found.said == ("[]",)


@LINUX
def test_what_it_has_started_ends_with_it(attempt: Attempt, tmp_path: Path) -> None:
    code = f"""
    import os, subprocess
    child = subprocess.Popen(["sleep", "600"])
    open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
    os._exit(3)
    """
    begin = time.monotonic()
    assert "exit code 3" in failed(attempt(code)).reason
    assert time.monotonic() - begin < 10
    assert not is_alive(int((tmp_path / "pid").read_text()))


@LINUX
def test_an_interrupt_ends_it_at_once(attempt: Attempt, tmp_path: Path) -> None:
    code = f"""
    import os, signal, time
    open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(60)
    """
    with pytest.raises(KeyboardInterrupt):
        attempt(code)
    assert not is_alive(int((tmp_path / "pid").read_text()))


@LINUX
def test_an_interrupt_while_it_starts_ends_it_at_once(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def interrupted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))
        signal.raise_signal(signal.SIGTERM)
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        attempt("import time; time.sleep(60)")
    alive = [process.pid for process in started if is_alive(process.pid)]
    for process in started:
        process.kill()
    assert len(started) == 1
    assert alive == []


@LINUX
def test_one_that_has_left_its_group_does_not_keep_us_waiting(attempt: Attempt, tmp_path: Path) -> None:
    code = f"""
    import os, subprocess
    child = subprocess.Popen(["sleep", "600"], start_new_session=True)
    open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
    print("left", flush=True)
    os._exit(3)
    """
    begin = time.monotonic()
    assert failed(attempt(code)).said == ("left",)
    assert time.monotonic() - begin < 10
    subprocess.run(["kill", (tmp_path / "pid").read_text()], check=True)


@LINUX
def test_no_copy_of_memory_and_no_endless_file_is_written(attempt: Attempt) -> None:
    code = """
    import os, resource
    print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0] > 0, flush=True)
    os._exit(3)
    """
    assert failed(attempt(code)).said == ("0 True",)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_framework_that_fails_is_one_line_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.modelspec.yaml").write_text(SPEC)
    broken = ModuleType("torch")
    broken.__spec__ = ModuleSpec("torch", None)
    monkeypatch.setitem(sys.modules, "torch", broken)
    for loaded in ("files", "live"):
        monkeypatch.delitem(sys.modules, f"modelspec.backends.torch.{loaded}", raising=False)
    assert main(["weights", "small.modelspec.yaml", "--random", "0", "-o", "w.pt"]) == 2
    assert capsys.readouterr().err.startswith("error: PyTorch could not be loaded: ImportError: cannot import name")
    with pytest.raises(ModelspecError, match=r"^PyTorch could not be loaded: "):
        modelspec.load("small.modelspec.yaml").instantiate("torch")


def test_python_m_imports_nothing_of_the_users(tmp_path: Path) -> None:
    for stray in ("json", "yaml", "torch", "numpy", "pydantic"):
        (tmp_path / f"{stray}.py").write_text("raise SystemExit('stray')")
    (tmp_path / "small.modelspec.yaml").write_text(SPEC)
    command = [sys.executable, "-m", "modelspec", "weights", "small.modelspec.yaml", "--random", "0", "-o", "w.npz"]
    environment = os.environ | {"PYTHONPATH": str(Path(modelspec.__file__).parents[1])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "w.npz written\n")
