"""Plants mistakes, and prints how each family of them was told."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable

from tests.robustness.mistakes.base import Base
from tests.robustness.mistakes.measure import Score, measured
from tests.robustness.seeds import valid_specs

DRAWN = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="so many of each family that were told badly")
    options = parser.parse_args()
    start = time.monotonic()
    scores = measured([Base(spec) for spec in valid_specs(DRAWN)], options.count, options.seed)
    for name, score in scores.items():
        print(row(name, [score]))
        for mistake, first in score.missed[: options.show]:
            where = f"line {first.range.start.line} of {mistake.lines}, right: {mistake.right}"
            print(f"--- {where}\n{mistake.text}\n--- {first.code} {first.message} ({first.help})")
    print(row("all", scores.values()))
    print(f"{time.monotonic() - start:.0f} s")
    return 0


def row(name: str, scores: Iterable[Score]) -> str:
    """Counts and shares, in a line."""
    found = list(scores)
    planted, on_line = sum(score.planted for score in found), sum(score.on_line for score in found)
    words, suggested = sum(score.with_word for score in found), sum(score.suggested for score in found)
    line = f"{name:<36} {planted:>6,} {share(on_line, planted)} on the line"
    return f"{line} {share(suggested, words)} suggested" if words else line


def share(part: int, whole: int) -> str:
    """In per cent."""
    return f"{100 * part / whole:6.2f} %" if whole else "     - "


if __name__ == "__main__":
    raise SystemExit(main())
