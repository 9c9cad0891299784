"""A layer item as written -> a Call: which kind, which arguments, and the common arguments taken out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from modelspec.errors import Path
from modelspec.layers import FAMILY
from modelspec.source import Problems
from modelspec.words import name_problem, nearest, show

COMMON = ("name", "from", "repeat", "trainable", "doc")
KIND_ALIASES = {
    "linear_layer": "dense",
    "fc": "dense",
    "fully_connected": "dense",
    "mlp": "dense",
    "conv": "conv2d",
    "convtranspose2d": "conv2d_transpose",
    "conv_transpose2d": "conv2d_transpose",
    "maxpool2d": "max_pooling2d",
    "max_pool2d": "max_pooling2d",
    "maxpool1d": "max_pooling1d",
    "avgpool2d": "average_pooling2d",
    "avg_pool2d": "average_pooling2d",
    "average_pool2d": "average_pooling2d",
    "batchnorm": "batch_normalization",
    "batch_norm": "batch_normalization",
    "batchnorm1d": "batch_normalization",
    "batchnorm2d": "batch_normalization",
    "layernorm": "layer_normalization",
    "layer_norm": "layer_normalization",
    "groupnorm": "group_normalization",
    "group_norm": "group_normalization",
    "rmsnorm": "rms_normalization",
    "rms_norm": "rms_normalization",
    "instance_norm": "group_normalization",
    "prelu": "p_re_lu",
    "rnn": "simple_rnn",
    "mha": "multi_head_attention",
    "attention": "multi_head_attention",
    "multiheadattention": "multi_head_attention",
    "concat": "concatenate",
    "cat": "concatenate",
    "sum": "add",
    "mul": "multiply",
    "upsample": "up_sampling2d",
    "upsampling2d": "up_sampling2d",
    "zero_pad": "zero_padding2d",
    "zeropad2d": "zero_padding2d",
    "gap": "global_average_pooling2d",
    "adaptiveavgpool2d": "global_average_pooling2d",
    "global_avg_pool": "global_average_pooling2d",
    "positional_embedding": "position_embedding",
    "logsoftmax": "log_softmax",
    "hardtanh": "hard_tanh",
    "leakyrelu": "leaky_relu",
}
"""Other tools' words for kinds, for error messages only."""


@dataclass
class Call:
    """One item of `layers`. `path` leads to the item; `arguments_path` to the mapping of its arguments; `main` is the value
    of the short form `- kind: value`."""

    kind: str
    path: Path
    arguments_path: Path
    arguments: dict[str, Any] = field(default_factory=dict)
    main: Any = None
    has_main: bool = False
    common: dict[str, Any] = field(default_factory=dict)

    def path_of(self, argument: str) -> Path:
        """Where an argument is written, or would be."""
        return self.arguments_path if argument in self.common or self.has_main else (*self.arguments_path, argument)


def parse_call(item: Any, path: Path, blocks: frozenset[str], problems: Problems) -> Call | None:
    """The call of one item, or None after adding its problem."""
    if isinstance(item, str):
        return Call(item, path, path) if _known(item, path, blocks, problems, at="value") else None
    if not isinstance(item, dict) or not item:
        what = "is empty" if item is None else f"must be a kind or one `kind: arguments`, got {show(item)}"
        problems.add("E101", f"this layer {what}", path, help="e.g. `- dense: 32` or `- flatten`")
        return None
    if len(item) > 1:
        _several_keys(item, path, blocks, problems)
        return None
    kind, value = next(iter(item.items()))
    if not _known(kind, (*path, kind), blocks, problems, at="key"):
        return None
    call = Call(kind, path, (*path, kind))
    if isinstance(value, dict):
        call.arguments = {key: entry for key, entry in value.items() if key not in COMMON}
        call.common = {key: entry for key, entry in value.items() if key in COMMON}
    elif value is not None:
        call.main, call.has_main = value, True
    return call


def common_problems(call: Call, problems: Problems) -> None:
    """Checks name, repeat, trainable and doc; a wrong one is reported and dropped."""
    checks = {
        "repeat": lambda v: isinstance(v, int) and not isinstance(v, bool) and 1 <= v <= 10_000,
        "trainable": lambda v: isinstance(v, bool),
        "doc": lambda v: isinstance(v, str),
    }
    wants = {"repeat": "a whole number from 1 to 10000", "trainable": "true or false", "doc": "text"}
    for key, fits in checks.items():
        if key in call.common and not fits(call.common[key]):
            value = call.common.pop(key)
            problems.add("E109", f"`{key}` must be {wants[key]}, got {show(value)}", (*call.arguments_path, key))
    if "name" in call.common:
        wrong = name_problem(call.common["name"], "layer name")
        if wrong:
            problems.add("E110", wrong[0], (*call.arguments_path, "name"), help=wrong[1])
            call.common.pop("name")


def _known(kind: Any, path: Path, blocks: frozenset[str], problems: Problems, at: str) -> bool:
    if kind in FAMILY or kind in blocks or kind == "reuse":
        return True
    text = str(kind)
    near = KIND_ALIASES.get(text.lower().replace(" ", "_")) or nearest(text, [*blocks, *FAMILY, "reuse"])
    reason = REFUSED_KINDS.get(text.lower())
    if reason:
        problems.add("E111", f"`{text}` is not carried: {reason}", path, at=at)  # type: ignore[arg-type]
        return False
    if text.startswith("$"):
        help_text: str | None = "a kind is written out; variables stand in arguments"
    else:
        help_text = f"did you mean `{near}`?" if near else "`modelspec layers` lists every kind"
    problems.add("E102", f"unknown layer kind {show(text)}", path, at=at, help=help_text, fix_text=near)  # type: ignore[arg-type]
    return False


def _several_keys(item: dict[str, Any], path: Path, blocks: frozenset[str], problems: Problems) -> None:
    if "type" in item or "kind" in item or "class_name" in item:
        key = next(word for word in ("type", "kind", "class_name") if word in item)
        rest = [name for name in item if name != key]
        kind = str(item[key])
        kind = nearest(kind, [*blocks, *FAMILY]) or kind
        mend = f"- {kind}: {{{', '.join(f'{name}: {_inline(item[name])}' for name in rest)}}}"
        problems.add("E103", f"a layer is written `- kind: arguments`, not with `{key}:`", (*path, key), at="key",
                     help=f"write `{mend}`")  # fmt: skip
        return
    first = next(iter(item))
    if first in FAMILY or first in blocks:
        extra = list(item)[1]
        problems.add(
            "E104",
            f"`{extra}` stands beside `{first}`, not under it",
            (*path, extra),
            at="key",
            help=f"indent the arguments of `{first}` further than `{first}` itself, or start a new item with `- `",
        )
        return
    problems.add("E101", f"a layer has one kind, this item has the keys {', '.join(map(str, item))}", path,
                 help="write one item a layer: `- kind: arguments`")  # fmt: skip


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inline(entry)}" for key, entry in value.items()) + "}"
    return show(value).strip("`")


REFUSED_KINDS = {
    "lambda": "arbitrary code has no place in a spec; use a formula, a block, or a kind that exists",
    "masking": "masks would have to reach every later layer and the loss; they are not carried yet",
    "sparsemax": "Keras 3.15 computes it wrongly, so that there is nothing to agree with",
    "input": "inputs stand in the `inputs` section",
    "input_layer": "inputs stand in the `inputs` section",
    "sequential": "the list of layers is the sequence; use a block for a reusable part",
    "spectral_normalization": "Keras overwrites the kernel in training, PyTorch does not; it is not carried yet",
}
"""Kinds that exist elsewhere, and why they are not here."""
