"""What a generated TensorFlow.js module looks like where its specs are unusual."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from modelspec.backends import Unspellable
from modelspec.backends.javascript.document import WIDTH
from modelspec.backends.tfjs.parts import function_names, paste, with_needed
from modelspec.backends.tfjs.program import generate
from modelspec.resolve import resolve
from modelspec.source import parse

NEWER = re.compile(r"\.(with|toSpliced|toSorted|toReversed|findLast)\(")
"""Methods of arrays that browsers have had since 2022 or later."""
PARTS = with_needed(function_names())


def module(layers: list[Any], **more: Any) -> str:
    """The text of a module of layers over vectors of four numbers."""
    spec = {"modelspec": 1, "name": "m", "inputs": {"x": [4]}, "layers": layers, **more}
    return generate(resolve(parse(yaml.safe_dump(spec, sort_keys=False), "m.modelspec.yaml")).graph).text


@pytest.mark.parametrize("part", PARTS)
def test_pasted_lines_are_as_long_as_they_may_be_and_no_longer(part: str) -> None:
    text = paste(part)
    assert all(len(line.expandtabs(2)) <= WIDTH for line in text.splitlines())
    heads = re.findall(r"^(class .*)\n\t(\.constructor \{)$", text, re.MULTILINE)
    assert all(len("".join(head)) > WIDTH for head in heads)


@pytest.mark.parametrize("part", PARTS)
def test_parts_run_in_older_browsers(part: str) -> None:
    assert not NEWER.search(paste(part))


@pytest.mark.parametrize("block", ["constructor", "value_of", "is_na_n", "max", "with_outputs", "build_model"])
def test_a_block_hides_nothing_that_the_language_or_the_module_knows(block: str) -> None:
    text = module([{block: {"name": "use"}}], blocks={block: {"layers": [{"dense": 4}]}})
    (function,) = re.findall(r"^function (\w+)\(input", text, re.MULTILINE)
    assert function.endswith("_")
    assert f'{function}(input, {{ name: "use" }})' in text


@pytest.mark.parametrize(
    "changes",
    [
        {"inputs": {"constructor": [4]}},
        {"layers": [{"dense": {"units": 4, "name": "constructor"}}]},
    ],
)
def test_a_name_that_saved_models_lose_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Unspellable, match="cannot load a saved model"):
        module(**{"layers": [{"dense": 4}], **changes})


def test_a_wrapper_leaves_regularizers_to_its_layer() -> None:
    inner = {"dense": {"units": 4, "kernel_regularizer": "l2"}}
    text = module([{"time_distributed": {"layer": inner}}], inputs={"x": [3, 4]})
    assert text.count("kernelRegularizer") == 1


def test_comments_of_a_long_description_stay_narrow() -> None:
    text = module([{"dense": 4}], description="word " * 40)
    assert all(len(line) <= WIDTH for line in text.splitlines()[1:])
