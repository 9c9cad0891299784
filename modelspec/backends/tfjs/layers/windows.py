"""How `padding: same` fits windows over the axes of space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from modelspec.ir import Node, Shape

AXES_OF_WRONG_SAME = 3
"""Over so many axes TensorFlow.js takes a negative number of missing cells for one to be cut off."""


def missing(node: Node, spans: Sequence[int], strides: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The least and the largest number of cells by which the windows reach beyond each axis of space. It is negative
    where the last window ends before the axis does."""
    lengths: Shape = node.inputs[0].shape[:-1]
    for length, span, stride in zip(lengths, spans, strides, strict=True):
        if length is None:
            yield span - stride, span - 1
        else:
            reach = (-(-length // stride) - 1) * stride + span
            yield reach - length, reach - length


def misplaced(node: Node, spans: Sequence[int], strides: Sequence[int]) -> bool:
    """Whether TensorFlow.js's own windows with `padding: same` begin too late."""
    return len(spans) == AXES_OF_WRONG_SAME and any(least < 0 for least, _ in missing(node, spans, strides))
