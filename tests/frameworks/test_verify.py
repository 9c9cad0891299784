"""verify with the real frameworks: the examples agree, planted faults are caught, and nothing is left behind."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import modelspec
from modelspec.backends import DEFAULT, Backend, Generated, backend
from modelspec.backends.python import missing_packages
from modelspec.backends.tfjs.node import missing
from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.record import replace
from modelspec.verify import Report, verify
from modelspec.verify.locate import ALL_AGREE
from tests.fake.signals import AT_A_TERMINAL

pytestmark = pytest.mark.frameworks
NEEDS_NODE = pytest.mark.skipif(missing() is not None, reason=str(missing()))
THREE = ("keras", "torch", "tfjs")
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.modelspec.yaml"))
SPEC = """
modelspec: 1
name: small
inputs: {x: [6]}
blocks:
  pair:
    params: {units: required}
    layers:
      - dense: {name: first, units: $units, activation: tanh, kernel_regularizer: {l2: 0.01}}
      - dropout: 0.5
      - dense: {name: second, units: $units, activation: softplus}
layers:
  - pair: {name: stage, units: 5, repeat: 2}
  - batch_normalization: {name: norm}
  - dense: {name: out, units: 3, bias_regularizer: {l1: 1e-3}, activity_regularizer: {l2: 0.1}}
training:
  loss: mean_squared_error
  optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9}}
"""
Fault = Callable[[str], str]


@pytest.fixture
def small(tmp_path: Path) -> Graph:
    file = tmp_path / "small.modelspec.yaml"
    file.write_text(SPEC)
    return modelspec.load(file).graph


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_the_examples_agree(example: Path, precision: str) -> None:
    backends = THREE if precision == "float32" and missing() is None else DEFAULT
    report = verify(modelspec.load(example).graph, backends, precision=precision, steps=3, batch=4)
    assert report.agree, report.as_table()
    data = report.as_json()
    assert len({data["parameters"][name] for name in ("spec", *backends)}) == 1
    json.dumps(data, allow_nan=False)


def with_fault(monkeypatch: pytest.MonkeyPatch, name: str, fault: Fault) -> None:
    """One backend's generated text is changed; a fault that changes nothing is a mistake of the test."""
    right = backend(name)

    def generate(graph: Graph) -> Generated:
        made = right.generate(graph)
        return replace(made, text=fault(made.text))

    def find(asked: str) -> Backend:
        return replace(right, generate=generate) if asked == name else backend(asked)

    monkeypatch.setattr("modelspec.verify.backend", find)


def swap(old: str, new: str) -> Fault:
    def fault(text: str) -> str:
        return text.replace(old, new)

    return fault


def wrong_rows(report: Report) -> set[str]:
    return {row.kind for row in report.rows if row.disagrees}


FAULTS: dict[str, tuple[str, Fault, str, str | None]] = {
    "another activation in a block": ("torch", swap(", threshold=36", ", beta=2"), "output", "stage_1.second"),
    "another activation in Keras": (
        "keras",
        swap('activation="tanh"', 'activation="sigmoid"'),
        "output",
        "stage_1.first",
    ),
    "another epsilon": ("torch", swap("self.eps = eps", "self.eps = 10 * eps"), "output", "norm"),
    "a dropped weight penalty": ("keras", swap("bias_regularizer=regularizers.L1(0.001),", ""), "penalty", ALL_AGREE),
    "a wrong coefficient": ("torch", swap("0.01 *", "0.02 *"), "penalty", ALL_AGREE),
    "an activity penalty not divided": ("torch", swap(" / x.shape[0]", ""), "penalty", ALL_AGREE),
    "a penalty without a gradient": ("torch", swap("+ penalty", "+ penalty.detach()"), "penalty gradient", ALL_AGREE),
    "no momentum": ("torch", lambda text: re.sub(r"momentum=0\.[89]\d*", "momentum=0.0", text), "step", ALL_AGREE),
    "another loss": ("torch", swap("F.mse_loss", "F.l1_loss"), "loss", ALL_AGREE),
}


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_caught(small: Graph, scratch: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    faulty, fault, kind, layer = FAULTS[name]
    text = backend(faulty).generate(small).text
    assert fault(text) != text, text
    with_fault(monkeypatch, faulty, fault)
    report = verify(small)
    assert not report.agree
    assert kind in wrong_rows(report), report.as_table()
    assert report.first_layer == layer
    assert list(scratch.iterdir()) == []


FAULTS_IN_JAVASCRIPT: dict[str, tuple[Fault, str]] = {
    "another activation in a block": (swap('activation: "tanh"', 'activation: "sigmoid"'), "output"),
    "a wrong coefficient": (swap("0.01", "0.02"), "penalty"),
    "an activity penalty not divided": (
        lambda text: re.sub(r"tf\.div\((l2\(.*?\)), batch\)", r"\1", text),
        "penalty",
    ),
    "penalties without a gradient": (
        swap("...Object.values(terms)", "...Object.values(terms).map((term) => tf.scalar(term.dataSync()[0]))"),
        "penalty gradient",
    ),
    "no momentum": (lambda text: re.sub(r"tf\.train\.momentum\((\S+), [\d.]+\)", r"tf.train.sgd(\1)", text), "step"),
    "another loss": (swap("tf.losses.meanSquaredError", "tf.losses.absoluteDifference"), "loss"),
}


@NEEDS_NODE
def test_three_backends_agree(small: Graph) -> None:
    report = verify(small, THREE)
    assert report.agree, report.as_table()
    assert "small: keras, torch and tfjs agree" in report.as_table()
    data = report.as_json()
    assert data["parameters"]["tfjs"] == data["parameters"]["spec"]
    assert data["penalties"][0]["tfjs"] > 0


@NEEDS_NODE
def test_two_of_three_agree_in_float64(small: Graph) -> None:
    report = verify(small, THREE, precision="float64", steps=1)
    assert not report.agree
    assert not any(row.disagrees for row in report.rows)
    assert "small: keras and torch agree; tfjs cannot be compared" in report.as_table()
    assert "tfjs cannot do this in float64: TensorFlow.js computes in float32 only" in report.problems()


@NEEDS_NODE
@pytest.mark.parametrize("name", FAULTS_IN_JAVASCRIPT)
def test_planted_faults_in_javascript_are_caught(
    small: Graph, scratch: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    fault, kind = FAULTS_IN_JAVASCRIPT[name]
    text = backend("tfjs").generate(small).text
    assert fault(text) != text, text
    with_fault(monkeypatch, "tfjs", fault)
    report = verify(small, THREE)
    assert kind in wrong_rows(report), report.as_table()
    assert list(scratch.iterdir()) == []


@NEEDS_NODE
def test_a_loop_without_end_in_javascript_is_ended(
    small: Graph, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = scratch.parent / "pid"
    line = f'await (await import("node:fs/promises")).writeFile({str(pid)!r}, `${{process.pid}}`);\nfor (;;) {{}}'
    with_fault(monkeypatch, "tfjs", lambda text: f"{text}\n{line}\n")
    report = verify(small, ["tfjs"], time_limit=20)
    assert "no answer within 20 seconds" in report.as_table()
    assert not is_alive(int(pid.read_text()))
    assert list(scratch.iterdir()) == []


DEAD: dict[str, tuple[str, str]] = {
    "it crashes": ("raise RuntimeError('boom')", "RuntimeError: boom"),
    "it ends without an answer": ("import os\nprint('{}')\nos._exit(0)", "ended without an answer"),
    "it is killed": ("import os\nos.kill(os.getpid(), 9)", "killed by signal 9"),
}


@pytest.mark.parametrize("name", DEAD)
def test_no_answer_is_no_agreement(small: Graph, scratch: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    line, said = DEAD[name]
    with_fault(monkeypatch, "torch", lambda text: f"{text}\n{line}\n")
    report = verify(small)
    assert not report.agree
    assert said in report.as_table()
    assert "torch gave no answer" in report.as_table()
    assert report.as_json()["agree"] is False
    assert list(scratch.iterdir()) == []


def test_a_process_that_hangs_is_ended(small: Graph, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = scratch.parent / "pids"
    wait = "\n".join(
        [
            "import os, subprocess",
            "child = subprocess.Popen(['sleep', '600'])",
            f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')",
            "child.wait()",
        ]
    )
    with_fault(monkeypatch, "torch", lambda text: f"{text}\n{wait}\n")
    report = verify(small, ["torch"], time_limit=20)
    assert not report.agree
    assert "no answer within 20 seconds" in report.as_table()
    assert [pid for pid in pids.read_text().split() if is_alive(int(pid))] == []
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, ending: signal.Signals, times: int) -> None:
    spec, scratch = tmp_path / "small.modelspec.yaml", tmp_path / "scratch"
    spec.write_text(SPEC)
    scratch.mkdir()
    command = [*AT_A_TERMINAL, sys.executable, "-m", "modelspec", "verify", str(spec)]
    process = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(scratch)}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(children := children_of(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    for _ in range(times):
        process.send_signal(ending)
        time.sleep(0.002)
    # A signal that comes when all is cleared up may end the program before its own exit code does.
    assert process.wait(30) in (130, *([-ending] if times > 1 else []))
    assert len(children) == 2
    assert [pid for pid in children if is_alive(pid)] == []
    assert list(scratch.iterdir()) == []


def test_the_processes_end_with_their_parent(tmp_path: Path) -> None:
    """Even where it had no chance to end them."""
    spec, scratch = tmp_path / "small.modelspec.yaml", tmp_path / "scratch"
    spec.write_text(SPEC)
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "modelspec", "verify", str(spec)],
        env=os.environ | {"TMPDIR": str(scratch)},
    )
    while len(children := children_of(process.pid)) < 2:
        time.sleep(0.05)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 30
    while any(map(is_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in children if is_alive(pid)] == []


def test_a_missing_framework_is_named(small: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(backend("torch"), missing=missing_packages("torch", "no_such_package"))
    monkeypatch.setattr("modelspec.verify.backend", lambda name: bare if name == "torch" else backend(name))
    with pytest.raises(ModelspecError, match=r"`verify` needs PyTorch: pip install 'modelspec-compiler\[torch\]'"):
        verify(small)


def test_the_batch_is_no_length_of_the_model(small: Graph) -> None:
    assert verify(small, ["torch"], batch=5, steps=0).batch == 7


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
