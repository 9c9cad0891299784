"""Slips of the fingers, and of the tongue."""

from __future__ import annotations

import random
import re

NEIGHBOURS = {
    "a": "qs", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
"""Letters beside one another on a keyboard."""
LONG = 8
"""Letters of a word that may have two slips and be understood."""
SHORTEST = 4


def misspelt(choose: random.Random, word: str) -> str | None:
    """The word with one slip, or with two where it is long; None for words that are too short."""
    if len(word) < SHORTEST or not re.fullmatch(r"[a-z][a-z0-9_]*", word):
        return None
    slips = 2 if len(word) >= LONG and choose.random() < 0.3 else 1
    wrong = word
    for _ in range(slips):
        wrong = choose.choice(SLIPS)(choose, wrong)
    return wrong if wrong != word else None


def _letter(choose: random.Random, word: str) -> int:
    return choose.choice([i for i, character in enumerate(word) if character.isalpha()])


def _missing(choose: random.Random, word: str) -> str:
    at = _letter(choose, word)
    return word[:at] + word[at + 1 :]


def _doubled(choose: random.Random, word: str) -> str:
    at = _letter(choose, word)
    return word[:at] + word[at] + word[at:]


def _swapped(choose: random.Random, word: str) -> str:
    at = choose.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _beside(choose: random.Random, word: str) -> str:
    at = _letter(choose, word)
    return word[:at] + choose.choice(NEIGHBOURS.get(word[at], word[at])) + word[at + 1 :]


def _british(choose: random.Random, word: str) -> str:
    return re.sub("iz", "is", word)


def _joined(choose: random.Random, word: str) -> str:
    return word.replace("_", choose.choice(("", "-", " ")))


def _capital(choose: random.Random, word: str) -> str:
    return choose.choice((word.capitalize(), word.upper(), re.sub("_([a-z])", lambda found: found[1].upper(), word)))


def _plural(choose: random.Random, word: str) -> str:
    return word[:-1] if word.endswith("s") else word + "s"


SLIPS = (_missing, _doubled, _swapped, _swapped, _missing, _beside, _british, _joined, _capital, _plural)
