"""Values of another type or out of bounds, and arguments that are missing."""

from __future__ import annotations

import random
import re

from modelspec.layers import FAMILY, find
from tests.robustness.mistakes.base import Base, Entry
from tests.robustness.mistakes.planted import Family, Mistake, drawn, with_value
from tests.robustness.mistakes.roles import body_of, role_of_key, role_of_word

SIZES = frozenset(
    "units filters kernel_size pool_size strides input_dim output_dim size n num_heads key_dim batch_size".split()
)
NUMBER = re.compile(r"-?[0-9.]+(?:e-?[0-9]+)?")


def _number(entry: Entry) -> bool:
    """Whether it is a number that an argument or a key of a section has."""
    return (
        entry.has_key
        and entry.scalar is not None
        and NUMBER.fullmatch(entry.scalar) is not None
        and role_of_key(entry) in ("argument", "key of a section", "inner key", "kind")
    )


def _numbers(*wrong: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, _number)
        return with_value(base, entry, choose.choice(wrong)) if entry else None

    return plant


def _sizes(*wrong: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda entry: _number(entry) and entry.key in SIZES)
        return with_value(base, entry, choose.choice(wrong)) if entry else None

    return plant


def _choices(*wrong: str) -> Family:
    def plant(choose: random.Random, base: Base) -> Mistake | None:
        entry = drawn(choose, base, lambda entry: entry.scalar is not None and role_of_word(base, entry) == "choice")
        return with_value(base, entry, choose.choice(wrong)) if entry else None

    return plant


def quoted(choose: random.Random, base: Base) -> Mistake | None:
    """`units: "32"`."""
    entry = drawn(choose, base, _number)
    mark = choose.choice("'\"")
    return with_value(base, entry, f"{mark}{entry.scalar}{mark}") if entry else None


def truth(choose: random.Random, base: Base) -> Mistake | None:
    """`use_bias: yes`."""
    entry = drawn(choose, base, lambda entry: entry.scalar in ("true", "false") and entry.has_key)
    return (
        with_value(base, entry, choose.choice(("yes", "no", "1", "0", "'true'", "treu", "[true]"))) if entry else None
    )


def empty(choose: random.Random, base: Base) -> Mistake | None:
    """`units:` with nothing behind it."""
    entry = drawn(choose, base, lambda entry: _number(entry) and role_of_key(entry) == "argument")
    if entry is None:
        return None
    return Mistake(base.replaced(entry.key_end, entry.end, ":"), (base.line(entry.key_start),))


def shape(choose: random.Random, base: Base) -> Mistake | None:
    """A length that is none, or an input that is no list."""
    entry = drawn(choose, base, lambda entry: entry.path[0] == "inputs" and isinstance(entry.path[-1], int))
    return (
        with_value(base, entry, choose.choice(("0", "-1", "2.5", "x", "'8'", "[8]", "true", "1e3x"))) if entry else None
    )


def missing_argument(choose: random.Random, base: Base) -> Mistake | None:
    """A call lacks an argument that it needs."""
    entry = drawn(choose, base, _is_required)
    if entry is None:
        return None
    call = next(it for it in base.entries if it.path == entry.path[:-1])
    text = without(base, entry)
    return Mistake(text, (base.line(call.key_start),)) if text else None


def _is_required(entry: Entry) -> bool:
    kind = entry.path[-2] if len(entry.path) > 2 and body_of(entry.path) else None
    if kind not in FAMILY or not entry.has_key:
        return False
    field = find(str(kind)).model_fields.get(entry.key)
    return field is not None and field.is_required()


def without(base: Base, entry: Entry) -> str | None:
    """The text without an entry of a mapping."""
    if not entry.flow:
        first, last = base.extent(entry)
        if base.lines[first - 1].lstrip().startswith("- "):
            return None
        return base.with_lines(first, last, [])
    before, after = base.text[: entry.key_start], base.text[entry.end :]
    if re.match(r"\s*,", after):
        return before + re.sub(r"^\s*,\s*", "", after)
    return re.sub(r",\s*$", "", before) + after


def missing_section(choose: random.Random, base: Base) -> Mistake | None:
    """A key of the top level that each spec needs is not there: that is told on the first line."""
    entry = drawn(choose, base, lambda entry: entry.path in (("name",), ("inputs",), ("layers",), ("modelspec",)))
    text = without(base, entry) if entry else None
    # A comment above is no line of the spec.
    lines = text.split("\n") if text else []
    first = next((i for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")), 1)
    return Mistake(text, (first,)) if text else None


VALUES: dict[str, Family] = {
    "text for a number": _numbers("abc", "ten", "x1", "none", "32px", "3 units", "relu"),
    "list or mapping for a number": _numbers("[a]", "{a: 1}", "[1, 2, 3, 4, 5, 6]", "[[1]]", "{}", "[]"),
    "truth for a number": _numbers("true", "false", "True"),
    "number in another notation": _numbers(
        "1_000", "0x1F", "010", "1/2x", "12:30", "50%", "0,5", ".inf", ".nan", "1e999"
    ),
    "number in quotes": quoted,
    "negative or zero size": _sizes("0", "-1", "-32"),
    "size that is not whole": _sizes("2.5", "0.5", "1e-3"),
    "huge size": _sizes("99999999999", "1e30", "9" * 30),
    "unknown choice": _choices("foo", "42", "true", "[]", "{a: 1}", "xyzzy", "-1"),
    "word for true or false": truth,
    "empty value": empty,
    "wrong length of an input": shape,
    "missing argument": missing_argument,
    "missing section": missing_section,
}
