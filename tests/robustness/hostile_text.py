"""Texts that try to get out of where they are put."""

from __future__ import annotations

import random
import re

from modelspec.text import FORBIDDEN

PIECES = (
    # Python: ends of strings and comments, and what is read in the first two lines.
    *('"""', "'''", '"', "'", "\\", '\\"', "\\N{BULLET}", "\\x22", "\n", "\r\n", "\t", "#", "# "),
    *("\nimport os\n", "; exit()"),
    *("coding: utf-7", "-*- coding: utf-7 -*-", "+ACIAOw-", "#!/bin/sh", "# type: ignore", "# noqa"),
    *("fmt: off", "{x}", "%s"),
    *("# /// script\n# dependencies = ['x']\n# ///", "pragma: no cover", "vim: set ft=sh:", "Local Variables:"),
    # JavaScript, and pages that hold it.
    *("*/", "/*", "//", "`", "${x}", "\\u0022", "\\u{22}", "</script>", "<!--", "-->", "]]>", "biome-ignore lint: x"),
    *("@ts-nocheck", "eslint-disable", "__proto__", "\u2028", "\u2029", "\x85", "import('x')", "*\\/"),
    # Templates, markup, pictures, YAML.
    *("{{ 7 * 7 }}", "{% raw %}", "%}", "}}", "{#", "<b onclick=x>", "&quot;", "&#34;", "<img src=x onerror=alert(1)>"),
    *("javascript:alert(1)", "](http://x)", "[a](b)", "| a |", "**", "$x$", "end\n  n0 --> n1", '"];\n'),
    *("]\n---\n", ": ", "- "),
    *("&a", "*a", "!!python/object:x", "<<: x", "? ", "%YAML 1.1", "1e5", "0o17", "yes", "null", "~", "2024-01-31"),
    # Terminals and build logs.
    *("::error file=a::b", "\n::set-output name=x::y", "##[error]", "##vso[task.complete]x", "%0A::error::x", "[31m"),
    # Characters: invisible, wide, combining, right to left, beyond the first plane, beyond Unicode 3.2.
    *("\u200b", "\u200d", "\u00ad", "\u2060", "\ufe0f", "\u3164", "\u115f", "\u180e", "\U000e0041", "\u00a0"),
    *("\u3000", "\u2800"),
    *("\u4e2d\u6587", "\u00e9", "e\u0301", "\u03bb", "\u05d0\u05d1", "\u0627", "\U0001f600", "\U00020000"),
    *("\ufb01", "\uff44", "\u0430"),
    *("\ufffd", "\ue000", "\U0010fffd", "\U0001ffff", "a", " ", "word ", "x" * 90, ""),
)  # fmt: skip
REFUSED = (
    "\x1b[31m", "\x00", "\x07", "\x7f", "\u202e", "\u2066", "\u200f",
    "\ufeff", "\r", "\ud800", "\uffff", "\x0b", "\x0c",
)  # fmt: skip
"""What no spec may hold."""


def hostile_text(choices: random.Random, *, held: bool = True) -> str:
    """A few of the pieces, and any characters between them; `held` says that a spec can hold it."""
    text = "".join(_piece(choices) for _ in range(choices.choice((1, 1, 2, 3, 4, 6))))
    return re.sub(FORBIDDEN, "", text) if held else text


def _piece(choices: random.Random) -> str:
    kind = choices.random()
    if kind < 0.03:
        return choices.choice(REFUSED)
    if kind < 0.15:
        return "".join(chr(choices.choice((0x20, 0xA0, 0x2000, 0x3000)) + choices.randrange(0x60)) for _ in range(4))
    if kind < 0.2:
        return chr(choices.randrange(0xA0, 0x30000))
    return choices.choice(PIECES)
