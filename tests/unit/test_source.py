"""YAML -> data and places; every refusal with its code and its place."""

import ast
import io
import os
import random
import sys
from pathlib import Path

import pytest
import yaml

from modelspec.errors import ModelspecError, Range, SpecError
from modelspec.scalars import BadNumber, ambiguous, missing_space, resolve
from modelspec.source import Problems, Source, parse, read
from modelspec.text import Text
from tests.calls import count_calls

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's parsers."""
    if request.param == "libyaml" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", request.param == "libyaml")
    return str(request.param)


def problems(text: str | bytes) -> list[tuple[str, str]]:
    """(code, line:column) of every problem."""
    with pytest.raises(SpecError) as caught:
        parse(text, "m.yaml")
    return [(found.code, place(found.range)) for found in caught.value.diagnostics]


def place(found: Range) -> str:
    return f"{found.start.line}:{found.start.column}"


def span(found: Range) -> str:
    return f"{place(found)}-{found.end.line}:{found.end.column}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, False) for word in ("false", "False", "FALSE")],
        ("0", 0), ("-0", 0), ("+12", 12), ("-7", -7), ("9223372036854775807", 2**63 - 1),
        ("1e-4", 1e-4), ("1E5", 1e5), (".5", 0.5), ("-.5", -0.5), ("5.", 5.0), ("1.0e+3", 1000.0), ("0.0", 0.0),
        *[(word, word) for word in (
            "017", "0o17", "0x1f", "0b1", "1_000", "12:30", "yes", "off", "2024-01-31", "tRue", "nULL", "=", "$a",
            "1/2", "50%", "0,5", "+", ".", "-", "e5", "1e", "00.5", "inf", "nan", "٣", "1.2.3",
        )],
    ],
)  # fmt: skip
def test_scalars(written: str, value: object) -> None:
    assert resolve(written) == value
    assert type(resolve(written)) is type(value)


@pytest.mark.parametrize(
    ("written", "code"),
    [(".inf", "E020"), ("-.Inf", "E020"), ("+.INF", "E020"), (".nan", "E020"), ("1e400", "E021"), ("1e-400", "E021"),
     ("9223372036854775808", "E021"), ("9" * 5000, "E021")],
)  # fmt: skip
def test_numbers_that_no_spec_may_hold(written: str, code: str) -> None:
    with pytest.raises(BadNumber) as caught:
        resolve(written)
    assert caught.value.code == code
    assert problems(f"a: {written}") == [(code, "1:4")]


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("017", "write 17 or 15 (octal)"), ("-012", "write -12 or -10 (octal)"), ("08", "write 8"), ("007", "write 7"),
        ("0o17", "write 15"), ("0x1f", "write 31"), ("0b101", "write 5"), ("00.5", "write 0.5"),
        ("1_000", "write 1000"), ("1,000", "write 1000"), ("0,5", "write 0.5"), ("50%", "write 0.5"),
        ("1/2", "write 0.5"), ("1/0", "write the number out"), ("12:30", "write 750 if base 60 is meant"),
        ("yes", "write true"), ("ON", "write true"), ("no", "write false"), ("Off", "write false"),
        ("nan", "write a finite number"), ("10^-4", "write 1e-4"), ("−5", "write -5 with a plain minus sign"),
        ("0.5", "write 0.5 without quotes"), ("true", "write true without quotes"),
        *[(word, None) for word in ("relu", "", "$a * 2", "1.2.3", "12a", "9" * 5000, "x:1")],
    ],
)  # fmt: skip
def test_ambiguous(written: str, mend: str | None) -> None:
    assert ambiguous(written) == mend


def test_missing_space() -> None:
    assert missing_space("units:10") == "units: 10"
    assert missing_space("units: 10") is missing_space("relu") is missing_space('"a:b"') is None


EXAMPLE = """\
modelspec: 1
layers:
  - dense: {units: 32, "activation": relu}   # a comment
  - flatten
  - dropout:
      rate: &r 0.5

  -
text: |
  two
  lines
more: *r
empty:
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("modelspec",), "1:12-1:13", "1:1-1:10"),
        (("layers",), "3:3-8:4", "2:1-2:7"),
        (("layers", 0), "3:5-3:43", "3:5-3:43"),
        (("layers", 0, "dense"), "3:12-3:43", "3:5-3:10"),
        (("layers", 0, "dense", "activation"), "3:38-3:42", "3:24-3:36"),
        (("layers", 1), "4:5-4:12", "4:5-4:12"),
        (("layers", 2, "dropout"), "6:7-6:19", "5:5-5:12"),
        (("layers", 2, "dropout", "rate"), "6:16-6:19", "6:7-6:11"),
        (("layers", 3), "8:4-8:4", "8:4-8:4"),
        (("text",), "9:7-11:8", "9:1-9:5"),
        (("more",), "12:7-12:9", "12:1-12:5"),
        (("empty",), "13:6-13:6", "13:1-13:6"),
        (("layers", 2, "dropout", "seed"), "6:7-6:19", "5:5-5:12"),
        (("layers", 9, "dense"), "3:3-8:4", "2:1-2:7"),
        ((), "1:1-13:6", "1:1-13:6"),
    ],
)  # fmt: skip
def test_places(parser: str, path: tuple[str | int, ...], value: str, key: str) -> None:
    source = parse(EXAMPLE, "m.yaml")
    assert span(source.range(path)) == value
    assert span(source.range(path, "key")) == key


def test_data(parser: str) -> None:
    data = parse(EXAMPLE, "m.yaml").data
    assert data == {
        "modelspec": 1,
        "layers": [{"dense": {"units": 32, "activation": "relu"}}, "flatten", {"dropout": {"rate": 0.5}}, None],
        "text": "two\nlines\n",
        "more": 0.5,
        "empty": None,
    }


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_each_plain_scalar_stands_where_it_says(path: Path) -> None:
    source = read(path)
    seen = [check_place(source, leaf) for leaf in leaves(source.data)]
    assert len(seen) >= 5


def leaves(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], object]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for index, value in enumerate(data) for leaf in leaves(value, (*path, index))]
    return [(path, data)]


def check_place(source: Source, leaf: tuple[tuple[str | int, ...], object]) -> bool:
    path, value = leaf
    found = source.range(path)
    written = source.line(found.start.line)[found.start.column - 1 : found.end.column - 1]
    if written.startswith(("'", '"')):
        written = ast.literal_eval(written)
        assert written == value
    elif found.start.line == found.end.line and not written.startswith(("*", ">", "|")):
        assert resolve(written) == value
    return True


def test_lines_count_as_editors_count() -> None:
    text = "# \u2028 \x85 \u2029\r\ndescription: a\u2028b 😀 é\r\n'ü': {b: 😀, c: d}\r\n"
    source = parse("\ufeff" + text, "m.yaml")
    assert source.data == {"description": "a\u2028b 😀 é", "ü": {"b": "😀", "c": "d"}}
    assert span(source.range(("ü", "c"))) == "3:16-3:17"
    assert source.line(2) == "description: a\u2028b 😀 é"
    assert (source.line(0), source.line(4), source.line(99)) == ("", "", "")
    assert parse(b"\xef\xbb\xbf" + text.encode(), "m.yaml").data == source.data


def test_aliases_are_copies_and_their_insides_stand_at_the_anchor() -> None:
    source = parse("x-a: &a {b: 1}\nc: *a\n", "m.yaml")
    assert isinstance(source.data, dict)
    assert source.data["c"] == source.data["x-a"]
    assert source.data["c"] is not source.data["x-a"]
    assert span(source.range(("c",))) == "2:4-2:6"
    assert span(source.range(("c", "b"))) == "1:13-1:14"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # syntax, at its culprit
        ("a: 1\nkey: [a, b\nother: 1\n", [("E001", "2:6")]),
        ("a: {b: [1, 2}\n", [("E001", "1:8")]),
        ("a: {b: 1", [("E001", "1:4")]),
        ("a: [\n {x: 1}\n {y: 2}]", [("E001", "3:2")]),
        ("a: {x: 1\n   y: 2}", [("E001", "2:4")]),
        ("a: 'x\nb: 1\n", [("E001", "1:4")]),
        ("a: b: c\n", [("E001", "1:5")]),
        ("a: 1\n  name: x\n", [("E001", "2:3")]),
        ("a: 1\nfoo\nb: 2", [("E001", "2:1")]),
        ("a\nb: 2", [("E001", "1:1")]),
        ("a: @x\n", [("E001", "1:4")]),
        ("a: [1]]\n", [("E001", "1:7")]),
        ("a: 'b' c\n", [("E001", "1:8")]),
        ("a: - b\n", [("E001", "1:4")]),
        ("a:\n  b: 1\n c: 2", [("E001", "3:2")]),
        (": x", [("E001", "1:1")]),
        ("a: [1,,2]", [("E001", "1:7")]),
        # each other refusal
        ("a:\n\tb: 1\n", [("E002", "2:1")]),
        ("a: |\n x\n\ty\n", [("E002", "3:1")]),
        (b"a: 1\nb: \xc3\xa9\xe8\n", [("E003", "2:5")]),
        ("a: 1".encode("utf-16"), [("E003", "1:1")]),
        ("a: 1\nb: \x07\x1b", [("E004", "2:4"), ("E004", "2:5")]),
        ("a: 1\n\x00", [("E004", "2:1")]),
        ("a: x\u202ey", [("E004", "1:5")]),
        ("a: 1\rb: 2", [("E004", "1:5")]),
        ("a: \ud800", [("E004", "1:4")]),
        ('a: "\\u202e"', [("E004", "1:5")]),
        ('"\\e": 1', [("E004", "1:2")]),
        ("a: 1\n\ufeffb: 2", [("E005", "2:1")]),
        ("units: 1\nb: 2\n'units': 3", [("E006", "3:1")]),
        ("a: {b: 1, c: {b: 1}, b: 2, b: 3}", [("E006", "1:22"), ("E006", "1:28")]),
        ("x: &x {a: 1}\ny:\n  <<: *x\n", [("E007", "3:3")]),
        ("a: !!python/object/apply:os.system [x]", [("E008", "1:4")]),
        ("a: &x !y b\nc: !foo!bar x", [("E008", "1:7"), ("E008", "2:4")]),
        ("a: 1\n--- \nb: 2", [("E009", "2:1")]),
        ("", [("E010", "1:1")]),
        ("# nothing\n---\n", [("E010", "1:1")]),
        ("- a", [("E011", "1:1")]),
        ("modelspec:1", [("E011", "1:1")]),
        ("null", [("E011", "1:1")]),
        ("? [a]\n: b", [("E012", "1:3")]),
        ("a: {{ x }}", [("E012", "1:4")]),
        ("a: &a b\n*a : c", [("E012", "2:1")]),
        ("1: a\ntrue: b\n~: c\n.inf: d\n1e3: e", [("E013", f"{line}:1") for line in range(1, 6)]),
        ("a: {units:10, b: 1}", [("E014", "1:5")]),
        ("a:\n  units:10\n  b: 1", [("E014", "2:3")]),
        ("a:\r\n- units:10  \r\n  b: 1", [("E014", "2:3")]),
        ("a: &x [*x]", [("E015", "1:8")]),
        ("a: &x {b: {c: *x}}", [("E015", "1:15")]),
        ("a: *x\nb: *x", [("E016", "1:4"), ("E016", "2:4")]),
        ("a: " + "x" * 4_000_000, [("E017", "1:1")]),
        ("a: " + "[" * 41 + "]" * 41, [("E018", "1:43")]),
        ("a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 15 + "*a" + "]" * 15, [("E018", "2:19")]),
        ("a: [" + "1," * 400_000 + "]", [("E019", "1:799999")]),
    ],
    ids=lambda value: ascii(value[:24]) if isinstance(value, str | bytes) else "",
)
def test_refusals(text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert problems(text) == expected


@pytest.mark.parametrize(
    "text", ['a: "\\UFFFFFFFF"', "[" * 60_000, "- " * 5000, "? " * 5000, "a: '", "%TAG ! tag:x\n--- !y"]
)
def test_nasties_with_both_parsers(parser: str, text: str) -> None:
    assert len(problems(text)) >= 1


def test_bombs_are_refused_at_the_alias_that_overdraws() -> None:
    rows = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert problems("\n".join(rows)) == [("E019", "6:30")]


def test_messages_help_and_fix() -> None:
    with pytest.raises(SpecError) as caught:
        parse("a: 1\n'a': {units:10}\n", "m.yaml")
    duplicate, glued = caught.value.diagnostics
    assert duplicate.message == "duplicate key `a`"
    assert [(other.message, place(other.range)) for other in duplicate.related] == [("first given here", "1:1")]
    assert (glued.message, glued.help) == ("a space is missing after the colon of `units:10`", "write `units: 10`")
    assert glued.fix is not None
    assert (glued.fix.text, span(glued.fix.range)) == ("units: 10", "2:7-2:15")
    with pytest.raises(SpecError, match="empty") as caught:
        parse("", "new.modelspec.yaml")
    assert caught.value.diagnostics[0].help == "`modelspec init new.modelspec.yaml` writes a commented spec"


def test_read_keeps_the_text_of_a_refused_file(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"a: 1\nb: \xe8\n")
    texts: dict[str, Text] = {}
    with pytest.raises(SpecError):
        read(path, texts)
    assert texts[str(path)].line(2) == r"b: \xe8"


def test_read_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1")))
    source = read("-")
    assert (source.name, source.data) == ("<stdin>", {"a": 1})


def test_unreadable_files(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    if sys.platform != "win32":
        os.mkfifo(pipe)
    for path in (tmp_path, tmp_path / "none.yaml", pipe, "a\0b"):
        with pytest.raises(ModelspecError, match=r"\Acannot read '.*': .+\Z"):
            read(path)


def test_problems() -> None:
    source = parse("a: 1\nb: {c: 2}\n", "m.yaml")
    problems, others = Problems(source), Problems(source)
    problems.add("E101", "late", ("b", "c"), at="key", help="mend", fix_text="d", related=[("here", ("a",))])
    problems.warn("W101", "early", ("a",))
    problems.warn("W101", "early", ("a",), help="said twice")
    assert others.diagnostics == []
    early, late = problems.diagnostics
    assert (early.severity, early.help, early.path, span(early.range)) == ("warning", None, ("a",), "1:4-1:5")
    assert (late.severity, late.help, span(late.range)) == ("error", "mend", "2:5-2:6")
    assert late.fix is not None
    assert (late.fix.range, late.fix.text) == (late.range, "d")
    assert [(other.message, other.file, span(other.range)) for other in late.related] == [("here", "m.yaml", "1:4-1:5")]
    with pytest.raises(SpecError) as caught:
        problems.raise_if_errors()
    assert caught.value.diagnostics == [early, late]
    others.warn("W101", "early", ("a",))
    others.raise_if_errors()


def test_work_grows_with_the_file() -> None:
    layer = "  - dense: {units: 32, activation: relu, kernel_regularizer: {l2: 1e-4}}\n"
    small, large = (count_calls(lambda n=n: parse("layers:\n" + layer * n, "m.yaml")) for n in (300, 3_000))
    assert large < 10.5 * small
    source = parse("layers:\n" + layer * 10_000, "m.yaml")
    assert span(source.range(("layers", 9_999, "dense", "units"))) == "10001:20-10001:22"


PIECES = [
    "&a ",
    "*a",
    "!!int ",
    "<<: ",
    "\t",
    "\n",
    "  ",
    ": ",
    ":",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "|\n",
    "#",
]
PIECES += [
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\ufeff",
    "\u2028",
    "\x85",
    "\r",
    "\0",
    "? ",
    "1e999",
    '"\\ud800"',
    "😀",
    "@",
]


def test_nothing_but_spec_errors_escapes(parser: str) -> None:
    rng = random.Random(1)
    seeds = [path.read_bytes()[:1500] for path in sorted((ROOT / "examples").glob("*.yaml"))] or [EXAMPLE.encode()]
    for _ in range(1500):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.choice((1, 2, 6))):
            at = rng.randrange(len(data))
            data[at : at + rng.choice((0, 0, 1, 9))] = rng.choice(PIECES).encode() * rng.choice((1, 1, 50))
        if rng.random() < 0.2:
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            parse(bytes(data), "m.yaml")
        except SpecError as error:
            assert error.diagnostics
