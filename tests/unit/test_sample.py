"""Every kind has a sample call, and each backend's lines for it."""

from __future__ import annotations

import pytest

from modelspec.backends import BACKENDS
from modelspec.layers import FAMILY
from modelspec.sample import calls, sample

NOTHING = {"linear", "activity_regularization"}
"""Kinds that torch needs no code for."""


@pytest.mark.parametrize("kind", FAMILY)
def test_each_backend_says_how_it_writes_a_kind(kind: str) -> None:
    assert [node.kind for node in sample(kind).nodes()] == [kind]
    found = calls(kind)
    assert list(found) == list(BACKENDS)
    for code in found.values():
        assert code or kind in NOTHING
        assert "def " not in code
        assert "keras.Input" not in code


def test_the_lines_are_the_files_own() -> None:
    assert calls("dense") == {
        "keras": 'x = layers.Dense(32, name="dense")(inputs)',
        "torch": "self.dense = nn.Linear(8, 32)\nx = self.dense(x)",
        "tfjs": "const x = tf.layers\n"
        '    .dense({ units: 32, kernelInitializer: "glorotUniform", name: "dense" })\n'
        "    .apply(input);",
    }
