"""What messages say of the author's words, and of lines that are of another language."""

from __future__ import annotations

import pytest

from modelspec.borrowed import borrowed_line
from modelspec.errors import Fix, Position, Range
from modelspec.fix import mended
from modelspec.text import Text
from modelspec.words import mend_in, nearest, show


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("d\u0435nse", r"`d\u0435nse`"),
        ("pay\u0440al 2", r"`pay\u0440al 2`"),
        ("\uff44ense", r"`\uff44ense`"),
        ("\u03bb", "`\u03bb`"),
        ("mod\u00e8le", "`mod\u00e8le`"),
        ("\u4e2d\u6587", "`\u4e2d\u6587`"),
        ("a \u0435", "`a \u0435`"),
    ],
)
def test_letters_that_look_alike_are_told_apart(word: str, shown: str) -> None:
    assert show(word) == shown


def test_characters_that_only_look_different_are_the_same_word() -> None:
    assert nearest("\uff44\uff45\uff4e\uff53\uff45", ["flatten", "dense"]) == "dense"
    assert nearest("\ufb02atten", ["flatten", "dense"]) == "flatten"


@pytest.mark.parametrize(
    ("said", "mend"),
    [
        ("did you mean `units`?", "units"),
        ("write 1000", "1000"),
        ("write 0.5 without quotes", "0.5"),
        ("write `null`", "null"),
        ("write 17 or 15 (octal)", None),
        ("write 750 if base 60 is meant", None),
        ("e.g. `l2: 1e-4`", None),
        (None, None),
    ],
)
def test_mends_beyond_doubt(said: str | None, mend: str | None) -> None:
    assert mend_in(said) == mend


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("  * dense: 3", "- dense: 3"),
        ("\u2013 dense: 3", "- dense: 3"),
        ("name\uff1am", "name: m"),
        ("name = m", "name: m"),
        ("<<<<<<< HEAD", None),
        ("=======", None),
        ("```yaml", None),
        ("// a comment", None),
        ("{% for i in x %}", None),
        ("<model/>", None),
        ("import keras", None),
        ("+  - dense: 3", None),
    ],
)
def test_lines_of_other_languages(line: str, mend: str | None) -> None:
    found = borrowed_line(Text(line, "m.yaml"), len(line) - len(line.lstrip()))
    assert found is not None
    assert (found.fix and found.fix.text) == mend


@pytest.mark.parametrize("line", ["name: m", "- dense: 3", "units == 3", "a: * b", "important: 1", "--- a"])
def test_lines_of_yaml(line: str) -> None:
    assert borrowed_line(Text(line, "m.yaml"), 0) is None


def test_a_bullet_within_a_line_is_none() -> None:
    assert borrowed_line(Text("description: * a", "m.yaml"), 13) is None


def test_of_two_mends_of_one_place_the_first_is_made() -> None:
    whole, part = Range(Position(1, 1), Position(1, 4)), Range(Position(1, 2), Position(1, 3))
    assert mended(Text("abcd", "m.yaml"), [Fix(part, "y"), Fix(whole, "x")]) == "xd"
