"""Calls of layers that make one tensor of several."""

from __future__ import annotations

from typing import Any

Shape = tuple[int | None, ...]
Call = tuple[str, dict[str, Any], list[Shape]]

L2 = {"activity_regularizer": {"l2": 0.1}}
SEVERAL = ("add", "multiply", "average", "maximum", "minimum")
SHAPES: list[list[Shape]] = [
    [(6,), (6,)],
    [(4, 3), (4, 3), (4, 3)],
    [(4, 1), (1, 3)],
    [(4, 5, 3), (3,)],
    [(3,), (4, 1), (2, 1, 3)],
    [(None, 3), (None, 1)],
]
EQUAL: list[Shape] = [(4, 3), (4, 3)]
CASES: list[Call] = [
    *[(kind, {}, shapes) for kind in SEVERAL for shapes in SHAPES],
    *[("subtract", {}, shapes) for shapes in SHAPES if len(shapes) == 2],
    *[(kind, L2, EQUAL) for kind in (*SEVERAL, "subtract", "concatenate")],
    ("concatenate", {}, [(4,), (3,), (2,)]),
    ("concatenate", {"axis": 1}, [(4, 3), (2, 3)]),
    ("concatenate", {"axis": -2}, [(4, 5, 3), (4, 2, 3)]),
    ("concatenate", {"axis": -3}, [(4, 5, 3), (1, 5, 3)]),
    ("concatenate", {"axis": 3}, [(2, 4, 5, 3), (2, 4, 1, 3)]),
    ("concatenate", {}, [(None, 3), (None, 2)]),
    ("concatenate", {"axis": 1}, [(None, 3), (4, 3)]),
    ("dot", {"axes": 1}, [(4,), (4,)]),
    ("dot", {"axes": -1, "normalize": True}, [(4,), (4,)]),
    ("dot", {"axes": 1}, [(4, 3), (4, 5)]),
    ("dot", {"axes": [1, 2]}, [(4, 3), (5, 4)]),
    ("dot", {"axes": [-1, 1], **L2}, [(5, 4), (4, 3)]),
    ("dot", {"axes": [2, 2], "normalize": True}, [(None, 4), (3, 4)]),
    ("dot", {"axes": [1, 1]}, [(4,), (4, 3)]),
    ("dot", {"axes": [1, 2]}, [(4,), (3, 4)]),
    ("dot", {"axes": [2, 1]}, [(3, 4), (4,)]),
    ("dot", {"axes": [1, 1]}, [(4, 3), (4,)]),
    ("dot", {"axes": [3, 1]}, [(2, 3, 4), (4,)]),
    ("dot", {"axes": [1, 2], "normalize": True}, [(4, 2, 3), (2, 4, 3)]),
    ("dot", {"axes": [2, -1]}, [(3, 4), (2, 3, 4)]),
]
REFUSED: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("concatenate", {}, [(None, 3), (4, 3)], "a length that is known"),
]
