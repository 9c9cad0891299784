"""A model as a self-contained piece of HTML, for notebooks; and as a page, which loads and runs nothing."""

from __future__ import annotations

from modelspec.ir import Graph
from modelspec.markup import safe
from modelspec.picture import svg
from modelspec.summary import Summary

STYLE = (
    "<style>.modelspec{font:13px system-ui,sans-serif}.modelspec table{border-collapse:collapse}"
    ".modelspec th,.modelspec td{padding:2px 10px;text-align:left;border-bottom:1px solid #8884;white-space:pre}"
    ".modelspec .number{text-align:right;font-variant-numeric:tabular-nums}</style>"
)
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
"""No script runs on the page and nothing is loaded, whatever is in it."""


def page_part(graph: Graph, *, expand: bool = False) -> str:
    """The table, and the picture folded away behind it."""
    picture = f"<details><summary>Picture</summary>{svg(graph, expand=expand)}</details>"
    return f'<div class="modelspec">{_summary(Summary(graph, expand))}{picture}</div>'


def summary_part(summary: Summary) -> str:
    """The table alone."""
    return f'<div class="modelspec">{_summary(summary)}</div>'


def page(graph: Graph, *, expand: bool = False) -> str:
    """A whole page, for `modelspec graph -f html`."""
    head = f'<meta charset="utf-8">{POLICY}<title>{safe(graph.name)}</title>'
    return (
        f"<!doctype html>\n<html>\n<head>{head}</head>\n<body>\n{page_part(graph, expand=expand)}\n</body>\n</html>\n"
    )


def _summary(summary: Summary) -> str:
    table, graph = summary.table(), summary.graph
    heads = "".join(_cell("th", head, i in table.numbers) for i, head in enumerate(table.heads))
    rows = ["".join(_cell("td", cell, i in table.numbers) for i, cell in enumerate(row)) for row in table.rows]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    about = f"<p>{safe(' '.join(graph.description.split()))}</p>" if graph.description else ""
    totals = "<br>".join(f"{safe(name)}: {safe(said)}" for name, said in summary.totals())
    title = f"<h4>{safe(graph.name)}</h4>{about}"
    return f"{STYLE}{title}<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table><p>{totals}</p>"


def _cell(tag: str, text: str, number: bool) -> str:
    return f'<{tag} class="number">{safe(text)}</{tag}>' if number else f"<{tag}>{safe(text)}</{tag}>"
