"""Names: wrong, twice, gone, or not yet there."""

from __future__ import annotations

import random
import re

from tests.robustness.mistakes.base import Base, Entry
from tests.robustness.mistakes.planted import Family, Mistake, drawn, with_value
from tests.robustness.mistakes.roles import body_of, role_of_word


def _reference(*wrong: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda entry: entry.scalar is not None and role_of_word(base, entry) == "reference")
        return with_value(base, entry, choose.choice(wrong)) if entry else None

    return plant


def itself(choose: random.Random, base: Base) -> Mistake | None:
    """A call takes its own output."""
    names = {it.path[:-1]: it.scalar for it in base.entries if _is_name(it)}
    entry = drawn(choose, base, lambda it: _is_from(it) and it.path[:-1] in names)
    return with_value(base, entry, str(names[entry.path[:-1]])) if entry else None


def twice(choose: random.Random, base: Base) -> Mistake | None:
    """A layer has the name of one above it, wherever it is named."""
    named = [it for it in base.entries if _is_name(it)]
    pairs = [
        (one, two)
        for one in named
        for two in named
        if one.start < two.start and (body_of(one.path) or ())[:-1] == (body_of(two.path) or ())[:-1]
    ]
    if not pairs:
        return None
    one, two = choose.choice(pairs)
    outputs = {it.scalar for it in base.entries if it.path[0] == "outputs"}
    if {one.scalar, two.scalar} <= outputs or _is_repeated(base, two):
        return None  # An output would be named twice, and that is another mistake.
    return Mistake(_renamed(base, two, str(one.scalar)), (base.line(two.start),))


def _is_name(entry: Entry) -> bool:
    """Whether it is the name of a layer."""
    return entry.path[-1] == "name" and bool(entry.scalar) and body_of(entry.path) is not None


def _is_repeated(base: Base, name: Entry) -> bool:
    """Whether other names are made of it."""
    return any(entry.path == (*name.path[:-1], "repeat") for entry in base.entries)


def _is_from(entry: Entry) -> bool:
    """Whether it says what a call takes, in one line."""
    return entry.path[-1] == "from" and (entry.scalar is not None or entry.brackets)


def _renamed(base: Base, name: Entry, new: str) -> str:
    """The text with another name for a layer, where it is given and where it is used."""
    text = base.text
    for entry in reversed(base.entries):
        used = entry.scalar == name.scalar and role_of_word(base, entry) == "reference"
        key = entry.path[:1] == ("training",) and entry.key == name.scalar
        if used or entry == name:
            text = text[: entry.start] + new + text[entry.end :]
        elif key:
            text = text[: entry.key_start] + new + text[entry.key_end :]
    return text


def removed(choose: random.Random, base: Base) -> Mistake | None:
    """A layer is removed whose name is used further down, and the next one says itself what it takes."""
    entry = drawn(choose, base, _is_name)
    item = body_of(entry.path) if entry else None
    if entry is None or item is None or not entry.scalar:
        return None
    calls = {body_of(it.path): it for it in base.entries if it.path[-1] == "from"}
    following = (*item[:-1], int(item[-1]) + 1)
    whole = next(it for it in base.entries if it.path == item)
    if whole.flow or following not in calls:
        return None
    users = [
        base.line(it.start)
        for it in base.entries
        if it.scalar == entry.scalar and role_of_word(base, it) == "reference"
    ]
    first, last = base.extent(whole)
    if not users:
        return None
    line = min(users)
    return Mistake(base.with_lines(first, last, []), (line if line < first else line - (last - first + 1),))


def _name(*wrong: str, text: bool = True) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda it: _is_name(it) or it.path == ("name",))
        if entry is None or _is_repeated(base, entry):
            return None
        new = choose.choice(wrong)
        return Mistake(
            _renamed(base, entry, new) if text else with_value(base, entry, new).text, (base.line(entry.start),)
        )

    return plant


def later(choose: random.Random, base: Base) -> Mistake | None:
    """A call takes the output of one further down."""
    names = [it for it in base.entries if _is_name(it)]
    pairs = [
        (it, name)
        for it in base.entries
        for name in names
        if _is_from(it)
        and name.start > it.end
        and body_of(it.path) != body_of(name.path)
        and (body_of(it.path) or ())[:-1] == (body_of(name.path) or ())[:-1]
    ]
    if not pairs:
        return None
    entry, name = choose.choice(pairs)
    return with_value(base, entry, str(name.scalar))


def no_dollar(choose: random.Random, base: Base) -> Mistake | None:
    """A variable without its `$`."""
    entry = drawn(choose, base, lambda it: re.fullmatch(r"\$\w+", it.scalar or "") is not None)
    return with_value(base, entry, str(entry.scalar)[1:]) if entry else None


def braces(choose: random.Random, base: Base) -> Mistake | None:
    """`${width}` and `{{ width }}`."""
    entry = drawn(choose, base, lambda it: re.fullmatch(r"\$\w+", it.scalar or "") is not None)
    if entry is None:
        return None
    name = str(entry.scalar)[1:]
    return with_value(base, entry, choose.choice((f'"${{{name}}}"', f"{{{{ {name} }}}}", f"$({name})", f"$ {name}")))


NAMES: dict[str, Family] = {
    "reference to nothing": _reference("nowhere", "nothing.here", "42", "X", "[]", "{a: 1}"),
    "reference to itself": itself,
    "reference to a later layer": later,
    "name used twice": twice,
    "layer removed, its name is used": removed,
    "name of another form": _name("Hidden Layer", "1st", "my-layer", "class", "\u00e9t\u00e9", "a" * 64, "input"),
    "name that is no text": _name("42", "[a]", "{a: 1}", "true", "", "1.5", text=False),
    "variable without $": no_dollar,
    "variable in braces": braces,
}
