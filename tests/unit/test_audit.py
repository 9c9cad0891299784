"""While a spec is checked and built, nothing of it is run, nothing started, nothing read or written elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.robustness.audit import CANARY, ROOT, Watch, audit

pytestmark = pytest.mark.robustness


def test_examples_and_a_spec_full_of_canaries() -> None:
    found = audit(["examples/*.yaml", "tests/errors/e0*.yaml", "tests/robustness/canary.modelspec.yaml"])
    assert found.returncode == 0, found.stdout + found.stderr


def _code(source: str) -> object:
    return compile(source, "<string>", "exec")


BREACHES: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("subprocess.Popen", ("true", ["true"], None, None)),
    ("os.system", (b"true",)),
    ("socket.connect", (None, ("localhost", 80))),
    ("import", ("torch.nn", None)),
    ("open", ("/etc/passwd", "r", os.O_RDONLY)),
    ("open", ("beside.txt", "w", os.O_WRONLY | os.O_CREAT)),
    ("open", (str(ROOT / "pyproject.toml"), "r", os.O_RDONLY)),
    ("os.remove", ("spec.yaml", -1)),
    ("os.rename", ("out/a.py", "b.py", -1, -1)),
    ("os.listdir", ("/etc",)),
    ("compile", (f"{CANARY} = 1", "<string>")),
    ("exec", (_code(f"def run():\n    return {CANARY!r}"),)),
)


@pytest.mark.parametrize(("event", "arguments"), BREACHES, ids=[event for event, _ in BREACHES])
def test_the_watch_sees(
    event: str, arguments: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(Watch(tmp_path).problems(event, arguments))


def test_the_watch_lets_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    watch = Watch(tmp_path)
    for event, arguments in (
        ("open", ("spec.yaml", "r", os.O_RDONLY)),
        ("open", ("out/m_keras.py", "w", os.O_WRONLY | os.O_CREAT)),
        ("open", (os.__file__, "r", os.O_RDONLY)),
        ("os.mkdir", ("out", 0o777, -1)),
        ("import", ("yaml", None)),
        ("exec", (_code("x = 1"),)),
    ):
        assert not list(watch.problems(event, arguments)), event


def test_code_that_this_program_runs_by_itself_is_seen(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    own = str(ROOT / "modelspec" / "expression.py")
    found: list[str] = []
    namespace: dict[str, Callable[[], None]] = {}
    spy = "def run():\n    found.extend(watch.problems('exec', (watch.__call__.__code__,)))\n"
    exec(compile(spy, own, "exec"), {"found": found, "watch": watch}, namespace)
    namespace["run"]()
    assert found
