"""Lines that do not stand where the lines around them say: which of them the author must edit."""

from __future__ import annotations

import re

from modelspec.borrowed import borrowed_line
from modelspec.errors import Diagnostic
from modelspec.scalars import missing_space
from modelspec.text import Text
from modelspec.words import show

LINE_START = re.compile(r"\s*(?:- +)*")
WORD = re.compile(r"[A-Za-z_][\w.-]*\Z")
NO_COLON = "write `key: value`, or `- item` in a list"
GLUED_DASH = re.compile(r"-[A-Za-z_]")
GLUED_BRACKET = re.compile(r"\s*(?:- +)*([A-Za-z_][\w.-]*)(:?) *[\[{]")
MARKS = {"'": "''", '"': '\\"'}
"""A quote inside of quotes."""


def invalid(text: Text, message: str, start: int, end: int, help: str | None = None) -> Diagnostic:
    """The problem of a place where no rule of YAML goes on."""
    return text.problem("E001", message, start, end, help=help)


def indent_of(text: Text, line: int) -> int:
    """Blanks at the start of a line."""
    written = text.line(line)
    return len(written) - len(written.lstrip(" "))


def no_colon(text: Text, at: int, help: str = NO_COLON) -> Diagnostic:
    """What begins here is neither a key nor an item."""
    here = text.position(at)
    words = _code(text, here.line)[here.column - 1 :].rstrip()
    if GLUED_DASH.match(words):
        return glued_dash(text, at, at + len(words))
    other = borrowed_line(text, at) or _glued_colon(text, at, words)
    if other is not None:
        return other
    message = f"{show(words)} has no colon behind it" if words else "a key is missing here"
    return invalid(text, message, at, at + len(words), help)


def glued_dash(text: Text, start: int, end: int) -> Diagnostic:
    """`-relu` is a word in YAML, no item of a list."""
    mend = f"- {text.text[start + 1 : end]}"
    said = f"a space is missing after the dash of {show(text.text[start:end])}"
    return text.problem("E014", said, start, end, help=f"write {show(mend)}", fix_text=mend)


def _glued_colon(text: Text, start: int, words: str) -> Diagnostic | None:
    """`units:10` is a word in YAML, no key with its value."""
    mend = missing_space(words)
    if mend is None:
        return None
    said = f"a space is missing after the colon of {show(words)}"
    return text.problem("E014", said, start, start + len(words), help=f"write {show(mend)}", fix_text=mend)


def second_colon(text: Text, at: int) -> Diagnostic:
    """`a: b: c`, or a key below a line that is finished, or lacks its colon, or is glued like `units:10`."""
    here = text.position(at)
    before = text.line(here.line)[: here.column - 1]
    if re.search(r":\s", before):
        return invalid(text, "a second `: ` in one line", at, at + 1, "put text with a colon in quotes")
    above = _begin_of_words(text, _above(text, here.line))
    begin = LINE_START.match(text.line(above))
    column = begin.end() if begin else 0
    words = text.line(above)[column:].rstrip()
    start = text.start(above) + column
    glued = _glued_colon(text, start, words)
    if glued is not None:
        return glued
    indent = indent_of(text, here.line)
    if _is_item(text, here.line) and _is_item(text, above):
        message = f"this item stands below {show(words)} as if it were a part of it"
        return _whole_line(text, here.line, message, "items of one list start in the same column")
    if indent == column and WORD.match(words) and _is_item(text, above):
        message = f"this line stands below {show(words)} as if it were a part of it"
        help = "begin it with `- `, or indent it and end the line above with a colon"
        return _whole_line(text, here.line, message, help)
    is_kind = WORD.match(words) and (indent > column or not _is_item(text, above))
    if words and ":" not in words and (is_kind or (indent <= column and not WORD.match(words))):
        return no_colon(text, start, f"write `{words}:`" if is_kind else NO_COLON)
    torn = _torn_block(text, here.line)
    if torn is not None:
        return torn
    message = "this key is indented below a line that already has its value"
    help = "indent it like the keys beside it, or end the line above with a colon"
    return invalid(text, message, at - len(before.lstrip(" ")), at, help)


def _begin_of_words(text: Text, line: int) -> int:
    """The line of a word alone that takes all down to this line for a part of itself; this line if there is none."""
    above = line
    while above > 1 and ":" not in text.line(above) and not WORD.match(text.line(above).strip()):
        above = _above(text, above)
    return above if WORD.match(text.line(above).strip()) else line


def unexpected(text: Text, at: int) -> Diagnostic:
    """The parser found the end of a block where this stands."""
    here = text.position(at)
    line = text.line(here.line)
    character = text.text[at : at + 1]
    if character and character in "]}":
        glued = _glued_bracket(text, here.line)
        if glued is not None:
            return glued
        return invalid(text, f"this `{character}` closes nothing", at, at + 1, "delete it")
    if line[: here.column - 1].strip(" -"):
        message = "this text stands behind a value that has ended"
        help = "put the whole value in quotes"
        if character == ":" and text.text[at - 1] in MARKS:
            said = "a space is missing after this colon"
            return text.problem("E014", said, at, at + 1, help="write `: `", fix_text=": ")
        if text.text[at - 1] in MARKS:
            help = f"inside of these quotes, write `{text.text[at - 1]}` as `{MARKS[text.text[at - 1]]}`"
        return invalid(text, message, at, at + 1, help)
    if character == ":":
        return invalid(text, "a key is missing before this `:`", at, at + 1)
    above = _above(text, here.line)
    if not _is_item(text, above) and indent_of(text, above) == here.column - 1 and ":" not in _code(text, above):
        return no_colon(text, text.start(above) + here.column - 1)
    ways = (_key_too_deep, _no_dash) if _is_item(text, here.line) else (_key_too_deep, _torn_block, _no_item)
    for way in ways:
        other = way(text, here.line)
        if other is not None:
            return other
    end = at + max(1, len(line[here.column - 1 :].rstrip()))
    help = "keys of one mapping, and items of one list, start in the same column"
    return invalid(text, "the indentation of this line matches nothing above it", at, end, help)


def _glued_bracket(text: Text, line: int) -> Diagnostic | None:
    """`inputs:{x: [8]}` and `inputs {x: [8]}` are words up to the second colon, and their bracket opens nothing."""
    match = GLUED_BRACKET.match(text.line(line))
    if match is None:
        return None
    start, end = (text.start(line) + place for place in match.span(1))
    if not match[2]:
        return invalid(text, f"`{match[1]}` has no colon behind it", start, end, f"write `{match[1]}: `")
    if match[0][match.end(2) : -1]:
        return None
    said, mend = f"a space is missing after the colon of {show(match[1])}", f"{match[1]}: "
    return text.problem("E014", said, start, end + 1, help=f"write `{mend}`", fix_text=mend)


def _no_item(text: Text, line: int) -> Diagnostic | None:
    """A line in the column of the items above it that is none: its dash is missing, glued or of another kind."""
    indent, above = indent_of(text, line), _above(text, _block_above(text, line)[-1])
    if not _is_item(text, above) or indent_of(text, above) != indent or _is_item(text, line):
        return None
    at, words = text.start(line) + indent, text.line(line)[indent:]
    if GLUED_DASH.match(words):
        return glued_dash(text, at, at + len(words.split(":")[0]))
    message = "this line stands among the items of a list, and is none"
    return borrowed_line(text, at) or _whole_line(text, line, message, "begin it with `- `, or move it to its place")


def _key_too_deep(text: Text, line: int) -> Diagnostic | None:
    """The key just above is indented deeper than what belongs to it, which stands where the lines around have it."""
    indent, key = indent_of(text, line), _above(text, line)
    begin = LINE_START.match(text.line(key))
    deep = begin.end() if begin else 0
    if deep <= indent or not _ends_with_colon(text, key):
        return None
    if _is_item(text, key):
        after, before = _next_within(text, line, indent - 1), _above(text, _block_above(text, key)[-1])
        wrong = _is_item(text, after) and indent_of(text, before) <= indent_of(text, after) < indent_of(text, key)
    elif _is_item(text, line):
        after, before = _next_within(text, line, deep), _above(text, _block_above(text, line)[-1])
        goes_on = _is_item(text, after) and indent_of(text, after) == deep
        wrong = indent_of(text, before) == indent and not goes_on
    else:
        after, before = _next_within(text, line, indent - 1), _above(text, _block_above(text, key, deep - 1)[-1])
        alone = indent_of(text, _above(text, key)) < deep
        wrong = alone and bool(text.line(after)) and indent_of(text, before) < indent_of(text, after)
    message = "this key is indented deeper than what belongs to it"
    return _whole_line(text, key, message, "indent it like the keys beside it") if wrong else None


def _no_dash(text: Text, line: int) -> Diagnostic | None:
    """The first item of a list has no dash, and the next one does."""
    indent, block = indent_of(text, line), _block_above(text, line)
    first, parent = block[-1], _above(text, block[-1])
    alone = [indent_of(text, each) for each in block].count(indent_of(text, first)) == 1
    starts = _ends_with_colon(text, parent) and not _is_item(text, parent)
    if indent_of(text, first) == indent + len("- ") and alone and starts and not _is_item(text, first):
        message = "the items below begin with `- `, this one does not"
        return _whole_line(text, first, message, f"begin it with `- `, in the column of the `- ` in line {line:,}")
    return None


def _torn_block(text: Text, line: int) -> Diagnostic | None:
    """A line goes on with a block that one above it has ended, by standing further left with lines below it that fit
    into the block."""
    indent, within = indent_of(text, line), _block_above(text, line)
    cut = _above(text, within[-1])
    while cut > 1 and _is_item(text, cut) and indent_of(text, cut) == indent:
        cut = _above(text, _block_above(text, cut)[-1])  # A list may stand in the column of its key.
    before = _above(text, _block_above(text, cut, indent)[-1])
    fits = indent_of(text, cut) < indent == indent_of(text, before)
    # A section with a list is no line that is out of place.
    section = indent_of(text, cut) == 0 and _is_item(text, _above(text, within[-1]))
    glued = GLUED_DASH.match(text.line(line).lstrip())
    if not fits or before == cut or _is_item(text, cut) or section or glued:
        return None
    # One line alone below it may as well be the one that is indented too far.
    alone = len(within) == 1 and indent_of(text, _below(text, line)) == indent_of(text, cut)
    if len(within) == 2 or alone:
        return None
    message = f"this line ends the block above it, and line {line:,} goes on with that block"
    return _whole_line(text, cut, message, f"indent it like line {line:,}, or mend the indentation there")


def _block_above(text: Text, line: int, indent: int | None = None) -> list[int]:
    """This line, and above it those just above that are indented deeper than it, or than `indent`: from below to
    above."""
    indent = indent_of(text, line) if indent is None else indent
    block = [line]
    while block[-1] > 1 and indent_of(text, _above(text, block[-1])) > indent:
        block.append(_above(text, block[-1]))
    return block


def _whole_line(text: Text, line: int, message: str, help: str) -> Diagnostic:
    start = text.start(line)
    return invalid(text, message, start + indent_of(text, line), start + len(text.line(line).rstrip()), help)


def _above(text: Text, line: int) -> int:
    """The next line above that has more than a comment; the first line if there is none."""
    above = line - 1
    while above > 1 and not text.line(above).split("#")[0].strip():
        above -= 1
    return max(above, 1)


def _below(text: Text, line: int) -> int:
    """The next line below that has more than a comment; the line behind the last one if there is none."""
    below, last = line + 1, text.position(len(text.text)).line
    while below <= last and not text.line(below).split("#")[0].strip():
        below += 1
    return below


def _next_within(text: Text, line: int, indent: int) -> int:
    """The next line below that is not deeper than `indent`."""
    below = _below(text, line)
    while text.line(below) and indent_of(text, below) > indent:
        below = _below(text, below)
    return below


def _code(text: Text, line: int) -> str:
    """A line without a comment."""
    return re.sub(r"(?:^|\s)#.*", "", text.line(line))


def _ends_with_colon(text: Text, line: int) -> bool:
    return re.search(r":\s*(?:\s#.*)?\Z", text.line(line)) is not None


def _is_item(text: Text, line: int) -> bool:
    return text.line(line).lstrip().startswith("- ")
