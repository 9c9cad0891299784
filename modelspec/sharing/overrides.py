"""`override`: layers of the parent, changed by their names."""

from __future__ import annotations

from modelspec.errors import Diagnostic
from modelspec.nodes import Node
from modelspec.sharing.merging import merged, placed
from modelspec.text import Text
from modelspec.words import did_you_mean, show


def overridden(parent: Node | None, root: Node, text: Text) -> tuple[Node | None, list[Diagnostic]]:
    """The parent with the layers that `root` changes, and what is wrong with the changes."""
    assert isinstance(root.value, dict)
    start, end, changes = root.value["override"]
    layers = _layers(parent)
    if layers is None or "layers" in root.value:
        said, help_text = "`override` changes layers of a parent, and this file has no `extends`", None
        if parent is not None:
            said = "`override` changes layers of a parent, and the parent has no `layers`"
        if "layers" in root.value:
            said = "`override` changes the parent's layers, and this file has `layers` of its own"
            help_text = "change them there, or remove one of the two"
        return None, [text.problem("E707", said, start, end, help=help_text or "`extends: base.modelspec.yaml`")]
    if not isinstance(changes.value, dict):
        help_text = "e.g. `override: {hidden: {units: 256}}`"
        said = "`override` must map names of layers to arguments"
        return None, [text.problem("E704", said, changes.start, changes.end, help=help_text)]
    assert parent is not None
    assert isinstance(parent.value, dict)
    return _changed(parent, layers, changes, text)


def _changed(
    parent: Node, layers: tuple[int, int, Node], changes: Node, text: Text
) -> tuple[Node | None, list[Diagnostic]]:
    start, end, listed = layers
    assert isinstance(listed.value, list)
    assert isinstance(changes.value, dict)
    assert isinstance(parent.value, dict)
    home = listed.text or parent.text
    items = [placed(item, home) for item in listed.value]
    places = {name: i for i, item in reversed([*enumerate(items)]) if (name := _name(item)) is not None}
    problems: list[Diagnostic] = []
    for name, (first, last, change) in changes.value.items():
        wrong = _problem(name, change, places, items)
        if wrong is None:
            items[places[name]] = _with_change(items[places[name]], placed(change, text))
            continue
        code, said, help_text, at = wrong
        place = (first, last) if at is None else at
        problems.append(text.problem(code, said, *place, help=help_text))
    result = Node(listed.start, listed.end, items, text=home)
    return Node(parent.start, parent.end, {**parent.value, "layers": (start, end, result)}, text=parent.text), problems


def _problem(
    name: str, change: Node, places: dict[str, int], items: list[Node]
) -> tuple[str, str, str | None, tuple[int, int] | None] | None:
    """Code, message, help and place (None: the name) of what is wrong with one change."""
    if name not in places:
        kinds = {kind for item in items for kind in _kinds(item)}
        help_text = did_you_mean(name, places) or "a layer is overridden by the `name` that it has in the parent"
        if name.rstrip("0123456789").removesuffix("_") in kinds or name in kinds:
            help_text = f"give the layer a `name` in the parent: `{name}` only counts its place"
        return "E706", f"the parent has no layer with the name {show(name)}", help_text, None
    if not isinstance(change.value, dict):
        help_text = f"e.g. `{name}: {{units: 256}}`"
        return "E704", "a change must be a mapping of arguments", help_text, (change.start, change.end)
    if "name" in change.value:
        start, end, _ = change.value["name"]
        return "E704", "an overridden layer keeps its name", "leave `name` out", (start, end)
    return None


def _layers(parent: Node | None) -> tuple[int, int, Node] | None:
    if parent is None or not isinstance(parent.value, dict):
        return None
    found = parent.value.get("layers")
    return found if found is not None and isinstance(found[2].value, list) else None


def _kinds(item: Node) -> list[str]:
    if isinstance(item.value, dict):
        return list(item.value)
    return [item.value] if isinstance(item.value, str) else []


def _name(item: Node) -> str | None:
    """The name in an item `kind: {name: ...}`."""
    if not isinstance(item.value, dict) or len(item.value) != 1:
        return None
    (_, _, arguments) = next(iter(item.value.values()))
    if not isinstance(arguments.value, dict) or "name" not in arguments.value:
        return None
    name = arguments.value["name"][2].value
    return name if isinstance(name, str) else None


def _with_change(item: Node, change: Node) -> Node:
    assert isinstance(item.value, dict)
    kind, (start, end, arguments) = next(iter(item.value.items()))
    return Node(
        item.start, item.end, {kind: (start, end, merged(placed(arguments, item.text), change))}, text=item.text
    )
