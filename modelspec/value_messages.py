"""What is wrong with a value, and how to write it: pydantic's error types in the author's words."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from modelspec.scalars import ambiguous, ambiguous_number
from modelspec.words import nearest, show

KINDS_OF_VALUE = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "finite_number": "a finite number",
}
DTYPES = {
    "half": "float16",
    "fp16": "float16",
    "bf16": "bfloat16",
    "fp32": "float32",
    "float": "float32",
    "double": "float64",
    "fp64": "float64",
    "int": "int32",
    "integer": "int32",
    "long": "int64",
}
"""Other tools' words for types of numbers."""
PADDING = "`same` keeps the size and `valid` adds nothing; for a number of cells, put a zero-padding layer above"
BOUNDS = {
    "greater_than": ("greater than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def value_message(item: ErrorDetails, subject: str, expression: str | None) -> tuple[str, str | None]:
    """Message and help for a value that does not fit; `expression` is what was written, if it had to be computed."""
    kind, value, context = item["type"], item["input"], item.get("ctx") or {}
    got = f"got {show(value)}"
    if expression is not None and expression != value:
        got = f"{show(expression)} is {show(value)}"
    wants_number = kind in ("int_type", "float_type")
    help_text = (ambiguous_number if wants_number else ambiguous)(value) if isinstance(value, str) else None
    if value is None:
        return f"{subject} is empty", None
    if kind in KINDS_OF_VALUE:
        return f"{subject} must be {KINDS_OF_VALUE[kind]}, {got}", help_text or _mend(kind, subject, value, expression)
    if kind in BOUNDS:
        word, key = BOUNDS[kind]
        bound = context[key]
        bound = int(bound) if isinstance(bound, float) and bound.is_integer() else bound
        percent = word == "at most" and bound == 1 and value in range(2, 101)
        return f"{subject} must be {word} {bound}, {got}", f"write {value / 100:g}" if percent else None
    if kind in ("literal_error", "enum"):
        expected = str(context["expected"]).replace("'", "`")
        choices = [word.strip("`") for word in expected.replace(" or ", ", ").split(", ")]
        near = _choice(value, choices) if isinstance(value, str) else None
        if subject == "`padding`" and isinstance(value, int):
            return f"{subject} must be {expected}, {got}", PADDING
        return f"{subject} must be {expected}, {got}", f"did you mean `{near}`?" if near else None
    if kind == "too_short" and not value:
        return f"{subject} is empty", None
    if kind in ("too_short", "too_long"):
        return f"{subject} has the wrong number of entries: {show(value)}", None
    return f"{subject} cannot be {show(value)}", help_text


def _choice(value: str, choices: list[str]) -> str | None:
    """The word that was most likely meant, other tools' words for types included."""
    alias = DTYPES.get(value.lower().rpartition(".")[2])
    return alias if alias in choices else nearest(value, choices)


def _mend(kind: str, subject: str, value: object, expression: str | None) -> str | None:
    """How to make a value of the wanted kind out of what was written."""
    if kind in ("int_type", "int_from_float") and isinstance(value, float):
        if value.is_integer():
            return f"write {int(value)}" if expression is None else "use `//` to divide whole numbers"
        return None if expression is None else "use `//` to divide whole numbers"
    if kind in ("int_type", "float_type") and isinstance(value, str):
        return _number_help(value)
    if kind == "dict_type" and isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return "leave the `- ` out: each entry is a key and its value"
    if kind in ("list_type", "tuple_type") and isinstance(value, str) and value.startswith("(") and value[-1] != ")":
        return "a list has square brackets, e.g. `[3, 3]`"
    if kind in ("list_type", "tuple_type") and isinstance(value, str):
        return f"write {subject[:-1]}: [{value[:40].strip('()')}]`"
    if kind == "bool_type" and isinstance(value, str):
        near = nearest(value, ("true", "false"))
        return f"did you mean `{near}`?" if near else None
    return "begin each entry with `- `" if kind == "list_type" and isinstance(value, dict) else None


def _number_help(text: str) -> str | None:
    if "${" in text:
        return "write a variable without braces: `$name`"
    try:
        number = float(text)
    except ValueError:
        if any(operator in text for operator in "+*/") and any(c.isdigit() for c in text):
            return "arithmetic is evaluated only where a `$variable` stands in it"
        return None
    return f"write it without quotes: {number:g}"
