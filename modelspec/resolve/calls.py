"""A layer item as written -> a Call: which kind, which arguments, and the common arguments taken out."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.layers import FAMILY, REFUSED_KINDS
from modelspec.resolve.aliases import KIND_ALIASES
from modelspec.resolve.bounds import LONGEST_DOC
from modelspec.scalars import ambiguous
from modelspec.source import At, Problems
from modelspec.words import listed, name_problem, nearest, show

COMMON = ("name", "from", "repeat", "trainable", "doc")
MOST_REPEATS = 10_000
NOT_A_KIND = ("type", "kind", "class_name")
"""Keys by which other tools name the kind of a layer."""
BAGS = ("config", "args", "arguments", "params", "kwargs")
"""Keys under which other tools put the arguments of a layer."""
SQUEEZED = {kind.replace("_", ""): reason for kind, reason in REFUSED_KINDS.items()}
"""By the names of Keras's classes, in lower case."""
GLUED = re.compile(r"(\w+)[ :=]+(\S.*)\Z")
"""`dense 32` or `dense:32`: a text in YAML."""


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
    if isinstance(item, str):
        return Call(item, path, path) if _known(item, path, blocks, problems, "value") else None
    if not isinstance(item, dict) or not item:
        what = "is empty" if not item and item != 0 else f"must be a kind or one `kind: arguments`, got {show(item)}"
        problems.add("E101", f"this layer {what}", path, help="e.g. `- dense: 32` or `- flatten`")
        return None
    if len(item) > 1 or next(iter(item)) in NOT_A_KIND:
        _keys_problem(item, path, blocks, problems)
        return None
    kind, value = next(iter(item.items()))
    if not _known(kind, (*path, kind), blocks, problems, "key"):
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
            problems.add("E109", message, (*call.arguments_path, key), help=help_text)
    if "name" in call.common:
        wrong = name_problem(call.common["name"], "layer name")
        if wrong:
            problems.add("E110", wrong[0], (*call.arguments_path, "name"), help=wrong[1])
            call.common.pop("name")


def written_name(item: Any) -> str | None:
    """The name in an item that makes no call: those that take from it are not to blame."""
    if not isinstance(item, dict):
        return None
    inside = [value for value in item.values() if isinstance(value, dict)]
    found = (given.get("name") for given in (*inside, item))
    return next((name for name in found if isinstance(name, str)), None)


def _known(kind: str, path: Path, blocks: AbstractSet[str], problems: Problems, at: At) -> bool:
    if kind in FAMILY or kind in blocks or kind == "reuse":
        return True
    if not isinstance(kind, str):
        return False
    reason = REFUSED_KINDS.get(kind.lower()) or SQUEEZED.get(kind.rpartition(".")[2].lower())
    if reason:
        problems.add("E111", f"there is no layer kind `{kind}` here", path, at=at, help=reason)
        return False
    near = meant_kind(kind, blocks)
    help_text = f"did you mean `{near}`?" if near else "`modelspec layers` lists every kind"
    glued = GLUED.match(kind) if at == "value" else None
    if kind.startswith("$"):
        near, help_text = None, "write the kind out; variables stand in its arguments"
    elif glued and meant_kind(glued[1], blocks):
        near = f"{meant_kind(glued[1], blocks)}: {glued[2]}"
        help_text = f"write `- {near}`"
    problems.add("E102", f"unknown layer kind {show(kind)}", path, at=at, help=help_text, fix_text=near)
    return False


def meant_kind(word: str, blocks: AbstractSet[str]) -> str | None:
    """The kind that an unknown word most likely means: `nn.Linear` is `dense`."""
    bare = word.rpartition(".")[2]
    known = KIND_ALIASES.get(bare) or KIND_ALIASES.get(bare.lower().replace(" ", "_"))
    return known or nearest(bare, [*blocks, *FAMILY, "reuse"])


def _keys_problem(item: dict[str, Any], path: Path, blocks: AbstractSet[str], problems: Problems) -> None:
    """The problem of an item whose keys are not just its kind."""
    wrong = next((key for key in NOT_A_KIND if key in item), None)
    if wrong is not None:
        kind = str(item[wrong])[:60]
        kind = meant_kind(kind, blocks) or kind
        given = {name: value for name, value in item.items() if name != wrong}
        if len(given) == 1 and next(iter(given)) in BAGS and isinstance(bag := next(iter(given.values())), dict):
            given = bag
        rest = listed(f"{name[:60]}: {_inline(value)}" for name, value in given.items())
        mend = f"- {kind}: {{{rest}}}" if rest else f"- {kind}"
        message = f"a layer is written `- kind: arguments`, without `{wrong}:`"
        problems.add("E103", message, (*path, wrong), at="key", help=f"write `{mend}`")
        return
    kinds = [key for key in item if key in FAMILY or key in blocks]
    others = [key for key in item if key not in kinds]
    if len(kinds) == 1:
        inside = f"{{{others[0][:60]}: {_inline(item[others[0]])}}}"
        help_text = f"move it under `{kinds[0]}`: `- {kinds[0]}: {inside}`"
        message = f"{show(others[0])} stands beside `{kinds[0]}`, not under it"
        problems.add("E104", message, (*path, others[0]), at="key", help=help_text)
        return
    message = f"a layer has one kind, this item has the keys {listed(map(show, item))}"
    problems.add("E101", message, path, help="begin each layer with a `- ` of its own")


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{...}"
    return show(value).strip("`")
