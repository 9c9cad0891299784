"""The one way of a text into HTML and SVG."""

from __future__ import annotations

import html

from modelspec.text import escape


def safe(text: str) -> str:
    """Text that is only text there, in attributes too; invisible characters become visible."""
    return html.escape(escape(text), quote=True)
