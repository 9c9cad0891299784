"""The one way of a text into HTML and SVG, and those into Markdown, Mermaid and DOT."""

from __future__ import annotations

import html
import re

from modelspec.visible import escape

MARKDOWN = r"[\\`*\[\]<>|~&$#]|(?<!\w)_|_(?!\w)|(?<=:)/(?=/)|(?<=\bwww)\."
"""What may begin or end something within a line of Markdown, links that GitHub makes by itself included."""


def safe(text: str) -> str:
    """Text that is only text there, in attributes too; invisible characters become visible."""
    return html.escape(escape(text), quote=True)


def markdown(text: str) -> str:
    """Text that is only text within a line of Markdown."""
    return re.sub(MARKDOWN, r"\\\g<0>", escape(text))


def mermaid_label(*lines: str) -> str:
    """The label of a node, quoted."""
    return f'"{"<br/>".join(map(safe, lines))}"'


def dot_label(*lines: str) -> str:
    """A name or a label, quoted."""
    return '"' + "\\n".join(escape(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
