"""What a command prints: results to stdout, messages and diagnostics to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from modelspec.errors import Diagnostic
from modelspec.report import Lines, render
from modelspec.visible import escape


def say(message: str) -> None:
    """A message for people."""
    print(escape(message), file=sys.stderr)


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, Lines]) -> None:
    """The problems of a spec that a command needed for something else."""
    if diagnostics:
        print(render(diagnostics, texts, "text", coloured(sys.stderr)), file=sys.stderr)


def coloured(stream: TextIO) -> bool:
    """Colours only on a terminal, and never where https://no-color.org asks for none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def plural(number: int, word: str) -> str:
    """`1 spec`, `2 specs`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
