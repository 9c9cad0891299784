"""Lines that are of another language than YAML, and what stands there in YAML."""

from __future__ import annotations

import re

from modelspec.errors import Diagnostic
from modelspec.text import Text
from modelspec.words import show

Borrowed = tuple[str, str, str | None]
"""What is wrong with a line, its mend in words, and the line as it should be where that is beyond doubt."""
BULLETS = "*+\u2022\u2013\u2014\u00b7"
ITEM = rf"[{BULLETS}] +\S"
COLON = r"[A-Za-z_]\w*\s*([\uff1a\ufe55])\s*(?=\S)"
ASSIGNMENT = r"([A-Za-z_]\w*) *=(?!=) *(\S.*)\Z"
OTHERS = (
    (r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)", "a conflict of two versions stands here", "keep one, delete the marks"),
    (r"```|~~~", "this line is Markdown, no YAML", "delete it"),
    (r"\+ +- ", "this line begins with the mark of a difference", "delete the `+`"),
    (r"\$ ", "this line is a command, no YAML", "delete it"),
    (r"//|/\*|--(?!-)|;", "a comment does not begin like this in YAML", "begin it with `# `"),
    (r"\{%", "a spec has no templates", "call a layer several times with `repeat`, or write a block"),
    (r"<[A-Za-z!?/]", "this line is XML or HTML, no YAML", "the first line of a spec is `modelspec: 1`"),
    (r"(?:from|import) [\w.]+", "this line is Python, no YAML", "the first line of a spec is `modelspec: 1`"),
)  # fmt: skip


def borrowed_line(text: Text, start: int) -> Diagnostic | None:
    """The problem of a line whose words begin at `start`, if it is of another language."""
    here = text.position(start)
    line = text.line(here.line)
    words = line[here.column - 1 :].rstrip()
    found = None if line[: here.column - 1].strip() else _borrowed(words)
    if found is None:
        return None
    message, help_text, mend = found
    return text.problem("E001", message, start, start + len(words), help=help_text, fix_text=mend)


def _borrowed(words: str) -> Borrowed | None:
    if re.match(ITEM, words) and not words[1:].lstrip().startswith("- "):
        mend = "-" + words[1:]
        return f"an item of a list does not begin with `{words[0]}`", f"write {show(mend)}", mend
    colon = re.match(COLON, words)
    if colon:
        mend = f"{words[: colon.start(1)].rstrip()}: {words[colon.end() :]}"
        return f"this colon is the character U+{ord(colon[1]):04X}", f"write {show(mend)}", mend
    assignment = re.match(ASSIGNMENT, words)
    if assignment:
        mend = f"{assignment[1]}: {assignment[2]}"
        return "a value stands behind a colon, not behind `=`", f"write {show(mend)}", mend
    return next(((said, help_text, None) for pattern, said, help_text in OTHERS if re.match(pattern, words)), None)
