"""What is made of a spec is the same but for its free texts, whatever these are; and the test of that can fail."""

from __future__ import annotations

import pytest

from modelspec.errors import Diagnostic, Position, Range
from tests.robustness import twin_forms as forms
from tests.robustness.twins import BENIGN, TEXTS, attempt, problems_of, report_problem, twin

pytestmark = pytest.mark.robustness

COUNT = 60
WORST = (
    '"""\nimport os\n"""',
    'a \\',
    "*/ x /* ${y} </script><!--",
    "# coding: utf-7\n# /// script\n::error::x\n##[error]\nvim: set x: -*- noqa",
    "<img src=x onerror=y> [a](http://b) | `c` ]]> {{ d }} {% e %}",
    "\u200b\u00ad\u2028\u2029\x85\u3164 e\u0301 \u4e2d \u05d0 \U0001f600",
    "$x\n---\nkey: value # text",
    "1e5",
)  # fmt: skip


def test_hostile_texts_leave_everything_else_as_it_is() -> None:
    outcomes = [attempt(seed) for seed in range(COUNT)]
    assert [problems for _, problems in outcomes if problems] == []
    assert [outcome for outcome, _ in outcomes].count("made") > COUNT // 2


@pytest.mark.parametrize("shift", range(len(WORST)))
def test_each_of_the_worst_in_each_place(shift: int) -> None:
    texts = [WORST[(shift + i) % len(WORST)] for i in range(TEXTS - 1)]
    assert problems_of([*texts, "a variable"], f"{WORST[shift].replace('/', '')}.modelspec.yaml") == []


def test_the_name_of_a_file_stays_in_its_comment() -> None:
    for name in ("a\nimport os  # .yaml", "a\r\nb", "a\u2028import('x')", "coding: utf-7", "@ts-nocheck"):
        assert problems_of(BENIGN, name) == []


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (forms.python, "x = 1  # on the line of code\n"),
        (forms.python, "# coding: latin-1\nx = 1\n"),
        (forms.python, "# \u200b\n"),
        (forms.javascript, "// </script>\n"),
        (forms.javascript, "// a\u2028b\n"),
        (forms.html, "<p onclick=x>"),
        (forms.html, "<script></script>"),
        (forms.svg, "<svg><title>\u200b</title></svg>"),
        (forms.markdown, "## m: `code`\n"),
        (forms.markdown, "## m: http://x\n"),
        (forms.table, "m: \x1b[31m"),
    ],
)
def test_what_no_file_may_hold(form: forms.Form, text: str) -> None:
    with pytest.raises((AssertionError, SyntaxError)):
        form(text)


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (forms.python, '"""a"""\nx = 1\n', '"""a"""\nx = 2\n'),
        (forms.python, 'def f():\n    """a"""\n', 'def f():\n    "a" + b\n'),
        (forms.python, "# a\nx = 1\n", "# a\n\n\ny\n"),
        (forms.javascript, "/* a */ f();", "/* a */ b /* */ f();"),
        (forms.javascript, 'f("a");', 'f("a", "b");'),
        (forms.data, '{"description": "a", "x": 1}', '{"description": "a", "x": 2}'),
        (forms.yaml_data, "doc: a\n", "doc: a\nb: c\n"),
        (forms.html, "<p>a</p>", "<p>a<b>c</b></p>"),
    ],
)
def test_forms_differ(form: forms.Form, one: str, other: str) -> None:
    assert form(one) != form(other)


def test_forms_do_not_tell_texts() -> None:
    assert forms.python('"""a"""\n# b\nx = 1\n') == forms.python('"""c d"""\n# e\n# f\nx = 1\n')
    assert forms.javascript("/** a */ f(); // b\n") == forms.javascript("// c\nf();\n")
    assert set(twin()) >= {"m_keras.py", "m_torch.py", "m_tfjs.mjs", "page", "show --origins"}


@pytest.mark.parametrize("file", ["a\nb", "a\x1b[31m"])
def test_a_report_with_the_name_of_a_file(file: str) -> None:
    place = Range(Position(1, 1), Position(1, 2))
    assert report_problem([Diagnostic("E101", "a\nb \x1b[31m ::error::", file, place, help="c\nd")]) is None
