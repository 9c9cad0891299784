"""A parent's tree and a child's -> one: mappings merge, lists and scalars replace."""

from __future__ import annotations

from modelspec.nodes import Node
from modelspec.text import Text

CALLS = frozenset({"loss", "optimizer", "learning_rate", "layer", "activation", "recurrent_activation", "function"})
"""Keys whose value is a call, `kind: arguments`: a call of another kind replaces the parent's."""
CALLS_BY_NAME = frozenset({"losses"})
"""Keys whose values by name are calls."""


def placed(node: Node, text: Text | None) -> Node:
    """The value as one that stands in `text`, wherever it is put; it may say already that it stands in another."""
    if node.text is not None or text is None:
        return node
    return Node(node.start, node.end, node.value, node.size, node.height, text=text)


def merged(base: Node, own: Node, key: str = "", parent: str = "") -> Node:
    """What a child makes of its parent's value; both know their file. A merged mapping stands where the parent has it,
    and in it each entry where it was written."""
    if not isinstance(base.value, dict) or not isinstance(own.value, dict):
        return own
    if _is_call(key, parent) and not own.value.keys() <= base.value.keys():
        return own
    children = {name: (start, end, placed(child, base.text)) for name, (start, end, child) in base.value.items()}
    for name, (start, end, child) in own.value.items():
        new = placed(child, own.text)
        known = children.get(name)
        if known is None or not isinstance(known[2].value, dict) or not isinstance(new.value, dict):
            children[name] = (start, end, new)
            continue
        result = merged(known[2], new, name, key)
        children[name] = (start, end, new) if result is new else (known[0], known[1], result)
    return Node(base.start, base.end, children, text=base.text)


def _is_call(key: str, parent: str) -> bool:
    return key in CALLS or key.endswith("_initializer") or parent in CALLS_BY_NAME
