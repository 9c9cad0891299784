"""The same spec gives the same bytes in processes that differ in what must not matter."""

from __future__ import annotations

import pytest

from tests.robustness.reproducible import VARIANTS, Variant, compare

pytestmark = pytest.mark.robustness

CHOSEN = ("hash seed 1", "locale C, no UTF-8 mode", "another folder")


def test_the_same_bytes() -> None:
    chosen = [variant for variant in VARIANTS if variant.name in CHOSEN]
    count, differences = compare(chosen, specs=1, seed=0, examples="[17]_*.yaml")
    assert count > 50
    assert differences == []


def test_a_difference_is_seen() -> None:
    # Without docstrings, the reference of the layers has no texts.
    _, differences = compare([Variant("bare", {"PYTHONOPTIMIZE": "2"})], specs=0, seed=0, examples="1_*.yaml")
    assert "bare: layers" in differences
