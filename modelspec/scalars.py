"""Plain scalars under the YAML 1.2 core rules, and the mend for text that only looks like a number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

Scalar = str | int | float | bool | None

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
GLUED = re.compile(r"([A-Za-z_][\w.-]*):[\xa0\u2000-\u200b\u202f\u3000]*([^\s:].*)\Z")
"""The blanks of word processors and web pages are none to YAML."""
MAX_INTEGER = 2**63 - 1
"""What 64 bits hold."""
MAX_INTEGER_LENGTH = 20
"""Characters of a text that may be such an integer."""
MAX_LOOKALIKE = 64


class BadNumber(ValueError):
    """A number that no spec may hold: its code, the message and the mend."""

    def __init__(self, code: str, message: str, help: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help


def resolve(text: str) -> Scalar:
    """The value of a plain scalar; what is no number, boolean or null stays text.

    Raises BadNumber for infinities, NaN, integers beyond 64 bits and floats beyond float64.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if INTEGER.match(text):
        return _integer(text)
    if FLOAT.match(text):
        return _float(text)
    if NOT_FINITE.match(text):
        raise BadNumber("E020", f"`{text}` is not a finite number", "write a finite number")
    return text


def _integer(text: str) -> int:
    # The length comes first: int() refuses thousands of digits with an error of its own.
    if len(text) > MAX_INTEGER_LENGTH or not -MAX_INTEGER - 1 <= int(text) <= MAX_INTEGER:
        digits = len(text.lstrip("+-"))
        raise BadNumber("E021", f"an integer of {digits:,} digits does not fit in 64 bits", "write it like 1e20")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    shown = text if len(text) <= 40 else text[:37] + "..."
    if math.isinf(value):
        raise BadNumber("E021", f"`{shown}` is too large: a 64-bit float ends at 1.8e308", "write a smaller number")
    if value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise BadNumber("E021", f"`{shown}` is too small: a 64-bit float would hold 0", "write 0 if that is meant")
    return value


def ambiguous(text: str) -> str | None:
    """The mend for text where a number or boolean is wanted: `017`, `1_000`, `yes`, `50%`, `"3"`.

    None for text that looks like neither.
    """
    text = text.strip()
    if not text or len(text) > MAX_LOOKALIKE:
        return None
    try:
        value = resolve(text)
    except BadNumber as error:
        return error.help
    if not isinstance(value, str):
        return None if value is None else f"write {text} without quotes"
    for pattern, mend in LOOKALIKES:
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match:
            return mend(match)
    return None


def ambiguous_number(text: str) -> str | None:
    """The same where a number is wanted."""
    mend = ambiguous(text)
    return None if mend in ("write true", "write false") else mend


def missing_space(text: str) -> str | None:
    """`units: 10` for `units:10`, which is one word in YAML; None where no space is missing."""
    match = GLUED.match(text)
    return f"{match[1]}: {match[2]}" if match else None


def _octal(match: re.Match[str]) -> str:
    sign, digits = match.groups()
    decimal = f"{sign}{int(digits)}"
    octal = f"{sign}{int(digits, 8)}" if set(digits) <= set("01234567") else decimal
    return f"write {decimal}" if octal == decimal else f"write {decimal} or {octal} (octal)"


def _based(match: re.Match[str]) -> str:
    sign, number = match.groups()
    return f"write {sign}{int(number, 0)}"


def _ungrouped(match: re.Match[str]) -> str:
    return f"write {re.sub('[_, ]', '', match.group())}"


def _sexagesimal(match: re.Match[str]) -> str:
    sign, places = match.groups()
    whole = 0
    for place in places.split(":"):
        whole = whole * 60 + int(place)
    return f"write {sign}{whole} if base 60 is meant"


def _ratio(match: re.Match[str]) -> str:
    above, below = (float(number) for number in match.groups())
    return f"write {above / below!r}" if below and math.isfinite(above / below) else "write the number out"


def _percent(match: re.Match[str]) -> str:
    return f"write {float(match[1]) / 100!r}"


def _is(answer: str) -> Callable[[re.Match[str]], str]:
    return lambda match: answer


_DECIMAL = r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
LOOKALIKES: tuple[tuple[str, Callable[[re.Match[str]], str | None]], ...] = (
    (r"(?:y|yes|on)", _is("write true")),
    (r"(?:n|no|off)", _is("write false")),
    (r"true", _is("write true")),
    (r"false", _is("write false")),
    (r"[-+]?\.?(?:inf|infinity|nan)", _is("write a finite number")),
    (r"([-+]?)0+([0-9]+)", _octal),
    (r"([-+]?)0+([0-9]+\.[0-9]*)", lambda match: f"write {match[1]}{match[2]}"),
    (r"([-+]?)(0x[0-9a-f]+|0o[0-7]+|0b[01]+)", _based),
    (r"[-+]?[0-9]+(?:_+[0-9]+)+(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?", _ungrouped),
    (r"[-+]?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]*)?", _ungrouped),
    (r"([-+]?[0-9]+),([0-9]+)", lambda match: f"write {match[1]}.{match[2]}"),
    (r"([-+]?)([0-9]+(?::[0-5]?[0-9])+)", _sexagesimal),
    (r"[-+]?[0-9]+(?::[0-5]?[0-9])+\.[0-9]*", _is("write the number out")),
    (rf"{_DECIMAL} ?/ ?{_DECIMAL}", _ratio),
    (rf"{_DECIMAL} ?%", _percent),
    (r"([-+]?)10(?:\^|\*\*)([-+]?[0-9]+)", lambda match: f"write {match[1]}1e{match[2]}"),
    (rf"{_DECIMAL}[,;]", lambda match: f"write {match[1]}"),
    (rf"{_DECIMAL} ?(?:#|//).*", lambda match: f"write {match[1]}; a comment begins with ` # `"),
    (r"[^\W_a-z]+", lambda match: f"write {int(match.group())}" if match.group().isdecimal() else None),
    (r".*[\uff0c\uff1a\uff1b].*", _is("write commas and colons of ASCII: `,` and `:`")),
    (r"\u2212([0-9.][0-9.e+-]*)", lambda match: f"write -{match[1]} with a plain minus sign"),
)
"""Compiled when the first of them is needed: most files have none."""
