"""Generated JavaScript: exact, as `biome format` leaves it, of the tree's meaning, and closed to what strings hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_javascript import RandomJavaScript

from modelspec.backends.blocks import parse_expression
from modelspec.backends.code import (
    Assign,
    Attribute,
    AugmentedAssign,
    Call,
    Class,
    Code,
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
    Parameter,
    Raise,
    Raw,
    Return,
    Slice,
    Star,
    Statement,
    TupleOf,
    Unary,
    With,
    call,
    code,
    method,
    name,
    operation,
)
from modelspec.backends.javascript import (
    Async,
    Export,
    Script,
    Tidied,
    helpers,
    quote,
    render,
    render_code,
    spell_number,
)
from modelspec.expression import ExpressionError, evaluate, to_python
from modelspec.visible import is_lasting

ROOT = Path(__file__).parents[2]
BIOME = os.environ.get("MODELSPEC_BIOME") or str(ROOT / "node_modules/.bin/biome")
NODE = shutil.which("node")
needs_biome = pytest.mark.skipif(not Path(BIOME).exists(), reason="biome is not installed")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")

DENSE = call("tf.layers.dense", units=128, activation="relu", kernelInitializer="heNormal", name="first")
TERMS = [operation("*", 0.01, method(f"model.{part}.weight", "square")) for part in ("encoder", "decoder", "attention")]
X, Y, A, B = map(name, "xyab")

EXACT: list[tuple[Script, str]] = [
    (Assign("x", call("f", 1, "s", None, True, 0.5)), 'const x = f(1, "s", null, true, 0.5);\n'),
    (Assign("x", method(call("tf.layers.concatenate", axis=-1), "apply", [A, B])),
     "const x = tf.layers.concatenate({ axis: -1 }).apply([a, b]);\n"),
    (Assign("model", call("tf.model", inputs=[A, B], outputs=X, name="m")),
     'const model = tf.model({ inputs: [a, b], outputs: x, name: "m" });\n'),
    (Do(call("tf.tidy", Lambda((), call("tf.addN", call("Object.values", call("penalties", name("model"))))))),
     "tf.tidy(() => tf.addN(Object.values(penalties(model))));\n"),
    (Do(Unary("new", call("Map", method("xs", "map", Lambda(("w",), code([name("w.name"), call("w.read")])))))),
     "new Map(xs.map((w) => [w.name, w.read()]));\n"),
    (Return(method(call("tf.mul", 0.5, call("tf.add", call("tf.square", A), B)), "mean", -1)),
     "return tf.mul(0.5, tf.add(tf.square(a), b)).mean(-1);\n"),
    (Assign("x", method(DENSE, "apply", name("inputs"))), """\
const x = tf.layers
	.dense({
		units: 128,
		activation: "relu",
		kernelInitializer: "heNormal",
		name: "first",
	})
	.apply(inputs);
"""),
    (Return(operation("+", *TERMS)), """\
return (
	0.01 * model.encoder.weight.square() +
	0.01 * model.decoder.weight.square() +
	0.01 * model.attention.weight.square()
);
"""),
    (Assign("xs", code(list(range(30)))), """\
const xs = [
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
	22, 23, 24, 25, 26, 27, 28, 29,
];
"""),
    (Assign("pads", code(((0, 0), (1, 2)))), "const pads = [\n\t[0, 0],\n\t[1, 2],\n];\n"),
    (Do(method("a.b", "f", X, key=A)), "a.b.f(x, { key: a });\n"),
    (Do(method(name("a"), "f", name("x" * 40), name("y" * 20), filters=name("filters"))), f"""\
a.f({"x" * 40}, {"y" * 20}, {{
	filters,
}});
"""),
    (Do(call("tf.add", A, method("xs", "map", Lambda(("x",), call("f", X))))),
     "tf.add(\n\ta,\n\txs.map((x) => f(x)),\n);\n"),
    (Do(method(call("f"), "g", DictOf(((code("k" * 30), X), (code("l" * 40), Y))))), f"""\
f().g({{
	{"k" * 30}: x,
	{"l" * 40}: y,
}});
"""),
    (Do(method(method("tensor", "first", A), "second", DictOf(((code("k" * 30), X), (code("l" * 40), Y))))), f"""\
tensor.first(a).second({{
	{"k" * 30}: x,
	{"l" * 40}: y,
}});
"""),
    (Assign("x", DictOf(((code("a"), A), (code("b-c"), B), (code("__proto__"), X), (None, Y)))),
     'const x = { a, "b-c": b, ["__proto__"]: x, ...y };\n'),
    (Do(DictOf(((code("a"), A),))), "({ a });\n"),
    (Assign("f", Lambda(("x",), DictOf(((code("a"), X),)))), "const f = (x) => ({ a: x });\n"),
    (Assign("f", Lambda(("x",), Conditional(A, X, B))), "const f = (x) => (x ? a : b);\n"),
    (Assign("x", Conditional(name("a" * 40), operation("==", X, 1), name("b" * 40))), f"""\
const x =
	x === 1
		? {"a" * 40}
		: {"b" * 40};
"""),
    (Assign("s", Format((name("name"), ".stage_", operation("+", name("i"), 1), " ", Field(X, ".4f")))),
     "const s = `${name}.stage_${i + 1} ${x.toFixed(4)}`;\n"),
    (Assign("s", Format(("plain",))), 'const s = "plain";\n'),
    (Assign("a, b", call("f")), "const [a, b] = f();\n"),
    (Assign(Attribute(A, "b"), Index(X, (code(0),))), "a.b = x[0];\n"),
    (Assign("y", operation("//", X, 2)), "const y = Math.floor(x / 2);\n"),
    (Assign("y", operation("%", operation("*", method(A, "b"), 2), 2)), "const y = modulo(a.b() * 2, 2);\n"),
    (Assign("y", operation("%", call("abs", X), 2)), "const y = Math.abs(x) % 2;\n"),
    (Assign("y", operation("or", operation("and", A, B), operation("or", X, Y))), "const y = (a && b) || x || y;\n"),
    (Assign("y", operation("/", operation("*", A, B), X)), "const y = (a * b) / x;\n"),
    (Assign("y", operation("-", A, operation("-", B, X))), "const y = a - (b - x);\n"),
    (Assign("y", operation("**", Unary("-", A), Literal(-2))), "const y = (-a) ** -2;\n"),
    (Assign("y", Unary("-", Unary("-", A))), "const y = -(-a);\n"),
    (Assign("y", Unary("not", operation("is", A, None))), "const y = !(a === null);\n"),
    (Assign("y", method(code(5), "toFixed", 1)), "const y = (5).toFixed(1);\n"),
    (Assign("y", Attribute(Call(name("len"), (A,)), "b")), "const y = a.length.b;\n"),
    (AugmentedAssign("x", "+", A), "x += a;\n"),
    (AugmentedAssign("x", "//", A), "x = Math.floor(x / a);\n"),
    (Return(), "return;\n"),
    (Raise(Unary("new", call("Error", "no"))), 'throw new Error("no");\n'),
    (For("i", call("range", name("n")), (Do(call("f", name("i"))),)), "for (let i = 0; i < n; i++) {\n\tf(i);\n}\n"),
    (For("i", call("range", 1, 4), (Do(call("f")),)), "for (let i = 1; i <= 3; i++) {\n\tf();\n}\n"),
    (For("i", call("range", 1, operation("+", name("n"), 1)), ()), "for (let i = 1; i <= n; i++) {}\n"),
    (For("i", call("range", 0, 10, 2), ()), "for (let i = 0; i < 10; i += 2) {}\n"),
    (For("each", code(("a", "b")), (Do(call("f")),)), 'for (const each of ["a", "b"]) {\n\tf();\n}\n'),
    (For(TupleOf((A, B)), name("pairs"), ()), "for (const [a, b] of pairs) {\n}\n"),
    (If(A, (Return(),), (If(B, (), (Return(),)),)), "if (a) {\n\treturn;\n} else if (b) {\n} else {\n\treturn;\n}\n"),
    (Comment("word " * 20), f"// {'word ' * 14}word\n// {'word ' * 4}word\n"),
    (Docstring("One line."), "/** One line. */\n"),
    (Docstring("word " * 20), f"/**\n * {'word ' * 14}word\n * {'word ' * 4}word\n */\n"),
    (Docstring(f"Short.\n  {'long' * 20} word"), f"/**\n * Short.\n * {'long' * 20}\n * word\n */\n"),
    (Docstring("a" * 73), f"/** {'a' * 73} */\n"),
    (Docstring("a" * 74), f"/**\n * {'a' * 74}\n */\n"),
    (
        Export(Tidied("f", (Parameter("x"),), None, (Docstring("Tidies."), Assign("y", X), Return(name("y"))))),
        "/** Tidies. */\nexport function f(x) {\n\treturn tf.tidy(() => {\n\t\tconst y = x;\n\t\treturn y;\n\t});\n}\n",
    ),
    (Export(Assign("RATE", code(1e-5))), "export const RATE = 1e-5;\n"),
    (
        Export(
            Async(
                Function(
                    "fit",
                    (Parameter("model"), Parameter("epochs", "int", code(1)), Parameter("*rest")),
                    None,
                    (Docstring("Fits.\n\n  It learns."), Return(Unary("await", call("run", Star(name("rest")))))),
                )
            )
        ),
        """\
/**
 * Fits.
 *
 * It learns.
 */
export async function fit(model, epochs = 1, ...rest) {
	return await run(...rest);
}
""",
    ),
]  # fmt: skip


def biome_format(text: str) -> str:
    """The text as `biome format` with its default settings leaves it."""
    command = [BIOME, "format", "--stdin-file-path=generated.mjs"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=Path(BIOME).parent)
    assert run.returncode == 0, run.stderr
    return run.stdout


def in_function(statement: Script, number: int) -> str:
    """The text of a statement within a function of its own; what is exported stands alone."""
    if isinstance(statement, Export):
        return render([statement])
    return render([Async(Function(f"f{number}", (), None, (statement,)))])


@pytest.mark.parametrize(("statement", "text"), EXACT)
def test_exact_text(statement: Script, text: str) -> None:
    assert render([statement]) == text


@needs_biome
@pytest.mark.frameworks
def test_biome_leaves_the_examples_as_they_are() -> None:
    text = "\n".join(in_function(statement, number) for number, (statement, _) in enumerate(EXACT))
    assert biome_format(text) == text


def random_text(seed: int, draw: Callable[[RandomJavaScript], Script]) -> str:
    """Many random statements as one file; a tree that JavaScript cannot say is drawn again."""
    random = RandomJavaScript(seed)
    texts: list[str] = []
    while len(texts) < 300:
        try:
            texts.append(in_function(draw(random), len(texts)))
        except ValueError as error:
            assert "of JavaScript" in str(error)
    return "\n".join(texts)


@needs_biome
@pytest.mark.frameworks
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("depth", [1, 2])
def test_biome_leaves_statements_as_they_are(seed: int, depth: int) -> None:
    text = random_text(seed, lambda random: random.simple(depth))
    assert biome_format(text) == text


@needs_biome
@pytest.mark.frameworks
@pytest.mark.parametrize("seed", range(2))
def test_biome_leaves_functions_as_they_are(seed: int) -> None:
    text = random_text(seed, lambda random: random.definition(1, 3))
    assert biome_format(text) == text


def test_a_module_has_blank_lines_where_they_belong() -> None:
    text = render(
        [
            Comment("Generated."),
            Docstring("A module."),
            Raw('import * as tf from "@tensorflow/tfjs";'),
            Assign("RATE", code(0.5)),
            Raw("/** Pasted. */\nclass Part {\n\tf() {}\n}\ntf.register(Part);\n"),
            Comment("A helper."),
            Function("f", (), None, (Docstring("Does."), Return(code(1)))),
            Do(call("f")),
        ]
    )
    assert text == (
        '// Generated.\n/** A module. */\n\nimport * as tf from "@tensorflow/tfjs";\n\nconst RATE = 0.5;\n\n'
        "/** Pasted. */\nclass Part {\n\tf() {}\n}\ntf.register(Part);\n\n// A helper.\n"
        "/** Does. */\nfunction f() {\n\treturn 1;\n}\n\nf();\n"
    )


# Declarations -----------------------------------------------------------------------------------------------------

DECLARED: list[tuple[tuple[Statement, ...], str]] = [
    ((Assign("x", code(1)), Assign("x", code(2))), "let x = 1;\nx = 2;\n"),
    ((Assign("x", code(1)), AugmentedAssign("x", "+", code(2))), "let x = 1;\nx += 2;\n"),
    ((Assign("x", code(1)), Assign("x, y", call("f"))), "let x = 1;\nlet y;\n[x, y] = f();\n"),
    ((Assign("x", code(1)), For("i", call("range", 2), (Assign("x", call("f", X)),))),
     "let x = 1;\nfor (let i = 0; i < 2; i++) {\n\tx = f(x);\n}\n"),
    ((For("i", call("range", 2), (Assign("x", call("f")), Do(call("g", X)))),),
     "for (let i = 0; i < 2; i++) {\n\tconst x = f();\n\tg(x);\n}\n"),
    ((If(A, (Assign("x", code(1)),), (Assign("x", code(2)),)), Return(X)),
     "let x;\nif (a) {\n\tx = 1;\n} else {\n\tx = 2;\n}\nreturn x;\n"),
    ((For("x", name("xs"), (Assign("x", call("f", X)),)),), "for (let x of xs) {\n\tx = f(x);\n}\n"),
    ((Function("f", (Parameter("x"),), None, (Assign("x", call("g", X)), Return(X))),),
     "function f(x) {\n\tx = g(x);\n\treturn x;\n}\n"),
    ((Assign("x", code(1)), Function("f", (), None, (Assign("x", code(2)), Return(X)))),
     "const x = 1;\n\nfunction f() {\n\tconst x = 2;\n\treturn x;\n}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "text"), DECLARED)
def test_a_variable_is_declared_where_it_is_first_assigned(statements: tuple[Statement, ...], text: str) -> None:
    assert render(statements) == text


# Quoting ----------------------------------------------------------------------------------------------------------

NASTY = (
    *("", " ", '"', "'", "'\"", "\\", '\\"', "`", "${x}", "$", "\\${", "a\nb", "a\r\nb", "\x00\x1b[31m\x7f", "\t"),
    *("\u2028\u2029\x85\x0b\x0c", "\u202etxet", "\ud800", "\U0001f600", '"); process.exit(1)  // ', "</script>"),
    *("*/ process.exit(1) /*", "// x", "biome-ignore lint: x", "@ts-nocheck", "eslint-disable", "<!--", "x" * 200),
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(), st.lists(st.sampled_from(NASTY)).map("".join))
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')
TEMPLATE = re.compile(r"`((?:[^`\\$\n]|\\.|\$(?!\{))*)\$\{x\}((?:[^`\\$\n]|\\.|\$(?!\{))*)`")


def unescape(text: str) -> str:
    """What a JavaScript string of these characters is."""
    pattern = r"\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|(.))"
    plain = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(pattern, lambda m: plain.get(m[3], m[3]) if m[3] else chr(int(m[1] or m[2], 16)), text)


@given(TEXTS)
def test_a_string_is_only_itself(text: str) -> None:
    source = quote(text)
    assert source.isascii()
    assert STRING.fullmatch(source)
    assert not re.search(r"</|<!", source)
    assert unescape(source[1:-1]) == text
    assert render([Do(call("f", text))]).count(source) == 1


@given(TEXTS, TEXTS)
def test_a_template_holds_its_text(before: str, after: str) -> None:
    source = render_code(Format((before, X, after)))
    assert source.isascii()
    found = TEMPLATE.fullmatch(source)
    assert found
    assert [unescape(part) for part in found.groups()] == [before, after]


@given(TEXTS)
def test_a_comment_stays_a_comment(text: str) -> None:
    source = render([Comment(text), Do(call("f"))])
    assert all(map(is_lasting, source.replace("\n", "").replace("\t", "")))
    assert not re.search(r"</|<!", source)
    *comment, last = source.rstrip("\n").split("\n")
    assert last == "f();"
    assert all(line.startswith("//") for line in comment)
    assert not re.search(r"(biome|eslint)-|@ts-", source)


@given(TEXTS, st.booleans())
def test_a_docstring_stays_a_comment(text: str, many: bool) -> None:
    body = (Docstring(f"{text}\nmore\n{text}" if many else text), Return(code(1)))
    source = render([Function("f", (), None, body)])
    assert all(map(is_lasting, source.replace("\n", "").replace("\t", "")))
    assert not re.search(r"</|<!", source)
    assert re.fullmatch(r"/\*\*(?:(?!\*/)[^\0])*\*/\nfunction f\(\) \{\n\treturn 1;\n\}\n", source)


@pytest.mark.parametrize("word", ["new", "typeof", "function", "let", "arguments", "a.b", "eval", "null"])
def test_a_variable_is_no_word_of_the_language(word: str) -> None:
    with pytest.raises(ValueError, match="no variable"):
        render([Function("f", (Parameter(word),), None, ())])
    for statement in (Function(word, (), None, ()), Assign("x", Lambda((word,), X)), For(word, X, ())):
        with pytest.raises(ValueError, match="no variable"):
            render([statement])


@pytest.mark.parametrize(
    "node",
    [
        name("new"),
        Comprehension("list", X, X, X),
        Index(X, (Slice(),)),
        Index(X, (A, B)),
        operation("@", A, B),
        operation("in", A, B),
        operation("is", A, B),
        Star(A, double=True),
        Format((Field(X, ">4"),)),
        Unary("new", A),
        Lambda((), Lambda((), A)),
        code(2**53 + 1),
        code(float("nan")),
    ],
)
def test_what_has_no_equal_is_refused(node: Code) -> None:
    with pytest.raises(ValueError, match=r"JavaScript|literal|makes nothing"):
        render([Do(node)])


@pytest.mark.parametrize("statement", [Import("a"), With(A, ()), Class("A", (), ())])
def test_a_statement_without_an_equal_is_refused(statement: Statement) -> None:
    with pytest.raises(ValueError, match="no statement of JavaScript"):
        render([statement])


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (2.0, "2"), (-1, "-1"), (0.001, "0.001"), (1e-5, "1e-5"), (1e20, "1e20"), (1e15, "1000000000000000")],
)
def test_numbers_are_short_and_exact(value: float, text: str) -> None:
    assert spell_number(value) == text


# Meaning ----------------------------------------------------------------------------------------------------------


def random_expression(random: Random, depth: int) -> str:
    """An expression over block parameters, as a spec writes it."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(["$a", "$b", "$c", "0", "1", "2", "3", "7", "0.5", "2.5", "0.1", "100"])
    inner = [random_expression(random, depth - 1) for _ in range(3)]
    kind = random.randrange(6)
    if kind == 0:
        return f"{random.choice(['min', 'max'])}({', '.join(inner)})"
    if kind == 1:
        return f"round({inner[0]}{random.choice(['', ', 1', ', 2', ', -1'])})"
    if kind == 2:
        return f"abs({inner[0]})"
    if kind == 3:
        return f"(-({inner[0]}))"
    return f"(({inner[0]}) {random.choice(['+', '-', '*', '/', '//', '%', '**'])} ({inner[1]}))"


def values_in_node(nodes: list[Code]) -> list[Any]:
    """What Node makes of expressions."""
    source = "\n".join(helpers(tuple(nodes))) + "const a = 12, b = -5, c = 0.25;\n"
    source += "".join(f"console.log(JSON.stringify({render_code(node)}));\n" for node in nodes)
    run = subprocess.run([str(NODE), "-"], input=source, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.rstrip("\n").split("\n")]


@needs_node
@pytest.mark.frameworks
def test_node_computes_what_python_does() -> None:
    random = Random(7)
    scope: dict[str, Any] = {"a": 12, "b": -5, "c": 0.25}
    texts, expected = [], []
    while len(texts) < 1000:
        text = random_expression(random, 3)
        with suppress(ExpressionError):
            expected.append(evaluate(text, scope))
            texts.append(to_python(text, scope, {}))
    found = values_in_node([parse_expression(text) for text in texts])
    for text, value, other in zip(texts, expected, found, strict=True):
        assert other == pytest.approx(value, rel=1e-12, abs=1e-12), text


@needs_node
@pytest.mark.frameworks
def test_node_reads_literals_as_they_are() -> None:
    values: list[Any] = [*NASTY[:-8], 1e-5, 1e20, -0.5, 123456789, None, True, [1, [2.5, "x"]], *NASTY[-8:]]
    values = [value for value in values if value != "\ud800"]
    assert values_in_node(list(map(code, values))) == values
    objects = {"__proto__": 1, "a b": "x", "if": [None], "": 0}
    assert values_in_node([code({key: Literal(value) for key, value in objects.items()})]) == [objects]
