"""The YAML parser's errors in plain words, each at the place the author must edit."""

from __future__ import annotations

import contextlib
import re

import yaml

from modelspec.borrowed import borrowed_line
from modelspec.errors import Diagnostic
from modelspec.indentation import no_colon, second_colon, unexpected
from modelspec.lines import indent_of, invalid
from modelspec.text import Text
from modelspec.words import show

SURROGATES = r"(?i)\\u(d[89ab][0-9a-f]{2})(?:\\u(d[c-f][0-9a-f]{2}))?|\\ud[c-f][0-9a-f]{2}"
WIDE_COMMA = re.compile("[\u060c\u3001\ufe50\uff0c]")
LONGEST_KEY = 1024
"""Characters of a key before its colon, in YAML."""
CLOSERS = {"[": "]", "{": "}"}
OPENING, CLOSING = (
    (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken),
    (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken),
)


def explain(error: Exception, text: Text) -> Diagnostic:
    """The diagnostic for an exception that PyYAML's parser raised on this text."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return text.problem("E001", "this is not valid YAML; an escape in quotes may be beyond Unicode", 0, 0)
    at = min(error.problem_mark.index, len(text.text))
    context, problem = error.context or "", error.problem or ""
    opened = at if error.context_mark is None else min(error.context_mark.index, at)
    return _lexical(text, problem, context, at, opened) or _structural(text, problem, context, at, opened)


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
        other = borrowed_line(text, at - text.text.startswith("{%", at - 1))
        return other or invalid(text, f"a value cannot start with {what}", at, at + 1, "put the text in quotes")
    if "quoted scalar" in context and ("end of stream" in problem or "document" in problem):
        return invalid(text, f"this quote ({text.text[opened : opened + 1]}) is never closed", opened, opened + 1)
    if "escape" in problem or "hexdecimal" in problem:
        return _escape(text, max(text.text.rfind("\\", opened, at + 1), opened), at)
    if "alphabetic or numeric" in problem:
        named = re.match(r"[*&]\w", text.text[opened : opened + 2])
        said = f"a value cannot start with `{text.text[opened]}`"
        if named:
            said = f"the name behind `{text.text[opened]}` has more than letters, digits, `-` and `_`"
        return borrowed_line(text, opened) or invalid(text, said, opened, opened + 1, "put the text in quotes")
    if "incompatible" in problem:
        return invalid(text, "this version of YAML is unknown", at, at + len("%YAML"), "delete this line")
    if "<document start>" in problem and text.text.lstrip().startswith("%"):
        return invalid(text, "a `---` is missing before this line", at, at + 1, "or delete the lines with `%` above")
    if "block scalar" in context:
        help = "begin the text on a line of its own, indented"
        return invalid(text, f"this stands behind the `{text.text[opened]}` of a text", at, at + 1, help)
    if "directive" in context:
        return invalid(text, "a line cannot start with `%`", opened, opened + 1, "delete it, or put the text in quotes")
    if "could not find expected ':'" in problem and at - opened > LONGEST_KEY:
        return invalid(text, f"a key has at most {LONGEST_KEY:,} characters", opened, at, "shorten it")
    if "could not find expected ':'" in problem:
        return no_colon(text, opened)
    return None


def _escape(text: Text, start: int, at: int) -> Diagnostic:
    pair = re.compile(SURROGATES).match(text.text, start)
    if pair is None:
        help = "write the character itself; in single quotes a backslash is only a backslash"
        return invalid(text, "this escape is not known in double quotes", start, max(at, start + 1) + 1, help)
    help = "write the character itself"
    if pair[2]:
        high, low = (int(half, 16) for half in pair.groups())
        help += f", or `\\U{0x10000 + (high - 0xD800 << 10 | low - 0xDC00):08x}`"
    said = "YAML has no pairs of surrogates" if pair[2] else "this escape is half of a character (a surrogate)"
    return text.problem("E004", said, *pair.span(), help=help)


def _structural(text: Text, problem: str, context: str, at: int, opened: int) -> Diagnostic:
    """Errors between tokens: brackets, indentation, a colon too many."""
    if "nesting depth" in problem:
        return text.problem("E018", "this is nested far too deep", at, at + 1)
    if "flow" in context and text.text[opened : opened + 1] in CLOSERS and at > opened:
        return _bracket(text, at, opened)
    if "unexpected ':'" in problem:
        return _flow_colon(text, at)
    if "mapping values are not allowed" in problem:
        return second_colon(text, at)
    if "sequence entries are not allowed" in problem:
        return invalid(text, "a list item cannot start here", at, at + 1, "begin each `- ` on a line of its own")
    if "document" in problem and text.text.lstrip()[:1] in ("[", '"', "'"):
        help = "the first line of a spec is `modelspec: 1`"
        return text.problem("E011", "a spec is a mapping, and does not begin like this", 0, 1, help=help)
    if "document" in problem:
        words = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*([^\s#][^\n]*)").match(text.text)
        if words is not None and ":" not in words[1] and words.end() < at:
            return no_colon(text, words.start(1))
        return invalid(text, "this stands outside of the spec, which has ended above", at, at + 1)
    if "node content" in problem:
        bracket = _still_open(text, at)
        other = bracket is not None and text.text[at : at + 1] in {*CLOSERS.values()} - {CLOSERS[text.text[bracket]]}
        ends = not text.text[at:].strip()
        if bracket is not None and (other or ends or not _is_deeper(text, at, bracket)):
            return _bracket(text, at, bracket)
        return invalid(text, f"a value is missing before {_here(text, at)}", at, at + 1)
    if "expected" in problem and "block" in context:
        return unexpected(text, at)
    return invalid(text, f"this is not valid YAML: {problem or context}", at, at + 1)


def _here(text: Text, at: int) -> str:
    character = text.text[at : at + 1]
    if not character:
        return "the end of the file"
    return "the end of the line" if character in "\r\n" else f"`{character}`"


def _bracket(text: Text, at: int, opened: int) -> Diagnostic:
    """A comma is missing within a list or mapping in brackets, or its bracket is never closed."""
    bracket, found = text.text[opened], text.text[at : at + 1]
    if found == ":":
        # A key ran into the value before it; the next bracket tells whether the author closed this one.
        following = re.compile(r"[\[\]{}]").search(text.text, at)
        inside = following is not None and following.group() == CLOSERS[bracket]
    else:
        inside = found not in ("", "]", "}")
    following = re.compile(r"[\[\]{}]").search(text.text, at + 1)
    if found and found in "]}" and following is not None and following.group() == CLOSERS[bracket]:
        related = [(f"the `{bracket}` stands here", opened, opened + 1)]
        said, help = f"this `{found}` closes no `{bracket}`", f"delete it, or write `{CLOSERS[bracket]}`"
        return text.problem("E001", said, at, at + 1, help=help, related=related)
    if inside and _is_deeper(text, at, opened):
        message, start, end = f"a comma is missing before {_here(text, at)}", at, at + 1
        if found == ":":
            message = "a comma is missing before this key, or the text around its `:` needs quotes"
            words = text.text[opened + 1 : at].split()
            start, end = at - len(words[-1]), at
            comma = WIDE_COMMA.search(text.text, start, at)
            if comma is not None:
                said = f"this comma is the character U+{ord(comma.group()):04X}"
                return text.problem("E001", said, *comma.span(), help="write `, `", fix_text=", ")
        related = [(f"the `{bracket}` stands here", opened, opened + 1)]
        return text.problem("E001", message, start, end, related=related)
    help = f"add `{CLOSERS[bracket]}`"
    related = [(f"{_here(text, at)} cannot stand inside it", at, at + 1)]
    return text.problem("E001", f"this `{bracket}` is never closed", opened, opened + 1, help=help, related=related)


def _flow_colon(text: Text, at: int) -> Diagnostic:
    """`{x:[8]}` lacks a space behind its colon, `{x:}` a value."""
    start = at - len(text.text[:at]) + len(re.sub(r"[\w.-]+\Z", "", text.text[:at]))
    key = text.text[start:at]
    if text.text[at + 1 : at + 2] in CLOSERS and key:
        said = f"a space is missing after the colon of {show(key)}"
        return text.problem("E014", said, start, at + 1, help=f"write `{key}: `", fix_text=f"{key}: ")
    return invalid(text, "a value is missing behind this `:`", at, at + 1, "write it, or delete the key")


def _is_deeper(text: Text, at: int, opened: int) -> bool:
    """Whether this stands on the line of the bracket, or is indented below it."""
    here, start = text.position(at).line, text.position(opened).line
    return here == start or indent_of(text, here) > indent_of(text, start)


def _still_open(text: Text, at: int) -> int | None:
    """The innermost bracket that is open here."""
    opened = []
    loader: type[yaml.CLoader] | type[yaml.Loader] = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    # What is cut off may be missed by the last token, which is none of a bracket.
    with contextlib.suppress(yaml.YAMLError):
        for token in yaml.scan(text.text[:at], Loader=loader):
            if isinstance(token, OPENING):
                opened.append(token.start_mark.index)
            elif isinstance(token, CLOSING):
                opened.pop()
    return opened[-1] if opened else None
