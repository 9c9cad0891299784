"""Writes the Keras files that the tests demand of the examples: `python -m tests.refresh_keras`.

Read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

import modelspec

ROOT = Path(__file__).parents[1]
CASES = {
    "1_dense": "1_dense.modelspec.yaml",
    "2_mnist_mlp": "2_mnist_mlp.modelspec.yaml",
    "3_resnet": "3_resnet.modelspec.yaml",
    "6_two_towers": "6_two_towers.modelspec.yaml",
}
"""The folder of `tests/cases` for each example."""


def expected(case: str) -> Path:
    """Where a case's Keras file stands."""
    return ROOT / "tests" / "cases" / case / "expected_keras.py"


def generated(case: str) -> str:
    """The Keras file of a case, as it is now."""
    return modelspec.load(ROOT / "examples" / CASES[case]).code("keras")


def main() -> None:
    for case in CASES:
        path = expected(case)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="ascii") != generated(case):
            path.write_text(generated(case), encoding="ascii")
            print(f"refreshed {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
