"""Mistakes planted and reports read."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from modelspec.errors import Diagnostic
from tests.robustness.judge import PROBLEMS, judge
from tests.robustness.mistakes.base import Base
from tests.robustness.mistakes.names import NAMES
from tests.robustness.mistakes.planted import Family, Mistake
from tests.robustness.mistakes.values import VALUES
from tests.robustness.mistakes.words import KEYS, WORDS
from tests.robustness.mistakes.yaml_slips import YAML

FAMILIES: Mapping[str, Family] = {**KEYS, **WORDS, **VALUES, **NAMES, **YAML}
TRIES = 200


@dataclass
class Score:
    """How the mistakes of one family were told."""

    planted: int = 0
    on_line: int = 0
    with_word: int = 0
    suggested: int = 0
    missed: list[tuple[Mistake, Diagnostic]] = field(default_factory=list)

    def add(self, mistake: Mistake, first: Diagnostic) -> None:
        """Counts one."""
        self.planted += 1
        on_line = is_told(first, mistake)
        self.on_line += on_line
        suggested = mistake.right is None or suggests(first, mistake.right)
        if mistake.right is not None:
            self.with_word += 1
            self.suggested += suggested
        if not (on_line and suggested):
            self.missed.append((mistake, first))


def is_told(first: Diagnostic, mistake: Mistake) -> bool:
    """Whether the error stands on the line; of a value that was given to a block or a variable, that is a note."""
    given = [
        each.range.start.line for each in first.related if re.match(r"in this use of|.* is declared here", each.message)
    ]
    return not {first.range.start.line, *given}.isdisjoint(mistake.lines)


def suggests(found: Diagnostic, word: str) -> bool:
    """Whether the help names the word, alone or at the head of what to write; a list of all words does not count."""
    return re.match(rf"(?:did you mean|write) `(?:- )?{re.escape(word)}(?!\w)", found.help or "") is not None


def measured(bases: list[Base], count: int, seed: int) -> dict[str, Score]:
    """The scores of so many mistakes, in equal shares."""
    scores = {name: Score() for name in FAMILIES}
    choose = random.Random(seed)
    names = list(FAMILIES)
    for number in range(count):
        name = names[number % len(names)]
        for mistake, first in planted(choose, bases, FAMILIES[name]):
            scores[name].add(mistake, first)
    return scores


def planted(choose: random.Random, bases: list[Base], family: Family) -> Iterator[tuple[Mistake, Diagnostic]]:
    """One mistake and the first error that it gives; none if the family finds no place for it. What leaves the spec
    right is no mistake."""
    for _ in range(TRIES):
        mistake = family(choose, choose.choice(bases))
        if mistake is None:
            continue
        errors = [found for found in judge(mistake.text, PROBLEMS) if found.severity == "error"]
        if errors:
            yield mistake, errors[0]
            return
