"""Generated text: exact, as `ruff format` leaves it, of the tree's meaning, and closed to what strings may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from code_meaning import explicit
from hypothesis import given, settings
from hypothesis import strategies as st
from random_code import RandomCode

from modelspec.backends.code import (
    Assign,
    AugmentedAssign,
    Blank,
    Call,
    Class,
    Comment,
    Comprehension,
    Conditional,
    DictOf,
    Do,
    Docstring,
    Field,
    For,
    Format,
    Function,
    If,
    Import,
    Index,
    Lambda,
    Literal,
    Name,
    Operation,
    Parameter,
    Raise,
    Raw,
    Return,
    Slice,
    Statement,
    TupleOf,
    Unary,
    With,
    call,
    code,
    comment_line,
    literals,
    method,
    name,
    operation,
    render,
    render_code,
    spell_number,
    transform,
)
from modelspec.visible import is_lasting
from tests.calls import count_calls


def ruff_format(text: str) -> str:
    """The text as `ruff format` with its default settings leaves it."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "-"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


DENSE = call("layers.Dense", 128, activation="relu", kernel_initializer="he_normal", name="first")
TERMS = [operation("*", 0.01, method(f"self.{part}.weight.square", "sum")) for part in ("encoder", "decoder", "head")]

EXACT: list[tuple[Statement, str]] = [
    (Assign("x", call("f", 1, "s", None, rate=0.5)), 'x = f(1, "s", None, rate=0.5)\n'),
    (
        Assign("hidden", call(DENSE, name("x"))),
        """\
hidden = layers.Dense(
    128, activation="relu", kernel_initializer="he_normal", name="first"
)(x)
""",
    ),
    (
        Assign("x", call("layers.Dense", 128, kernel_regularizer=call("regularizers.L2", 0.01), bias=DENSE)),
        """\
x = layers.Dense(
    128,
    kernel_regularizer=regularizers.L2(0.01),
    bias=layers.Dense(
        128, activation="relu", kernel_initializer="he_normal", name="first"
    ),
)
""",
    ),
    (
        Return(operation("+", *TERMS)),
        """\
return (
    0.01 * self.encoder.weight.square.sum()
    + 0.01 * self.decoder.weight.square.sum()
    + 0.01 * self.head.weight.square.sum()
)
""",
    ),
    (
        Assign(
            "x", method(method(method("inputs", "movedim", 1, -1), "flatten", 1, -1), "unflatten", -1, ("c" * 40, 3))
        ),
        """\
x = (
    inputs.movedim(1, -1)
    .flatten(1, -1)
    .unflatten(-1, ("cccccccccccccccccccccccccccccccccccccccc", 3))
)
""",
    ),
    (
        Assign("x, state", call("self.recurrent_layer_of_the_encoder", name("x" * 50))),
        """\
x, state = self.recurrent_layer_of_the_encoder(
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
)
""",
    ),
    (
        Assign("variable_with_a_long_name", Conditional(name("a" * 30), name("b" * 30), name("c"))),
        """\
variable_with_a_long_name = (
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa if bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb else c
)
""",
    ),
    (
        Assign("losses", DictOf(((None, name("a" * 30)), (Literal("penalty"), name("b" * 40))))),
        """\
losses = {
    **aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
    "penalty": bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
}
""",
    ),
    (
        Do(call("f", Comprehension("generator", method("term", "a" * 30), name("term"), name("b" * 40)))),
        """\
f(
    term.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa()
    for term in bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
)
""",
    ),
    (Return(TupleOf((name("x"), name("y")))), "return x, y\n"),
    (Return(), "return\n"),
    (Assign("x", code([1, (2,), ()]), "list[int]"), "x: list[int] = [1, (2,), ()]\n"),
    (AugmentedAssign("x", "+", Unary("-", operation("**", name("a"), 2))), "x += -(a**2)\n"),
    (Assign("f", Lambda(("x",), operation("+", name("x"), 1))), "f = lambda x: x + 1\n"),
    (Assign("x", Index(name("y"), (Slice(), Slice(None, Literal(-1)), Literal(0)))), "x = y[:, :-1, 0]\n"),
    (Assign("x", Index(name("y"), (Slice(operation("+", name("a"), 1)),))), "x = y[a + 1 :]\n"),
    (Raise(call("ValueError", "no")), 'raise ValueError("no")\n'),
    (Import("torch.nn.functional", alias="F"), "import torch.nn.functional as F\n"),
    (For("i, x", call("enumerate", name("xs")), (Do(call("f", name("i"))),)), "for i, x in enumerate(xs):\n    f(i)\n"),
    (With(call("open", "f"), (Return(),), "file"), 'with open("f") as file:\n    return\n'),
    (
        If(name("a"), (Return(),), (If(name("b"), (), (Return(),)),)),
        "if a:\n    return\nelif b:\n    pass\nelse:\n    return\n",
    ),
    (
        Function(
            "penalty",
            (
                Parameter("self"),
                Parameter("outputs", "dict[str, Tensor]"),
                Parameter("include_activity", "bool", code(True), True),
            ),
            "Tensor",
            (Return(name("x")),),
            (name("torch.no_grad"),),
        ),
        """\
@torch.no_grad
def penalty(
    self, outputs: dict[str, Tensor], *, include_activity: bool = True
) -> Tensor:
    return x
""",
    ),
    (
        Class("Net", (name("nn.Module"),), (Docstring("A net.\n\n  It learns."), Function("f", (), None, ()))),
        """\
class Net(nn.Module):
    \"""A net.

    It learns.
    \"""

    def f():
        pass
""",
    ),
]


@pytest.mark.parametrize(("statement", "text"), EXACT)
def test_exact_text(statement: Statement, text: str) -> None:
    assert render([statement]) == text
    assert ruff_format(text) == text


def test_a_module_has_blank_lines_where_they_belong() -> None:
    text = render(
        [
            Comment("Generated."),
            Docstring("A module."),
            Import("keras"),
            Import("keras", ("layers", "ops")),
            Assign("RATE", code(0.5)),
            Comment("A helper."),
            Function("f", (), None, (Docstring("Does."), Return(code(1)))),
            Raw("# Pasted.\nclass Part:\n    def g(self):\n        return 1\n"),
            Blank(),
            Do(call("f")),
        ]
    )
    assert text == (
        '# Generated.\n"""A module."""\n\nimport keras\nfrom keras import layers, ops\n\nRATE = 0.5\n\n\n# A helper.\n'
        'def f():\n    """Does."""\n    return 1\n\n\n# Pasted.\nclass Part:\n'
        "    def g(self):\n        return 1\n\n\nf()\n"
    )
    assert ruff_format(text) == text


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_ruff_leaves_statements_as_they_are(seed: int) -> None:
    draw = RandomCode(seed)
    text = render([draw.simple(2) for _ in range(200)])
    assert ruff_format(text) == text


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_ruff_leaves_modules_as_they_are(seed: int) -> None:
    draw = RandomCode(seed)
    text = render([draw.statement(1, 3) for _ in range(30)])
    assert ruff_format(text) == text


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_text_means_the_tree(seed: int) -> None:
    draw = RandomCode(seed)
    for _ in range(100):
        node = draw.code(3)
        meant = ast.dump(ast.parse(explicit(node)))
        assert ast.dump(ast.parse(render_code(node))) == meant
        laid_out = ast.parse(render([Assign("x", node)])).body[0]
        assert isinstance(laid_out, ast.Assign)
        assert ast.dump(ast.Module([ast.Expr(laid_out.value)], [])) == meant


NASTY = (
    *("", " ", '"', "'", "'\"", "\\", '\\"', '"""', "'''", "a\nb", "a\r\nb", "\x00\x1b[31m\x7f", "\t", "{x}{{", "%s"),
    *("\u2028\u2029\x85\x0b\x0c", "\u202etxet", "\ud800", "\U0001f600", '"); import os  # ', "\\N{DIGIT ONE}"),
    *("vim: set x", "-*- a: b -*-", "##vso[x]", "\n::error::", "\u200b\u3164", "\xe9\u4e2d", "</script><!--", "*/"),
    *("# noqa", "coding: utf-7", "type: ignore", "fmt: off", "NoQA: E501", "pragma: no cover", "x" * 200),
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(), st.lists(st.sampled_from(NASTY)).map("".join))


@given(TEXTS)
def test_a_string_is_only_itself(text: str) -> None:
    source = render([Assign("x", code(text))])
    assert source.isascii()
    [statement] = ast.parse(source).body
    assert isinstance(statement, ast.Assign)
    assert ast.literal_eval(statement.value) == text


@given(TEXTS, TEXTS)
def test_an_f_string_holds_its_text(before: str, after: str) -> None:
    source = render_code(Format((before, Field(name("x"), ".2f"), after)))
    assert source.isascii()
    assert eval(source, {"x": 0.5}) == f"{before}0.50{after}"


@given(TEXTS)
def test_a_comment_stays_a_comment(text: str) -> None:
    source = render([Comment(text), Do(call("f"))])
    assert all(map(is_lasting, source.replace("\n", "")))
    *comment, last = source.rstrip("\n").split("\n")
    assert last == "f()"
    assert all(line.startswith("#") for line in comment)
    assert "noqa" not in source.lower()
    assert not re.search(r"coding[:=]|\b(fmt|type|pragma|vim|ex):|-\*-|##\w*\[", source)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.booleans())
def test_a_docstring_stays_a_docstring(text: str, many: bool) -> None:
    body = (Docstring(f"{text}\nmore\n{text}" if many else text), Return(code(1)))
    source = render([Function("f", (), None, body)])
    assert all(map(is_lasting, source.replace("\n", "")))
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert [type(statement) for statement in function.body] == [ast.Expr, ast.Return]
    assert ruff_format(source) == source


@pytest.mark.parametrize("text", ["int]: x", "int = f()", "x;y", "int\n", "\xe9"])
def test_an_annotation_is_made_of_names(text: str) -> None:
    builders = (
        lambda text: Parameter("x", text),
        lambda text: Assign("x", code(1), text),
        lambda text: Function("f", (), text, ()),
    )
    for build in builders:
        with pytest.raises(ValueError, match="no annotation"):
            build(text)


@pytest.mark.parametrize("text", ["\u00e9t\u00e9 \u03bb \u4e2d", "a\u0301"])
def test_letters_of_any_language_read_as_written(text: str) -> None:
    assert render([Docstring(text), Comment(text)]) == f'"""{text}"""\n\n# {text}\n'
    assert comment_line(text) == f"# {text}"


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\u2028b", "a\x0cb", "coding:utf-7 +ACIAOw-", "-*- eval: (x) -*-"])
def test_a_comment_line_is_one_line(text: str) -> None:
    line = comment_line(text)
    assert len(line.splitlines()) == 1
    assert not re.search(r"coding[:=]|-\*-", line)


def test_wide_characters_count_twice() -> None:
    lines = render([Comment(" ".join(["\u4e2d" * 10] * 8))]).splitlines()
    assert [len(line) for line in lines] == [45, 45]


@pytest.mark.parametrize("text", ["x y", "x)", "import", "a.if", "1x", "é", "a\n", "", "a..b"])
def test_a_name_is_an_identifier(text: str) -> None:
    builders = (
        *(Name, Parameter, Import, lambda text: Lambda((text,), Literal(1))),
        lambda text: Call(Name("f"), (), ((text, Literal(1)),)),
        *(lambda text: Function(text, (), None, ()), lambda text: Class(text, (), ())),
    )
    for build in builders:
        with pytest.raises(ValueError, match="no identifier"):
            build(text)


def test_an_f_string_refuses_what_python_3_11_does_not_read() -> None:
    for part in (Literal("\n"), Literal('"'), Field(Name("x"), "}"), Format((Name("x"),))):
        with pytest.raises(ValueError, match="f-string"):
            render_code(Format((part,)))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (-1, "-1"), (0.001, "0.001"), (1e-5, "1e-5"), (1e20, "1e20"), (1.0, "1.0"), (-0.0, "-0.0")],
)
def test_numbers_are_short_and_exact(value: float, text: str) -> None:
    assert spell_number(value) == text


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_number_without_a_literal_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no literal"):
        render_code(Literal(value))


def test_a_walk_sees_every_literal_and_may_change_it() -> None:
    tree = (Assign("x", call("f", 1, key=operation("+", name("y"), 2))), Return(Literal(3)))
    assert [literal.value for literal in literals(tree)] == [1, 2, 3]
    changed = transform(tree, lambda node: Literal(0) if isinstance(node, Literal) else node)
    assert render(changed) == "x = f(0, key=y + 0)\nreturn 0\n"
    assert transform(tree, lambda node: node) is tree


def test_a_sum_may_have_thousands_of_terms() -> None:
    total = operation("+", *[name(f"term_{index}") for index in range(5000)])
    assert isinstance(total, Operation)
    assert render([Assign("x", transform(total, lambda node: node))]).count("\n    + ") == 4999


def test_work_grows_with_the_statements() -> None:
    line = [Assign("x", call(call("layers.Dense", 32, name="dense"), name("x")))]
    small, large = (count_calls(lambda n=n: render(line * n)) for n in (200, 2_000))
    assert large < 10.5 * small
