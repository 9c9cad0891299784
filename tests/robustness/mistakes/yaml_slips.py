"""Slips of YAML: colons, tabs, indentation, brackets, quotes."""

from __future__ import annotations

import random
import re

from tests.robustness.mistakes.base import Base, Entry, indent_of
from tests.robustness.mistakes.planted import Family, Mistake, drawn


def _after_key(new: str) -> Family:
    """`new` instead of `: `."""

    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda entry: entry.has_key and _same_line(base, entry))
        if entry is None:
            return None
        return Mistake(base.replaced(entry.key_end, entry.start, new), (base.line(entry.key_start),))

    return plant


def _same_line(base: Base, entry: Entry) -> bool:
    return re.fullmatch(r": +", base.text[entry.key_end : entry.start]) is not None


def no_colon_above_block(choose: random.Random, base: Base) -> Mistake | None:
    """`layers` and then its items."""
    entry = drawn(choose, base, lambda it: it.has_key and not it.flow and not _same_line(base, it))
    if entry is None:
        return None
    return Mistake(base.replaced(entry.key_end, entry.key_end + 1, ""), (base.line(entry.key_start),))


def tab(choose: random.Random, base: Base) -> Mistake | None:
    """A tab instead of the blanks before a line."""
    numbers = [i for i, line in enumerate(base.lines, 1) if line.startswith("  ") and not _within_brackets(base, i)]
    if not numbers:
        return None
    number = choose.choice(numbers)
    line = base.lines[number - 1]
    new = "\t" + line.lstrip(" ") if choose.random() < 0.7 else line[: indent_of(line) - 1] + "\t" + line.lstrip(" ")
    return Mistake(base.with_lines(number, number, [new]), (number,))


def _within_brackets(base: Base, number: int) -> bool:
    """Whether a line begins within a list or mapping in brackets, or within text."""
    start = sum(len(line) + 1 for line in base.lines[: number - 1])
    return any(it.start < start < it.end for it in base.entries if it.brackets or it.scalar is not None)


def indentation(choose: random.Random, base: Base) -> Mistake | None:
    """A line is one to three blanks too far right or left."""
    numbers = [i for i, line in enumerate(base.lines, 1) if line.strip() and not _within_brackets(base, i)]
    number = choose.choice(numbers)
    line = base.lines[number - 1]
    if line.startswith("#"):
        return None
    shift = choose.choice((1, 2, 3, -1, -2, -3))
    if indent_of(line) + shift < 0:
        return None
    moved = " " * (indent_of(line) + shift) + line.lstrip(" ")
    others = [other for other in base.lines[: number - 1] if other.strip() and not other.startswith("#")]
    first = not others or indent_of(others[-1]) < indent_of(line) or others[-1].endswith(":")
    lines = {number, _start_of_word(base, number)}
    if first:
        lines |= {number + 1, _next_sibling(base, number), _key_of(base, number, indent_of(moved))}
    return Mistake(base.with_lines(number, number, [moved]), tuple(lines))


def _key_of(base: Base, number: int, indent: int) -> int:
    """The key of the block that begins here, if the line leaves it for that key's column: then the key is empty."""
    above = next((n for n in range(number - 1, 0, -1) if base.lines[n - 1].strip()), number)
    return above if indent_of(base.lines[above - 1].replace("- ", "  ")) >= indent else number


def _next_sibling(base: Base, number: int) -> int:
    """The next line that is not deeper."""
    indent, is_item = indent_of(base.lines[number - 1]), base.lines[number - 1].lstrip().startswith("- ")
    for other, line in enumerate(base.lines[number:], number + 1):
        in_list = line.lstrip().startswith("- ") and indent_of(line) == indent and not is_item
        if line.strip() and indent_of(line) <= indent and not in_list:
            return other
    return number


def _start_of_word(base: Base, number: int) -> int:
    """The line above, if both have no colon: deeper, or without its dash, a word goes on with the word above it, and a
    report of the two must begin there."""
    return number - 1 if ":" not in base.lines[number - 2] + base.lines[number - 1] else number


def _unclosed(brackets: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda entry: entry.brackets and base.text[entry.start] == brackets[0])
        if entry is None:
            return None
        return Mistake(base.replaced(entry.end - 1, entry.end, ""), (base.line(entry.start),))

    return plant


def unopened(choose: random.Random, base: Base) -> Mistake | None:
    """A bracket that closes nothing."""
    entry = drawn(choose, base, lambda entry: entry.brackets)
    if entry is None:
        return None
    return Mistake(base.replaced(entry.start, entry.start + 1, ""), (base.line(entry.start), base.line(entry.end)))


def other_bracket(choose: random.Random, base: Base) -> Mistake | None:
    """`[` closed by `}`."""
    entry = drawn(choose, base, lambda entry: entry.brackets)
    if entry is None:
        return None
    wrong = {"]": "}", "}": "]"}[base.text[entry.end - 1]]
    lines = (base.line(entry.start), base.line(entry.end - 1))
    return Mistake(base.replaced(entry.end - 1, entry.end, wrong), lines)


def unclosed_quote(choose: random.Random, base: Base) -> Mistake | None:
    """A quote before a word and none behind it."""
    entry = drawn(choose, base, lambda entry: bool(entry.scalar))
    if entry is None:
        return None
    return Mistake(base.replaced(entry.start, entry.start, choose.choice("'\"")), (base.line(entry.start),))


def no_comma(choose: random.Random, base: Base) -> Mistake | None:
    """Two entries in brackets with no comma between them."""
    pairs = list(zip(base.entries, base.entries[1:], strict=False))
    found = [
        (one, two)
        for one, two in pairs
        if two.flow and one.path[:-1] == two.path[:-1] and "," in base.text[one.end : two.start]
    ]
    if not found:
        return None
    one, two = choose.choice(found)
    at = base.text.index(",", one.end)
    return Mistake(base.replaced(at, at + 1, ""), tuple(range(base.line(one.start), base.line(two.start) + 1)))


def duplicate(choose: random.Random, base: Base) -> Mistake | None:
    """A key is given a second time."""
    entry = drawn(
        choose, base, lambda it: it.has_key and _same_line(base, it) and (it.scalar is not None or it.brackets)
    )
    if entry is None:
        return None
    again = base.text[entry.key_start : entry.end]
    if entry.flow:
        return Mistake(base.replaced(entry.end, entry.end, f", {again}"), (base.line(entry.end),))
    first, last = base.extent(entry)
    column = entry.key_start - base.text.rfind("\n", 0, entry.key_start) - 1
    lines = [*base.lines[first - 1 : last], *(" " * column + again).split("\n")]
    return Mistake(base.with_lines(first, last, lines), (last + 1,))


def remark(choose: random.Random, base: Base) -> Mistake | None:
    """A remark without its `#`."""
    numbers = [i for i, line in enumerate(base.lines, 1) if line.strip() and not _within_brackets(base, i)]
    number = choose.choice(numbers)
    line = base.lines[number - 1]
    said = choose.choice(("this is the hidden layer", "TODO", "the next one is new", "see above"))
    return Mistake(base.with_lines(number, number, [" " * indent_of(line) + said, line]), (number,))


def _dash(new: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        numbers = [i for i, line in enumerate(base.lines, 1) if line.lstrip().startswith("- ")]
        if not numbers:
            return None
        number = choose.choice(numbers)
        line = base.lines[number - 1]
        above = _start_of_word(base, number) if new.isspace() else number
        return Mistake(base.with_lines(number, number, [line.replace("- ", new, 1)]), (number, above))

    return plant


YAML: dict[str, Family] = {
    "no colon": _after_key(" "),
    "no colon above a block": no_colon_above_block,
    "no space after the colon": _after_key(":"),
    "equals sign for a colon": _after_key(" = "),
    "two colons": _after_key(": x: "),
    "tab": tab,
    "wrong indentation": indentation,
    "unclosed [": _unclosed("[]"),
    "unclosed {": _unclosed("{}"),
    "bracket not opened": unopened,
    "the other bracket": other_bracket,
    "unclosed quote": unclosed_quote,
    "no comma": no_comma,
    "duplicate key": duplicate,
    "remark without #": remark,
    "no space after the dash": _dash("-"),
    "no dash": _dash("  "),
}
