"""What is wrong with an item of `layers` that calls nothing: its kind is unknown, or its keys are of another tool."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Any

from modelspec.errors import Path
from modelspec.layers import FAMILY, REFUSED_KINDS, find
from modelspec.resolve.aliases import KIND_ALIASES
from modelspec.source import At, Problems
from modelspec.words import listed, nearest, show

NOT_A_KIND = ("type", "kind", "class_name", "layer_type", "op_type", "op", "_target_", "module", "layer")
"""Keys by which other tools name the kind of a layer."""
BAGS = ("config", "args", "arguments", "params", "kwargs")
"""Keys under which other tools put the arguments of a layer."""
SQUEEZED = {kind.replace("_", ""): reason for kind, reason in REFUSED_KINDS.items()}
"""By the names of Keras's classes, in lower case."""
CALLED = r"[\w.]+\(([\w.]*)\)\Z"
"""`Dense(32)`: a call of Python."""
GLUED = r"(\w+)[ :=]+(\S.*)\Z"
"""`dense 32` or `dense:32`: a text in YAML."""


def known_kind(kind: str, path: Path, blocks: AbstractSet[str], problems: Problems, at: At) -> bool:
    """Whether there is such a kind or block; else its problem is added."""
    if kind in FAMILY or kind in blocks or kind == "reuse":
        return True
    if not isinstance(kind, str):
        return False
    reason = REFUSED_KINDS.get(kind.lower()) or SQUEEZED.get(kind.rpartition(".")[2].lower())
    if reason:
        problems.add("E111", f"there is no layer kind `{kind}` here", path, at=at, help=reason)
        return False
    help_text, mend = _mend(kind, blocks, is_item=at == "value")
    problems.add("E102", f"unknown layer kind {show(kind)}", path, at=at, help=help_text, fix_text=mend)
    return False


def _mend(kind: str, blocks: AbstractSet[str], *, is_item: bool) -> tuple[str, str | None]:
    """The help for an unknown kind, and what to write in its place where that is beyond doubt."""
    near = meant_kind(kind, blocks)
    if kind.startswith("$"):
        return "write the kind out; variables stand in its arguments", None
    if near and "(" in kind:
        called = re.match(CALLED, kind)
        if called is None:
            return f"write `- {near}: {{argument: value, ...}}`", None
        return _written(f"{near}: {called[1]}" if called[1] else near)
    glued = re.match(GLUED, kind) if is_item else None
    if glued and glued[2].startswith("- "):
        return "begin each `- ` on a line of its own", None
    meant = meant_kind(glued[1], blocks) if glued else None
    if glued and meant:
        return _written(f"{meant}: {glued[2]}")
    return f"did you mean `{near}`?" if near else "`modelspec layers` lists every kind", near


def _written(mend: str) -> tuple[str, str]:
    return f"write {show(f'- {mend}')}", mend


def meant_kind(word: str, blocks: AbstractSet[str]) -> str | None:
    """The kind that an unknown word most likely means: `nn.Linear` is `dense`."""
    bare = word.partition("(")[0].rpartition(".")[2]
    known = KIND_ALIASES.get(bare) or KIND_ALIASES.get(bare.lower().replace(" ", "_"))
    return known or nearest(bare, [*blocks, *FAMILY, "reuse"])


def keys_problem(
    item: dict[str, Any], path: Path, common: Collection[str], blocks: AbstractSet[str], problems: Problems
) -> None:
    """Adds the problem of an item whose keys are not just its kind; every call takes the arguments in `common`."""
    kinds = [key for key in item if key in FAMILY or key in blocks or key == "reuse"]
    wrong = _naming_key(item, kinds, blocks)
    if wrong is not None:
        message = f"a layer is written `- kind: arguments`, without `{wrong}:`"
        mend = _without(wrong, item, blocks)
        problems.add("E103", message, (*path, wrong), at="key", help=f"write `{mend}`")
        return
    own = {*common, *(find(kinds[0]).model_fields if kinds and kinds[0] in FAMILY else ())}
    # `activation` is a layer, and an argument of many.
    kinds = kinds[:1] + [key for key in kinds[1:] if key not in own]
    others = [key for key in item if key not in kinds]
    if len(kinds) == 1:
        help_text = f"move it under `{kinds[0]}`: `- {kinds[0]}: {{{_merged(item, kinds[0])}}}`"
        message = f"{show(others[0])} stands beside `{kinds[0]}`, not under it"
        problems.add("E104", message, (*path, others[0]), at="key", help=help_text)
        return
    message = f"a layer has one kind, this item has the keys {listed(map(show, item))}"
    # The first of several kinds begins the item by right.
    at = (*path, kinds[1]) if kinds else path
    problems.add("E101", message, at, at="key", help="begin each layer with a `- ` of its own")


def _naming_key(item: dict[str, Any], kinds: list[str], blocks: AbstractSet[str]) -> str | None:
    """The key of an item that names its kind, as other tools do it."""
    found = next((key for key in NOT_A_KIND if key in item and not (kinds and key == "layer")), None)
    if found is None and not kinds and isinstance(item.get("name"), str) and meant_kind(item["name"], blocks):
        return "name"
    return found


def _without(naming: str, item: dict[str, Any], blocks: AbstractSet[str]) -> str:
    """The item as it is written here."""
    kind, given = item[naming], {key: value for key, value in item.items() if key != naming}
    inner = None
    if isinstance(kind, dict) and len(kind) == 1:
        kind, inner = next(iter(kind.items()))
    kind = meant_kind(str(kind)[:60], blocks) or str(kind)[:60]
    if len(given) == 1 and next(iter(given)) in BAGS and isinstance(bag := next(iter(given.values())), dict):
        given = bag
    if given:
        return f"- {kind}: {{{_entries(given)}}}"
    return f"- {kind}" if inner is None else f"- {kind}: {_inline(inner)}"


def _merged(item: dict[str, Any], kind: str) -> str:
    """The arguments of an item, with those that stand beside its kind."""
    given, main = item[kind], find(kind).main if kind in FAMILY else None
    inside = given if isinstance(given, dict) else {main: given} if main and given is not None else {}
    return _entries({**inside, **{key: value for key, value in item.items() if key != kind}})


def _entries(given: dict[str, Any]) -> str:
    return listed(f"{key[:60]}: {_inline(value)}" for key, value in given.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{...}"
    return show(value).strip("`")
