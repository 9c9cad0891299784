"""One mistake in a right spec: the first error stands on its line and tells the word that was meant."""

import pytest

from modelspec.errors import Diagnostic, Position, Range
from tests.robustness.mistakes.base import Base
from tests.robustness.mistakes.measure import FAMILIES, Score, is_told, measured, suggests
from tests.robustness.mistakes.planted import Mistake
from tests.robustness.mistakes.words import KEYS
from tests.robustness.seeds import valid_specs

pytestmark = pytest.mark.robustness

COUNT = 6 * len(FAMILIES)
ON_LINE = 0.99
SUGGESTED = 0.95
"""Of so few; `python -m tests.robustness.mistakes` measures them closer."""


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return measured([Base(spec) for spec in valid_specs(60)], COUNT, 0)


def test_the_first_error_stands_on_the_line(scores: dict[str, Score]) -> None:
    planted = sum(score.planted for score in scores.values())
    assert planted > 0.95 * COUNT
    missed = [(name, *missed) for name, score in scores.items() for missed in score.missed]
    assert sum(score.on_line for score in scores.values()) >= ON_LINE * planted, missed


@pytest.mark.parametrize("names", [tuple(KEYS), tuple(FAMILIES)], ids=["keys", "all"])
def test_the_right_word_is_suggested(names: tuple[str, ...], scores: dict[str, Score]) -> None:
    found = [scores[name] for name in names]
    assert sum(score.suggested for score in found) >= SUGGESTED * sum(score.with_word for score in found)


def test_every_family_plants(scores: dict[str, Score]) -> None:
    assert [name for name, score in scores.items() if not score.planted] == []


PLACE = Range(Position(3, 1), Position(3, 2))


def test_a_report_elsewhere_or_without_the_word_is_seen() -> None:
    near = Diagnostic("E106", "no such key", "m", PLACE, "did you mean `units`?")
    listed = Diagnostic("E106", "no such key", "m", PLACE, "it has: units, name")
    assert is_told(near, Mistake("", (3,)))
    assert not is_told(near, Mistake("", (2, 4)))
    assert suggests(near, "units")
    assert not suggests(near, "unit")
    assert not suggests(listed, "units")
    score = Score()
    score.add(Mistake("", (3,), "units"), near)
    score.add(Mistake("", (3,), "units"), listed)
    score.add(Mistake("", (2,)), near)
    assert (score.planted, score.on_line, score.with_word, score.suggested, len(score.missed)) == (3, 2, 2, 1, 2)
