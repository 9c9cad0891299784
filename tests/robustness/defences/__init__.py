"""Each defence, taken out of a copy of the project, and the tests that must then fail.

`python -m tests.robustness.defences [NAME ...]` makes the copies and runs the tests.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Defence:
    """`old` stands once in `file` and is replaced by `new`, which is the project without the defence. `tests` are what
    pytest is given; without the defence, at least one of them fails."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
