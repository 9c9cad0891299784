"""A layer item as written -> a Call: which kind, which arguments, and the common arguments taken out."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.resolve.bounds import LONGEST_DOC
from modelspec.resolve.not_a_call import NOT_A_KIND, keys_problem, known_kind
from modelspec.scalars import ambiguous
from modelspec.source import Problems
from modelspec.words import mend_in, name_problem, show

COMMON = ("name", "from", "repeat", "trainable", "doc")
MOST_REPEATS = 10_000


@dataclass
class Call:
    """One item of `layers`. `path` leads to the item; `arguments_path` to the mapping of its arguments; `main` is the
    value of the short form `- kind: value`."""

    kind: str
    path: Path
    arguments_path: Path
    arguments: dict[str, Any] = field(default_factory=dict)
    main: Any = None
    has_main: bool = False
    common: dict[str, Any] = field(default_factory=dict)

    def place_of(self, argument: str) -> Path:
        """Where an argument is written; the arguments as a whole where it is not."""
        given = argument in self.arguments or argument in self.common
        return (*self.arguments_path, argument) if given else self.arguments_path


def parse_call(item: Any, path: Path, blocks: AbstractSet[str], problems: Problems) -> Call | None:
    """The call of one item, or None after adding its problem."""
    if isinstance(item, str) and item:
        return Call(item, path, path) if known_kind(item, path, blocks, problems, "value") else None
    if not isinstance(item, dict) or not item:
        what = "is empty" if not item and item != 0 else f"must be a kind or one `kind: arguments`, got {show(item)}"
        help_text = (
            "write one `- ` before each layer" if isinstance(item, list) else "e.g. `- dense: 32` or `- flatten`"
        )
        problems.add("E101", f"this layer {what}", path, help=help_text)
        return None
    kind, value = next(iter(item.items()))
    if len(item) > 1 or (kind in NOT_A_KIND and kind not in blocks):
        keys_problem(item, path, COMMON, blocks, problems)
        return None
    if not known_kind(kind, (*path, kind), blocks, problems, "key"):
        return None
    call = Call(kind, path, (*path, kind))
    if isinstance(value, dict):
        call.arguments = {key: entry for key, entry in value.items() if key not in COMMON}
        call.common = {key: entry for key, entry in value.items() if key in COMMON}
    elif value is not None:
        call.main, call.has_main = value, True
    return call


CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "repeat": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_REPEATS,
        f"a whole number from 1 to {MOST_REPEATS:,}",
    ),
    "trainable": (lambda value: isinstance(value, bool), "true or false"),
    "doc": (
        lambda value: isinstance(value, str) and len(value) <= LONGEST_DOC,
        f"text of at most {LONGEST_DOC:,} characters",
    ),
}


def common_problems(call: Call, problems: Problems) -> None:
    """Checks name, repeat, trainable and doc; a wrong one is reported and dropped."""
    for key, (fits, wanted) in CHECKS.items():
        if key in call.common and not fits(call.common[key]):
            value = call.common.pop(key)
            help_text = ambiguous(value) if isinstance(value, str) else None
            message = f"`{key}` must be {wanted}, got {show(value)}"
            mend = mend_in(help_text)
            problems.add("E109", message, (*call.arguments_path, key), help=help_text, fix_text=mend)
    if "from" in call.common and call.common["from"] is None:
        problems.add("E402", "`from` is empty", (*call.arguments_path, "from"), help="e.g. `from: [a, b]`")
    if "name" in call.common:
        wrong = name_problem(call.common["name"], "layer name")
        if wrong:
            problems.add("E110", wrong[0], (*call.arguments_path, "name"), help=wrong[1])
            call.common.pop("name")
