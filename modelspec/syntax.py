"""The YAML parser's errors in plain words, each at the place the author must edit."""

from __future__ import annotations

import re

import yaml

from modelspec.errors import Diagnostic
from modelspec.scalars import missing_space
from modelspec.text import Text
from modelspec.words import show

CLOSERS = {"[": "]", "{": "}"}
LINE_START = re.compile(r"\s*(?:- +)*")


def explain(error: Exception, text: Text) -> Diagnostic:
    """The diagnostic for an exception that PyYAML's parser raised on this text."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return text.problem("E001", "this is not valid YAML; an escape in quotes may be beyond Unicode", 0, 0)
    at = min(error.problem_mark.index, len(text.text))
    context, problem = error.context or "", error.problem or ""
    opened = at if error.context_mark is None else min(error.context_mark.index, at)
    return _lexical(text, problem, context, at, opened) or _structural(text, problem, context, at, opened)


def _invalid(text: Text, message: str, start: int, end: int, help: str | None = None) -> Diagnostic:
    return text.problem("E001", message, start, end, help=help)


def _lexical(text: Text, problem: str, context: str, at: int, opened: int) -> Diagnostic | None:
    """Errors within one token: tabs, quotes, escapes, characters that start nothing."""
    character = text.text[at : at + 1]
    if character == "\t" and ("start any token" in problem or "tab" in problem):
        tabs = re.compile(r"\t+").match(text.text, at)
        return text.problem("E002", "a tab is used for indentation", at, tabs.end() if tabs else at, help="use spaces")
    if "tag" in context or "tag" in problem:
        help = "put text that starts with `!` in quotes"
        return text.problem("E008", "tags (`!`) are not allowed", opened, opened + 1, help=help)
    if "start any token" in problem:
        what = "a backtick" if character == "`" else f"`{character}`"
        return _invalid(text, f"a value cannot start with {what}", at, at + 1, "put the text in quotes")
    if "quoted scalar" in context and ("end of stream" in problem or "document" in problem):
        return _invalid(text, f"this quote ({text.text[opened : opened + 1]}) is never closed", opened, opened + 1)
    if "escape" in problem or "hexdecimal" in problem:
        start = max(text.text.rfind("\\", opened, at + 1), opened)
        help = "write the character itself; in single quotes a backslash is only a backslash"
        return _invalid(text, "this escape is not known in double quotes", start, max(at, start + 1) + 1, help)
    if "could not find expected ':'" in problem:
        return _no_colon(text, opened)
    return None


def _structural(text: Text, problem: str, context: str, at: int, opened: int) -> Diagnostic:
    """Errors between tokens: brackets, indentation, a colon too many."""
    if "nesting depth" in problem:
        return text.problem("E018", "this is nested far too deep", at, at + 1)
    if "flow" in context and text.text[opened : opened + 1] in CLOSERS and at > opened:
        return _bracket(text, at, opened)
    if "mapping values are not allowed" in problem:
        return _second_colon(text, at)
    if "sequence entries are not allowed" in problem:
        return _invalid(text, "a list item cannot start here", at, at + 1, "begin each `- ` on a line of its own")
    if "document" in problem:
        return _invalid(text, "this stands outside of the spec, which has ended above", at, at + 1)
    if "node content" in problem:
        return _invalid(text, f"a value is missing before {_here(text, at)}", at, at + 1)
    if "expected" in problem and "block" in context:
        return _unexpected(text, at)
    return _invalid(text, f"this is not valid YAML: {problem or context}", at, at + 1)


def _here(text: Text, at: int) -> str:
    character = text.text[at : at + 1]
    if not character:
        return "the end of the file"
    return "the end of the line" if character in "\r\n" else f"`{character}`"


def _no_colon(text: Text, at: int) -> Diagnostic:
    here = text.position(at)
    words = text.line(here.line)[here.column - 1 :].rstrip()
    message = f"{show(words)} has no colon behind it" if words else "a key is missing here"
    return _invalid(text, message, at, at + len(words), "write `key: value`, or `- item` in a list")


def _bracket(text: Text, at: int, opened: int) -> Diagnostic:
    """A comma is missing within a list or mapping in brackets, or its bracket is never closed."""
    bracket, found = text.text[opened], text.text[at : at + 1]
    here, start = text.position(at), text.position(opened)
    deeper = here.line == start.line or _indent(text, here.line) > _indent(text, start.line)
    if found == ":":
        # A key ran into the value before it; the next bracket tells whether the author closed this one.
        following = re.compile(r"[\[\]{}]").search(text.text, at)
        inside = following is not None and following.group() == CLOSERS[bracket]
    else:
        inside = found not in ("", "]", "}")
    if inside and deeper:
        message = f"a comma is missing before {_here(text, at)}"
        if found == ":":
            message = "a comma is missing before this key, or the text before this `:` needs quotes"
        related = [(f"the `{bracket}` stands here", opened, opened + 1)]
        return text.problem("E001", message, at, at + 1, related=related)
    help = f"add `{CLOSERS[bracket]}`"
    related = [(f"{_here(text, at)} cannot stand inside it", at, at + 1)]
    return text.problem("E001", f"this `{bracket}` is never closed", opened, opened + 1, help=help, related=related)


def _indent(text: Text, line: int) -> int:
    written = text.line(line)
    return len(written) - len(written.lstrip(" "))


def _second_colon(text: Text, at: int) -> Diagnostic:
    """`a: b: c`, or a key below a line that is finished or is glued like `units:10`."""
    here = text.position(at)
    before = text.line(here.line)[: here.column - 1]
    if re.search(r":\s", before):
        return _invalid(text, "a second `: ` in one line", at, at + 1, "put text with a colon in quotes")
    above = here.line - 1
    while above > 1 and not text.line(above).split("#")[0].strip():
        above -= 1
    begin = LINE_START.match(text.line(above))
    column = begin.end() if begin else 0
    words = text.line(above)[column:].rstrip()
    start = text.start(max(above, 1)) + column
    mend = missing_space(words)
    if mend is not None:
        said = f"a space is missing after the colon of {show(words)}"
        return text.problem("E014", said, start, start + len(words), help=f"write {show(mend)}", fix_text=mend)
    if words and ":" not in words and _indent(text, here.line) <= column:
        return _no_colon(text, start)
    message = "this key is indented below a line that already has its value"
    help = "indent it like the keys beside it, or end the line above with a colon"
    return _invalid(text, message, at - len(before.lstrip(" ")), at, help)


def _unexpected(text: Text, at: int) -> Diagnostic:
    """The parser found the end of a block where this stands."""
    here = text.position(at)
    line = text.line(here.line)
    character = text.text[at : at + 1]
    if character and character in "]}":
        return _invalid(text, f"this `{character}` closes nothing", at, at + 1, "delete it")
    if line[: here.column - 1].strip(" -"):
        message = "this text stands behind a value that has ended"
        return _invalid(text, message, at, at + 1, "put the whole value in quotes")
    if character == ":":
        return _invalid(text, "a key is missing before this `:`", at, at + 1)
    end = at + max(1, len(line[here.column - 1 :].rstrip()))
    help = "keys of one mapping, and items of one list, start in the same column"
    return _invalid(text, "the indentation of this line matches nothing above it", at, end, help)
