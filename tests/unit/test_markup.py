"""Texts of a spec in pages, pictures, Markdown, YAML and on a terminal: only text there."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from modelspec import html as pages
from modelspec.cli import main
from modelspec.errors import Diagnostic, Position, Range, SpecError
from modelspec.markup import dot_label, markdown, mermaid_label, safe
from modelspec.model import Model, model_from
from modelspec.resolve import resolve
from modelspec.resolved import as_yaml
from modelspec.source import parse
from modelspec.visible import columns, escape, escape_lines, is_lasting, is_visible
from modelspec.yaml_text import yaml_comment, yaml_text

SPEC = "modelspec: 1\nname: m\ndescription: {text}\ninputs: {{x: [2]}}\nlayers: [dense: {{units: 1, doc: {text}}}]\n"
NASTY = ("<b>\"&'", "a\n\nb", "\u200b\u202e", "\x1b[31m", "`*_[x](y)<z>|~$#", "\\", "{{ x }}", '"]\nn0 --> n1')


def model(text: str) -> Model:
    """A model with that description and comment."""
    written = yaml.safe_dump(text, default_style='"', width=10**9).strip()
    return model_from(parse(SPEC.format(text=written), "m.modelspec.yaml"), {})


@pytest.mark.parametrize("text", NASTY)
def test_html_holds_text_only(text: str) -> None:
    quoted = safe(text)
    assert not set(quoted) & set("<>\"'") and quoted.isprintable()
    assert html.unescape(quoted) == escape(text)


@pytest.mark.parametrize("text", NASTY)
def test_labels_of_pictures_end_where_they_end(text: str) -> None:
    assert re.fullmatch(r'"(?:[^"\\\n]|\\["\\n])*"', dot_label(text, "second"))
    assert re.fullmatch(r'"[^"\n]*"', mermaid_label(text, "second"))


def test_markdown() -> None:
    assert markdown("a_b 1. x, y: z (w) - v! é") == "a_b 1. x, y: z (w) - v! é"
    assert markdown("_a_ `b` <c> [d](https://e) www.f.g") == r"\_a\_ \`b\` \<c\> \[d\](https:\//e) www\.f.g"
    title = model("[x](y)\n# <b>").summary().as_markdown().partition("\n")[0]
    assert title == r"## m: \[x\](y) \# \<b\>"


def test_pages_load_and_run_nothing() -> None:
    page = pages.page(model("<script>alert(1)</script>\nmore").graph)
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; more" in page
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


@pytest.mark.parametrize(
    "text", ["1e5", "0", "true", "null", "~", ".5", "yes", "0o17", "a: b", "a # b", "a\nb", "é", "\u200b", "- x"]
)
def test_what_show_prints_is_the_same_spec(text: str) -> None:
    first = model(text).graph
    shown = as_yaml(first)
    assert escape_lines(shown) == shown
    again = resolve(parse(shown, "again.modelspec.yaml")).graph
    assert (again.description, again.body.steps[0].doc) == (first.description, first.body.steps[0].doc)


def test_yaml_of_one_line() -> None:
    assert yaml_text({"a": "b\nc: d"}, flow=True, width=10**9) == '{a: "b\\nc: d"}\n'
    assert yaml_text("é", flow=None, width=80).startswith("é")
    assert yaml_comment("a\nb: c \x1b") == "# a\\nb: c \\x1b"


def test_characters() -> None:
    seen = "aé中λא\u0301~ "
    hidden = "\x1b\x7f\x85\xad\u200b\u202e\u2028\u2800\u3164\ufeff\ue000\ud800\U000e0041\U000e0101\ufe00\n\t"
    assert all(map(is_visible, seen)) and all(map(is_lasting, seen))
    assert not any(map(is_visible, hidden)) and not any(map(is_lasting, hidden))
    assert is_visible("\U0001f600") and not is_lasting("\U0001f600")
    assert (columns("aé"), columns("中"), columns("e\u0301")) == (2, 2, 1)
    assert escape("é\u200b\n") == "é\\u200b\\n"


def test_problems_as_exceptions_are_visible() -> None:
    place = Range(Position(1, 1), Position(1, 2))
    assert escape_lines(said := str(SpecError([Diagnostic("E101", "\x1b[31m\n", "a\nb", place)] * 2))) == said
    assert said.count("\n") == 1


Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands on a spec whose file and folder have names that would steer a terminal; all that they print."""
    monkeypatch.chdir(tmp_path)
    folder = Path("out\x1b[31m\u202e")
    spec = Path("m\n::error::\x1b[31m.modelspec.yaml")
    spec.write_text(SPEC.format(text='"zero\\u200bwidth \\u2028 é"'), encoding="utf-8")
    (tmp_path / "wrong\x1b[31m.modelspec.yaml").write_text("modelspec: 1\nlayers: [x\u200b]\n", encoding="utf-8")

    def run(*words: str) -> str:
        main([word.replace("SPEC", str(spec)).replace("OUT", str(folder)) for word in words])
        return "".join(capsys.readouterr())

    return run


COMMANDS = (
    *("check", "check .", "check . --format concise", "check . --format github", "check SPEC --fix"),
    *("penalty SPEC", "summary SPEC", "summary SPEC --format markdown", "summary SPEC --format json", "show SPEC"),
    *("show SPEC --origins", "show SPEC --ir", "graph SPEC", "graph SPEC -f html", "graph SPEC -f dot"),
    *("graph SPEC -f mermaid -o OUT/x.mmd", "build SPEC -o OUT", "build SPEC --stdout -b tfjs"),
    *("build SPEC -o OUT --diff", "build nothing\x1b[31m", "\x1b[31m", "layers \x1b[31m", "explain \x1b[31m"),
    *("check --\x1b[31m", "init OUT.modelspec.yaml", "init --template \x1b[31m"),
    *("weights SPEC --from OUT.npz -o x.npz", "check SPEC --set \x1b[31m=1", "check SPEC --set x\x1b[31m"),
    *("graph . -o x"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_steers_a_terminal(command: str, run: Run) -> None:
    printed = run(*command.split(" "))
    assert printed
    assert escape_lines(printed) == printed
    assert not re.search(r"(?m)^::error::", printed)


def test_a_changed_file_in_a_difference(run: Run, tmp_path: Path) -> None:
    run("build", "SPEC", "-o", "OUT")
    (file,) = tmp_path.glob("out*/m_keras.py")
    file.write_text(file.read_text(encoding="utf-8") + "# \x1b[31m\u202e\n", encoding="utf-8")
    printed = run("build", "SPEC", "-o", "OUT", "--diff")
    assert "-# \\x1b[31m\\u202e\n" in printed and escape_lines(printed) == printed


def test_what_is_piped_is_utf8(tmp_path: Path) -> None:
    path = tmp_path / "m.modelspec.yaml"
    path.write_text(SPEC.format(text="é 中"), encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)
    command = [sys.executable, "-m", "modelspec", "build", "--stdout", "-b", "keras", str(path)]
    printed = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    assert '"""é 中' in printed.decode("utf-8")
