"""The top level of a file: its sections, checked one by one, so that a wrong section does not hide what is wrong in the
others. A wrong section is passed over in silence after its own problems are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from modelspec.errors import Path, SpecError
from modelspec.layers import FAMILY
from modelspec.messages import BLOCK, INPUT, REGULARIZATION, TOP, Owner, report_item, suggested
from modelspec.penalty import SLOTS
from modelspec.record import replace
from modelspec.resolve.calls import COMMON
from modelspec.resolve.training import KEYS
from modelspec.resolve.variables import has_undefined, substitute
from modelspec.sharing import KEYS as SHARING
from modelspec.source import Problems
from modelspec.spec import NOT_YET, BlockSpec, InputSpec, Regularization, SpecFile
from modelspec.words import name_problem, show

WITH_VARIABLES = ("dtype", "inputs", "regularization", "outputs", "training")
"""Sections whose variables have one value for the whole file. Layers have theirs replaced where they are used."""
SECTIONS: Mapping[str, type[BaseModel]] = {"inputs": InputSpec, "regularization": Regularization, "blocks": BlockSpec}
MARKS = frozenset({"modelspec", "inputs", "layers", "blocks", "vars"})
"""A file with none of these keys is of another program."""
STAND_INS: Mapping[str, Any] = {
    "modelspec": 1,
    "name": "unnamed",
    "inputs": {},
    # With `examples`, no convention lacks its m.
    "regularization": {"examples": 1},
    "layers": ["flatten"],
}
"""What a wrong or missing section is replaced by; the others have defaults."""
EXAMPLES = {
    "name": "e.g. `name: my_model`",
    "inputs": "e.g. `inputs: {x: [50]}`, the shape of one example",
    "layers": "e.g. `layers: [dense: 10]`",
    "vars": "e.g. `vars: {width: 64}`",
    "regularization": "e.g. `regularization: {kernel: {l2: 1e-4}}`",
    "blocks": "e.g. `blocks: {hidden: {layers: [dense: 32]}}`",
    "training": "e.g. `training: {loss: mean_squared_error, optimizer: adam}`",
}
ELSEWHERE = dict.fromkeys(KEYS, "it stands under `training`") | dict.fromkeys(
    (*SLOTS, "convention", "examples", "exclude", "all_trainable"), "it stands under `regularization`"
)
"""Keys of the sections, for those who write them at the top level."""
SPEC = Owner("a spec", TOP, (*SpecFile.model_fields, *SHARING), ELSEWHERE, noun="key", examples=EXAMPLES)
NORMS = {
    norm: f"say of which weights: `kernel: {{{norm}: ...}}` or `all_trainable: {{{norm}: ...}}`"
    for norm in ("l1", "l2")
}
SHAPE_HELP = "give the shape of one example, without the batch axis, e.g. `{}: [50]`"


@dataclass
class Top:
    """The sections that can be used, and which of the others are wrong."""

    spec: SpecFile
    wrong: set[str] = field(default_factory=set)
    wrong_inputs: set[str] = field(default_factory=set)
    wrong_blocks: set[str] = field(default_factory=set)


def read_top(data: Mapping[str, Any], variables: Mapping[str, Any], problems: Problems) -> Top:
    """The file's sections, after adding the problems of the wrong ones."""
    if MARKS.isdisjoint(data):
        problems.add("E035", "this is no spec: it has no `modelspec: 1`", (), help="begin the file with `modelspec: 1`")
        raise SpecError(problems.diagnostics)
    prepared: dict[str, Any] = {}
    top = Top(SpecFile.model_construct())
    for key, value in data.items():
        if key in NOT_YET:
            problems.add("E033", f"`{key}` is not supported yet ({NOT_YET[key]})", (key,), at="key",
                         help="write it out in this file for now")  # fmt: skip
        elif key == "inputs" and isinstance(value, dict) and _torn(value, problems):
            top.wrong.add(key)
            prepared[key] = {"unknown": [1]}
        elif key == "inputs" and isinstance(value, dict):
            prepared[key] = _inputs(value, variables, problems, top)
        elif key in WITH_VARIABLES:
            prepared[key] = substitute(value, variables, problems, (key,))
            if has_undefined(prepared[key]):
                top.wrong.add(key)
                prepared.pop(key)
                prepared |= {key: STAND_INS[key]} if key in STAND_INS else {}
        elif not key.startswith("x-") and key != "vars":
            prepared[key] = value
    top.spec = _checked(prepared, top, problems)
    _names(top.spec, problems, top)
    return top


def _torn(written: dict[str, Any], problems: Problems) -> bool:
    """Whether a shape like `(28, 28)` stands inside of `{}`: to YAML its comma ends the entry."""
    for name, value in written.items():
        if isinstance(value, str) and value.startswith("(") and not value.endswith(")"):
            problems.add("E037", f"an input must be a list of lengths, got {show(value)}", ("inputs", name),
                         help=f"a list has square brackets, e.g. `{name[:20]}: [28, 28]`")  # fmt: skip
            return True
    return False


def _inputs(written: dict[str, Any], variables: Mapping[str, Any], problems: Problems, top: Top) -> dict[str, Any]:
    inputs = {}
    for name, value in written.items():
        inputs[name] = substitute(value, variables, problems, ("inputs", name))
        if has_undefined(inputs[name]):
            top.wrong_inputs.add(name)
            inputs[name] = [1]
    return inputs


def _checked(data: dict[str, Any], top: Top, problems: Problems) -> SpecFile:
    try:
        return SpecFile.model_validate(data)
    except ValidationError as error:
        items = error.errors(include_url=False)
        meant = _meant(items)
        for item in items:
            if item["type"] != "missing" or tuple(item["loc"]) not in meant:
                _problem(item, data, problems)
            _discard(tuple(item["loc"]), data, top)
    for key in top.wrong:
        data.pop(key, None)
        if key in STAND_INS:
            data[key] = STAND_INS[key]
    for name in top.wrong_inputs:
        data["inputs"] = {**data["inputs"], name: [1]}
    data["blocks"] = {name: block for name, block in data.get("blocks", {}).items() if name not in top.wrong_blocks}
    data["inputs"] = data["inputs"] or {"unknown": [1]}
    return SpecFile.model_validate(data)


def _meant(items: list[ErrorDetails]) -> set[tuple[Any, ...]]:
    """The keys that the unknown ones most likely mean: these are misspelt, and not missing."""
    found = set()
    for item in items:
        if item["type"] == "extra_forbidden":
            *above, name = item["loc"]
            fields = SECTIONS[str(above[0])].model_fields if above and above[0] in SECTIONS else SPEC.fields
            found.add((*above, suggested(str(name), replace(SPEC, fields=tuple(fields)))))
    return found


def _discard(loc: tuple[Any, ...], data: dict[str, Any], top: Top) -> None:
    """Notes what the problem at `loc` makes unusable: one input, one block or a section."""
    section = str(loc[0])
    if len(loc) > 1 and section == "inputs":
        top.wrong_inputs.add(str(loc[1]))
    elif len(loc) > 1 and section == "blocks":
        top.wrong_blocks.add(str(loc[1]))
    else:
        if section == "blocks" and isinstance(data[section], list):
            # Uses of the blocks that were meant are not to blame.
            top.wrong_blocks.update(name for item in data[section] if isinstance(item, dict) for name in item)
        top.wrong.add(section)


def _problem(item: ErrorDetails, data: Mapping[str, Any], problems: Problems) -> None:
    """Adds one problem, spoken of as the section that it is in."""
    loc, given = tuple(item["loc"]), item["input"]
    section, rest = loc[0], loc[1:]
    if section == "modelspec":
        missing = "modelspec" not in data
        said = "this file has no `modelspec: 1`" if missing else f"`modelspec` must be 1, got {show(given)}"
        problems.add("E035", said, () if missing else ("modelspec",), help="begin the file with `modelspec: 1`")
    elif not rest or section not in ("regularization", "inputs", "blocks"):
        report_item(item, problems, (), SPEC)
    elif section == "regularization":
        owner = Owner("`regularization`", REGULARIZATION, tuple(Regularization.model_fields), NORMS, noun="key")
        report_item({**item, "loc": rest}, problems, ("regularization",), owner)
    elif section == "inputs":
        _input_problem(item, str(rest[0]), rest[1:], problems)
    else:
        examples = {"layers": "e.g. `layers: [dense: 32]`"}
        owner = Owner(f"block `{rest[0]}`", BLOCK, tuple(BlockSpec.model_fields), noun="key", examples=examples)
        report_item({**item, "loc": rest[1:]}, problems, ("blocks", str(rest[0])), owner)


def _input_problem(item: ErrorDetails, name: str, rest: tuple[Any, ...], problems: Problems) -> None:
    path: Path = ("inputs", name)
    given = item["input"]
    if not rest:
        message = f"an input must be a list of lengths, got {show(given)}"
        tuple_ = isinstance(given, str) and given.startswith("(") and given.endswith(")")
        brackets = f"write `{name[:20]}: [{given[1:-1]}]`" if tuple_ else SHAPE_HELP.format(name[:20])
        problems.add("E037", message, path, help=brackets)
        return
    if rest[0] == "shape" and len(rest) > 1:
        written = problems.source.data["inputs"][name]
        at = (*path, *(rest[:2] if isinstance(written, dict) else rest[1:2]))
        message = f"a length must be a whole number from 1, or null for an unknown one, got {show(given)}"
        batch = rest[1] == 0 and given in (-1, 0, "None", "batch", "batch_size", "N")
        unknown = "write `null`" if given in ("None", "none", "?", -1) else None
        problems.add("E037", message, at, help="leave the batch axis out" if batch else unknown)
        return
    owner = Owner(f"input `{name}`", INPUT, tuple(InputSpec.model_fields), noun="key")
    report_item({**item, "loc": rest}, problems, path, owner)


def _names(spec: SpecFile, problems: Problems, top: Top) -> None:
    """Adds what is wrong with the names of inputs, blocks and parameters."""
    for name in spec.inputs if "inputs" not in top.wrong else ():
        wrong = name_problem(name, "input name")
        if wrong:
            problems.add("E036", wrong[0], ("inputs", name), at="key", help=wrong[1])
    for name, block in spec.blocks.items():
        path: Path = ("blocks", name)
        wrong = name_problem(name, "block name")
        if wrong:
            problems.add("E423", wrong[0], path, at="key", help=wrong[1])
        elif name in FAMILY or name == "reuse":
            problems.add("E424", f"`{name}` is a layer kind; a block needs a name of its own", path, at="key",
                         help=f"write e.g. `{name}_block`")  # fmt: skip
            top.wrong_blocks.add(name)
        for parameter in block.params:
            at = (*path, "params", parameter)
            wrong = name_problem(parameter, "parameter name")
            if parameter in COMMON:
                wrong = (f"a parameter cannot be named `{parameter}`: every call has an argument of that name", None)
            if wrong:
                problems.add("E425", wrong[0], at, at="key", help=wrong[1])
