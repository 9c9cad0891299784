"""The command line: exit codes, streams, formats, and what a user reads after a mistake."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from modelspec.cli import COMMANDS, main
from modelspec.commands.settings import settings
from modelspec.source import read

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates" / "init"
GOOD = "modelspec: 1\nname: good\nvars: {n: 4}\ninputs: {x: [5]}\nlayers:\n  - dense: $n  # four\n"
WRONG = "modelspec: 1\nname: wrong\ninputs: {x: [5]}\nlayers:\n  - dense: {unitss: 4}  # keep me\n"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder, inside of this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODELSPEC_DEBUG", raising=False)
    settings.cache_clear()

    def once(*words: object) -> Result:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return once


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.modelspec.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.modelspec.yaml"
    path.write_text(WRONG)
    return path


def process(*words: str, stdin: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Runs a command in a process of its own."""
    command = [sys.executable, "-m", "modelspec", *words]
    return subprocess.run(
        command, input=stdin, capture_output=True, env={**os.environ, **environment}, cwd=ROOT, check=False
    )


def test_help_names_every_command(run: Run) -> None:
    result = run("--help")
    assert result.code == 0
    assert all(f"  {name} " in result.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"usage: modelspec {name}")


def test_version(run: Run) -> None:
    assert run("--version").out.startswith("modelspec 0.")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "usage: modelspec COMMAND"),
        (("--versoin",), "did you mean `--version`?"),
        (("summary", "."), "'.' is a folder; name one spec, e.g. ./good.modelspec.yaml"),
        (("layers", "nn.Linear"), "did you mean `dense`?"),
        (("layers", "reuse"), "a second call of a layer"),
        (("schema", "-o", "good.modelspec.yaml/x.json"), "a file stands where its folder is to be"),
        (("chekc",), "did you mean `check`?"),
        (("check", "--formt", "json"), "did you mean `--format`?"),
        (("check", "--format", "jsn"), "did you mean `json`?"),
        (("summary",), "SPEC"),
        (("summary", "a", "b"), "unexpected"),
        (("check", "--set", "n"), "NAME=VALUE"),
        (("verify", "--steps", "-1"), "--steps"),
        (("check", "nowhere.modelspec.yaml"), "cannot read"),
        (("check", "."), "modelspec init"),
        (("layers", "dens"), "did you mean `dense`?"),
        (("layers", "lambda"), "Python code"),
        (("init", "--template", "mpl"), "did you mean `mlp`?"),
        (("build", "-b", "kears", "good.modelspec.yaml"), "did you mean `keras`?"),
        (("check", "--fix", "-"), "stdin"),
        (("schema", "-o", "/proc/nowhere/x.json"), "cannot write"),
    ],
)
@pytest.mark.usefixtures("good")
def test_wrong_usage(run: Run, tmp_path: Path, words: tuple[str, ...], hint: str) -> None:
    if words == ("check", "."):
        (tmp_path / "good.modelspec.yaml").unlink()
    result = run(*words)
    assert result.code == 2
    assert hint in result.err
    assert result.out == ""
    assert "Traceback" not in result.err


def test_check_of_a_good_spec(run: Run, good: Path) -> None:
    assert run("check", good) == Result(0, "", "1 spec checked: no problems\n")


def test_check_of_a_wrong_spec(run: Run, wrong: Path) -> None:
    result = run("check", wrong)
    assert result.code == 1
    assert "error[E106]" in result.out
    assert "5 |   - dense: {unitss: 4}" in result.out
    assert "\x1b" not in result.out


def test_check_searches_folders(run: Run, good: Path, wrong: Path, tmp_path: Path) -> None:
    hidden = tmp_path / ".venv"
    hidden.mkdir()
    (hidden / "x.modelspec.yaml").write_text("never read")
    result = run("check", "--format", "concise")
    assert result.code == 1
    assert result.out.startswith(f"{wrong.name}:5:")
    assert good.name not in result.out


def test_check_as_json(run: Run, wrong: Path) -> None:
    data = json.loads(run("check", wrong, "--format", "json").out)
    assert (data["format"], data["ok"]) == (1, False)
    assert {found["code"] for found in data["diagnostics"]} >= {"E106"}


def test_strict_counts_warnings(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "warned.modelspec.yaml"
    path.write_text(GOOD + "blocks: {never: {layers: [relu]}}\n")
    assert run("check", path).code == 0
    assert run("check", path, "--strict").code == 1


def test_fix_mends_and_keeps_the_comment(run: Run, wrong: Path) -> None:
    result = run("check", wrong, "--fix")
    assert result.code == 0
    assert "1 problem mended" in result.err
    assert wrong.read_text() == WRONG.replace("unitss", "units")


def test_fix_keeps_line_ends_and_the_byte_order_mark(run: Run, wrong: Path) -> None:
    wrong.write_bytes(b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode())
    assert run("check", wrong, "--fix").code == 0
    assert wrong.read_bytes() == b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").replace("unitss", "units").encode()


def test_set_changes_a_variable(run: Run, good: Path) -> None:
    assert json.loads(run("summary", good, "--set", "n=7", "--format", "json").out)["parameters"]["total"] == 42
    result = run("summary", good, "--set", "m=7")
    assert result.code == 2
    assert "did you mean `n`?" in result.err or "n" in result.err


def test_a_wrong_spec_is_reported_on_stderr(run: Run, wrong: Path) -> None:
    for command in ("summary", "penalty", "build", "show", "graph"):
        result = run(command, wrong)
        assert (result.code, result.out) == (1, "")
        assert "error[E106]" in result.err


def test_init_writes_a_spec_that_is_right(run: Run, tmp_path: Path) -> None:
    result = run("init", "new.modelspec.yaml")
    assert result.code == 0
    assert "modelspec check new.modelspec.yaml" in result.out
    assert (
        (tmp_path / "new.modelspec.yaml")
        .read_text()
        .startswith("# yaml-language-server: $schema=modelspec.schema.json\n")
    )
    assert json.loads((tmp_path / "modelspec.schema.json").read_text())["title"] == "modelspec"
    assert run("check", "new.modelspec.yaml", "--strict").code == 0
    assert run("init", "new.modelspec.yaml").code == 2
    assert run("init", "new.modelspec.yaml", "--force").code == 0


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name.partition(".")[0])
def test_every_template_is_right(run: Run, path: Path) -> None:
    assert run("check", "--strict", path).code == 0
    assert path.name.partition(".")[0] in run("init", "--list").out


def test_the_resolved_spec_is_a_spec_of_the_same_model(run: Run, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((ROOT / "examples").glob("*.yaml"))):
        if "blocks" in read(path).data:
            continue
        again = tmp_path / f"{number}.modelspec.yaml"
        again.write_text(run("show", path, "--resolved").out)
        one, two = (json.loads(run("summary", file, "--format", "json").out) for file in (path, again))
        assert one == two


def test_ir_is_json(run: Run) -> None:
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        assert json.loads(run("show", "--ir", path).out)["format"] == 1


@pytest.mark.parametrize("form", ["svg", "mermaid", "dot", "html"])
def test_graph(run: Run, form: str) -> None:
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        closed = run("graph", "-f", form, path)
        assert closed.code == 0
        assert closed.out
    opened = run("graph", "-f", form, "--expand", ROOT / "examples" / "3_resnet.modelspec.yaml")
    assert "stage1_1.conv2d" in opened.out


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_layers(run: Run, form: str) -> None:
    assert "dense" in run("layers", "--format", form).out
    one = run("layers", "lstm", "--format", form).out
    assert "recurrent_regularizer" in one
    assert "return_state" in one


def test_options_from_pyproject(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.modelspec]\noutput = "there"\nbackends = ["torch"]\n')
    assert settings() == {"output": "there", "backends": ["torch"]}


@pytest.mark.parametrize(
    ("table", "said"),
    [("outptu = 1", "did you mean `output`?"), ("steps = 'x'", "a whole number"), ("= 1", "cannot read")],
)
def test_wrong_options_in_pyproject(run: Run, good: Path, tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.modelspec]\n{table}\n")
    result = run("build", good)
    assert result.code == 2
    assert said in result.err


def test_stdin_and_streams() -> None:
    result = process("check", "-", stdin=WRONG.encode())
    assert result.returncode == 1
    assert b"<stdin>:5" in result.stdout
    assert b"1 spec checked" in result.stderr


def test_output_that_the_terminal_cannot_show() -> None:
    text = GOOD.replace("vars:", "description: λ\nvars:")
    result = process("summary", "-", stdin=text.encode(), PYTHONIOENCODING="ascii")
    assert (result.returncode, b"\\u03bb" in result.stdout) == (0, True)


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    command = f"{sys.executable} -m modelspec layers --format json | head -c 10"
    result = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert result.stderr == b""


def test_a_full_disk_is_no_internal_error() -> None:
    command = f"{sys.executable} -m modelspec layers --format json > /dev/full"
    result = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert (result.returncode, result.stderr) == (2, b"error: cannot write the output: No space left on device\n")


def test_a_build_of_one_backend_keeps_watch_over_the_file_of_the_other(run: Run, good: Path, tmp_path: Path) -> None:
    assert run("build", good, "-o", "made").code == 0
    path = tmp_path / "made" / "good_keras.py"
    edited = path.read_text() + "# by hand\n"
    path.write_text(edited)
    assert run("build", good, "-b", "torch", "-o", "made").code == 0
    assert run("build", good, "-b", "torch", "-o", "made", "--check").code == 0
    result = run("build", good, "-o", "made")
    assert (result.code, path.read_text()) == (2, edited)
    assert "was changed by hand" in result.err


def test_an_internal_error_is_one_line(run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("odd\nlines")

    monkeypatch.setattr("modelspec.commands.summary.one_model", broken)
    result = run("summary", good)
    assert result.code == 2
    assert result.err.startswith("error: internal error: ValueError: odd (set MODELSPEC_DEBUG=1")
    assert result.err.count("\n") == 1
    monkeypatch.setenv("MODELSPEC_DEBUG", "1")
    with pytest.raises(ValueError, match="odd"):
        main(["summary", str(good)])


def test_an_interrupt_has_its_own_code(run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("modelspec.commands.summary.one_model", interrupted)
    assert run("summary", good).code == 130


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 60_000,
        b"a: &a [*a]",
        b"modelspec: 1\nname: \x1b[31m\n",
        b"%" * 100,
        b"modelspec: 1",
    ],
    ids=range(7),
)
def test_no_bytes_bring_a_traceback(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "odd.modelspec.yaml"
    path.write_bytes(data)
    result = run("check", path)
    assert result.code == 1
    assert "internal" not in result.err
    assert "\x1b" not in result.out
