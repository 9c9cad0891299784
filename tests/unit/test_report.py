"""Each form of a report, to the letter."""

import json

import pytest

from modelspec.errors import Diagnostic, Fix, Position, Range, Related, SpecError
from modelspec.report import MAX_WIDTH, Format, render
from modelspec.source import parse
from modelspec.text import Text

LINES = "name: mlp\n\n\n\n\nlayers:\n  - dense:\n      kernel_regulariser: {l2: 0.01}\n"
TEXTS = {"mlp.modelspec.yaml": Text(LINES, "mlp.modelspec.yaml")}


def at(line: int, start: int, end: int, last: int | None = None) -> Range:
    return Range(Position(line, start), Position(last or line, end))


PLAIN = Diagnostic(
    "E106",
    "`dense` has no argument `kernel_regulariser`",
    "mlp.modelspec.yaml",
    at(8, 7, 25),
    "did you mean `kernel_regularizer`?",
    ("layers", 0, "dense", "kernel_regulariser"),
    fix=Fix(at(8, 7, 25), "kernel_regularizer"),
)
RELATED = Diagnostic(
    "W501", "odd", "mlp.modelspec.yaml", at(1, 7, 10), None, ("name",), (Related("see", "b.yaml", at(3, 2, 4)),)
)


def test_text() -> None:
    assert (
        render([PLAIN, RELATED], TEXTS)
        == """\
error[E106]: `dense` has no argument `kernel_regulariser`
 --> mlp.modelspec.yaml:8:7
  |
8 |       kernel_regulariser: {l2: 0.01}
  |       ^^^^^^^^^^^^^^^^^^
  = help: did you mean `kernel_regularizer`?

warning[W501]: odd
 --> mlp.modelspec.yaml:1:7
  |
1 | name: mlp
  |       ^^^
  = note: b.yaml:3:2: see"""
    )


def test_the_gutter_is_as_wide_as_the_number() -> None:
    found = Diagnostic("E001", "x", "m", at(120, 1, 3), "y")
    assert (
        render([found], {"m": Text("\n" * 119 + "ab: c", "m")})
        == """\
error[E001]: x
   --> m:120:1
    |
120 | ab: c
    | ^^
    = help: y"""
    )


def test_without_the_file_there_is_no_excerpt() -> None:
    assert (
        render([RELATED], {})
        == """\
warning[W501]: odd
 --> mlp.modelspec.yaml:1:7
  = note: b.yaml:3:2: see"""
    )


def test_a_range_of_several_lines_is_underlined_on_its_first() -> None:
    found = Diagnostic("E001", "x", "mlp.modelspec.yaml", at(7, 5, 9, 8))
    assert render([found], TEXTS).splitlines()[3:] == ["7 |   - dense:", "  |     ^^^^^^"]


@pytest.mark.parametrize(
    ("line", "place", "shown", "carets"),
    [
        ("a: \x1b]52;c\u202eb", at(1, 4, 12), r"a: \x1b]52;c\u202eb", "   " + "^" * 16),
        ("é: 名前 x", at(1, 7, 8), "é: 名前 x", "        ^"),
        ("\ta: 1", at(1, 1, 2), r"\ta: 1", "^^"),
        ("a:", at(1, 3, 3), "a:", "  ^"),
        ("a", at(1, 40, 50), "a", " ^"),
        ("x" * 200 + "HERE" + "y" * 200, at(1, 201, 205), "…" + "x" * 50 + "HERE" + "y" * 66 + "…", " " * 51 + "^^^^"),
        ("x" * 130 + "!", at(1, 131, 132), "…" + "x" * 119 + "!", " " * 120 + "^"),
        ("y" * 500, at(1, 1, 501), "y" * MAX_WIDTH + "…", "^" * MAX_WIDTH),
    ],
)
def test_excerpts(line: str, place: Range, shown: str, carets: str) -> None:
    found = render([Diagnostic("E001", "x", "m", place)], {"m": Text(line, "m")}).splitlines()
    assert found[3:] == [f"1 | {shown}", f"  | {carets}"]


@pytest.mark.parametrize("format", ["text", "concise", "json", "github", "sarif"])
def test_nothing_of_the_author_reaches_the_terminal_raw(format: Format) -> None:
    nasty = "\x1b[2J\u202e\r\n::error::\0\ud800"
    found = Diagnostic("E001", nasty, nasty, at(1, 1, 2), nasty, (nasty,), (Related(nasty, nasty, at(1, 1, 2)),))
    out = render([found], {nasty: Text(nasty, nasty)}, format)
    assert all(character.isprintable() or character == "\n" for character in out)
    assert not any(line.startswith("::error::") for line in out.splitlines())


def test_colour() -> None:
    out = render([PLAIN, RELATED], TEXTS, colour=True)
    assert out.startswith("\x1b[1;31merror[E106]\x1b[0m: `dense`")
    assert "\x1b[1;33mwarning[W501]\x1b[0m" in out


def test_twenty_at_most() -> None:
    assert render([RELATED] * 20, TEXTS).count("warning") == 20
    assert render([RELATED] * 23, TEXTS).endswith("see\n\n... and 3 more")
    assert render([RELATED] * 23, TEXTS, "concise").splitlines()[19:] == [
        "mlp.modelspec.yaml:1:7: warning[W501]: odd",
        "... and 3 more",
    ]
    assert render([], TEXTS) == ""


def test_json() -> None:
    def span(line: int, start: int, end: int) -> dict[str, dict[str, int]]:
        return {"start": {"line": line, "column": start}, "end": {"line": line, "column": end}}

    found = json.loads(render([PLAIN, RELATED], TEXTS, "json"))
    assert found == {
        "format": 1,
        "ok": False,
        "diagnostics": [
            {
                "code": "E106",
                "severity": "error",
                "message": "`dense` has no argument `kernel_regulariser`",
                "help": "did you mean `kernel_regularizer`?",
                "file": "mlp.modelspec.yaml",
                "range": span(8, 7, 25),
                "path": ["layers", 0, "dense", "kernel_regulariser"],
                "related": [],
                "fix": {"range": span(8, 7, 25), "text": "kernel_regularizer"},
            },
            {
                "code": "W501",
                "severity": "warning",
                "message": "odd",
                "help": None,
                "file": "mlp.modelspec.yaml",
                "range": span(1, 7, 10),
                "path": ["name"],
                "related": [{"message": "see", "file": "b.yaml", "range": span(3, 2, 4)}],
                "fix": None,
            },
        ],
    }
    assert json.loads(render([RELATED], TEXTS, "json"))["ok"] is True
    assert json.loads(render([], TEXTS, "json")) == {"format": 1, "ok": True, "diagnostics": []}


def test_github() -> None:
    odd = Diagnostic("E001", "50%\r\nx", "a,b:c%.yaml", at(2, 3, 4), "do")
    assert render([odd, RELATED], {}, "github") == (
        r"::error file=a%2Cb%3Ac%25.yaml,line=2,col=3::E001: 50%25\r\nx%0Ado"
        "\n::warning file=mlp.modelspec.yaml,line=1,col=7::W501: odd"
    )


def test_sarif() -> None:
    odd = Diagnostic("E001", "x", "a b/é.yaml", at(2, 3, 4))
    found = json.loads(render([PLAIN, RELATED, odd], TEXTS, "sarif"))
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    assert run["tool"]["driver"] == {"name": "modelspec", "rules": [{"id": "E001"}, {"id": "E106"}, {"id": "W501"}]}
    first, second, third = run["results"]
    assert (first["ruleId"], first["level"], second["level"]) == ("E106", "error", "warning")
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "mlp.modelspec.yaml"},
        "region": {"startLine": 8, "startColumn": 7, "endLine": 8, "endColumn": 25},
    }
    (replacement,) = first["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "kernel_regularizer"}
    assert second["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "b.yaml"}
    assert third["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%A9.yaml"


def test_a_whole_refusal() -> None:
    texts: dict[str, Text] = {}
    with pytest.raises(SpecError) as caught:
        parse("layers: [dense\nname: x\n", "m.yaml", texts)
    assert (
        render(caught.value.diagnostics, texts)
        == """\
error[E001]: this `[` is never closed
 --> m.yaml:1:9
  |
1 | layers: [dense
  |         ^
  = note: m.yaml:2:5: `:` cannot stand inside it
  = help: add `]`"""
    )
