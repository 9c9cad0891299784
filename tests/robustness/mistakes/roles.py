"""What a key or a word of a spec is: a keyword, a kind, an argument, a name."""

from __future__ import annotations

from modelspec.layers import FAMILY
from modelspec.resolve.calls import COMMON
from tests.robustness.mistakes.base import Base, Entry, Path

SECTIONS = ("regularization", "training")
NAMES = ("vars", "inputs", "blocks", "params", "losses", "loss_weights")
"""Their keys are names that the author chose."""
REFERENCES = ("from", "outputs", "exclude")
ENUMS = (
    "activation",
    "recurrent_activation",
    "padding",
    "dtype",
    "convention",
    "merge_mode",
    "interpolation",
    "function",
)


def body_of(path: Path) -> Path | None:
    """The item of `layers` that a path leads into."""
    for i, step in enumerate(path[:-1]):
        if step == "layers" and isinstance(path[i + 1], int):
            return path[: i + 2]
    return None


def role_of_key(entry: Entry) -> str:
    """What the entry's key is."""
    path, item = entry.path, body_of(entry.path)
    if len(path) == 1:
        return "free" if entry.key.startswith("x-") else "top-level key"
    if path[-2] in NAMES:
        return "name"
    if item is not None:
        inside = len(path) - len(item)
        if inside == 1 or path[-2] == "layer":
            return "kind"
        if path[-2] in FAMILY:
            return "argument"
        return "inner key" if str(path[-2]).endswith("_regularizer") else "other"
    if path[0] == "training" and len(path) > 2:
        depth = len(path) - (path[1] == "losses")
        return {3: "loss or optimizer", 4: "argument"}.get(depth, "other")
    if path[0] in SECTIONS and len(path) == 2:
        return "key of a section"
    if path[0] == "inputs" or (path[0] == "blocks" and len(path) == 3):
        return "key of a section"
    return "other"


def role_of_word(base: Base, entry: Entry) -> str:
    """What a plain word that stands as a value is."""
    path, item = entry.path, body_of(entry.path)
    words = [step for step in path if isinstance(step, str)]
    if item == path or (item is not None and path[-1] == "layer" and path[-2] != "reuse"):
        return "kind"
    if item is not None and path[-2:] == ("reuse", "layer"):
        return "reference"
    if words and words[-1] in REFERENCES:
        return "reference"
    if words[:1] == ["training"] and words[1:2] in (["optimizer"], ["loss"]) and len(path) == 2:
        return "loss or optimizer"
    if words[:2] == ["training", "losses"] and len(path) == 3:
        return "loss or optimizer"
    if words[:2] == ["training", "metrics"]:
        return "metric"
    return "choice" if words and words[-1] in ENUMS else "other"


def is_common(entry: Entry) -> bool:
    """Whether its key is an argument that every call takes."""
    return entry.key in COMMON
