"""A model's graph as SVG, Mermaid or DOT."""

from __future__ import annotations

from dataclasses import dataclass

from modelspec.ir import Graph
from modelspec.markup import dot_label, mermaid_label, safe
from modelspec.rows import rows
from modelspec.summary import with_batch

WIDTH, HEIGHT, GAP, MARGIN = 300, 36, 18, 12
LANE = 14
"""The distance of two lines that pass by the boxes."""
LETTER = 6.6
"""About the width of a letter of the labels."""


@dataclass(frozen=True, slots=True)
class Box:
    """An input or a call; `sources` are the indices of the boxes that feed it."""

    name: str
    detail: str
    sources: tuple[int, ...]


def boxes(graph: Graph, expand: bool) -> list[Box]:
    """In the order of the calls; a block is one box, or its layers with `expand`."""
    found = [Box(tensor.name, f"input {with_batch(tensor.shape)}", ()) for tensor in graph.body.inputs]
    index = {box.name: i for i, box in enumerate(found)}
    for row in rows(graph, "dissolved" if expand else "closed"):
        # A block with several outputs is one box: `stage.left` comes from `stage`.
        sources = tuple(index.get(name, index.get(name.rpartition(".")[0], 0)) for name in row.inputs)
        index[row.name] = len(found)
        found.append(Box(row.name, f"{row.kind} {', '.join(map(with_batch, row.outputs))}", sources))
    return found


def mermaid(graph: Graph, *, expand: bool = False) -> str:
    """A flowchart that GitHub draws in Markdown."""
    found = boxes(graph, expand)
    lines = [f"  n{i}[{mermaid_label(box.name, box.detail)}]" for i, box in enumerate(found)]
    lines += [f"  n{source} --> n{i}" for i, box in enumerate(found) for source in box.sources]
    return "\n".join(["flowchart TD", *lines, ""])


def dot(graph: Graph, *, expand: bool = False) -> str:
    """For Graphviz."""
    found = boxes(graph, expand)
    lines = [f"  n{i} [label={dot_label(box.name, box.detail)}];" for i, box in enumerate(found)]
    lines += [f"  n{source} -> n{i};" for i, box in enumerate(found) for source in box.sources]
    return "\n".join([f"digraph {dot_label(graph.name)} {{", "  node [shape=box];", *lines, "}", ""])


def svg(graph: Graph, *, expand: bool = False) -> str:
    """One column of boxes; lines that pass by others run at the right."""
    found = boxes(graph, expand)
    width = max([WIDTH, *(int(len(text) * LETTER) + 20 for box in found for text in (box.name, box.detail))])
    lanes = _lanes(found)
    total = width + 2 * MARGIN + LANE * (1 + max(lanes.values(), default=0))
    height = len(found) * (HEIGHT + GAP) - GAP + 2 * MARGIN
    parts = [_edge(source, i, width, lanes.get((source, i))) for i, box in enumerate(found) for source in box.sources]
    parts += [_box(box, i, width) for i, box in enumerate(found)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{height}" viewBox="0 0 {total} {height}" '
        'font-family="system-ui, sans-serif" font-size="11">'
    )
    return "\n".join([head, f"<title>{safe(graph.name)}</title>", *parts, "</svg>", ""])


def _lanes(found: list[Box]) -> dict[tuple[int, int], int]:
    """A lane for each line that skips a box, so that no two run over one another."""
    lanes: dict[tuple[int, int], int] = {}
    ends: list[int] = []
    skips = sorted({(source, i) for i, box in enumerate(found) for source in box.sources if i - source > 1})
    for source, target in skips:
        lane = next((k for k, end in enumerate(ends) if end <= source), len(ends))
        ends[lane : lane + 1] = [target]
        lanes[source, target] = lane
    return lanes


def _top(i: int) -> int:
    return MARGIN + i * (HEIGHT + GAP)


def _edge(source: int, target: int, width: int, lane: int | None) -> str:
    bottom, top = _top(source) + HEIGHT, _top(target)
    if lane is None:
        x = MARGIN + width // 2
        path = f"M{x} {bottom}V{top}"
    else:
        side, x = MARGIN + width, MARGIN + width + LANE * (lane + 1)
        path = f"M{side} {bottom - HEIGHT // 3}H{x}V{top + HEIGHT // 3}H{side}"
    return f'<path d="{path}" fill="none" stroke="#7a869a"/>'


def _box(box: Box, i: int, width: int) -> str:
    y = _top(i)
    text = (
        f'<tspan font-weight="bold">{safe(box.name)}</tspan><tspan x="{MARGIN + 10}" dy="14">{safe(box.detail)}</tspan>'
    )
    return (
        f'<rect x="{MARGIN}" y="{y}" width="{width}" height="{HEIGHT}" rx="5" fill="#eef2f8" stroke="#7a869a"/>'
        f'<text x="{MARGIN + 10}" y="{y + 15}" fill="#1d2733">{text}</text>'
    )
