"""Names of a spec that mean something to Python, JavaScript or a framework, in every place that has a name."""

from __future__ import annotations

import builtins
import keyword
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import keras
import pytest
import torch

from modelspec.backends import BACKENDS
from modelspec.backends.program import load_program
from modelspec.backends.torch.members import MEMBERS
from modelspec.layers import FAMILY, REFUSED_KINDS
from modelspec.model import model_from
from modelspec.resolve.calls import COMMON
from modelspec.source import parse
from modelspec.words import name_problem
from tests.differential import Spec, verify_spec

pytestmark = pytest.mark.frameworks
ROOT = Path(__file__).parents[2]
MODELS = 8
"""So many models hold all names in all places: each place of a model takes another part of the names."""
UNREADABLE = ("constructor",)
"""TensorFlow.js cannot load a model with a layer of that name, and its backend refuses the spec."""
MEMBERS_IN_NODE = """
import * as tf from "@tensorflow/tfjs";
const input = tf.input({ shape: [1] });
const layer = tf.layers.dense({ units: 1 });
const model = tf.model({ inputs: input, outputs: layer.apply(input) });
const names = new Set(Object.getOwnPropertyNames(globalThis).filter((name) => /^[a-z]/.test(name)));
for (let each of [model, layer, input, new Map(), () => 1]) {
	for (; each; each = Object.getPrototypeOf(each)) {
		for (const name of Object.getOwnPropertyNames(each)) names.add(name);
	}
}
console.log([...names].join(" "));
"""
OTHERS = """
con aux nul prn com1 lpt1 torch keras tf tensorflow types math json nn numpy layers initializers regularizers random os
sys self cls then key value tensor params slope units penalty penalties activities terms weight history build_model
compile_model add_terms pad_same reset_parameters outputs_and_activities outputs_and_penalties watched total_loss
make_optimizer train_step modulo round_half_to_even len_ x y h z i model layer inputs input_ block f any adam sgd cast
""".split()
"""Names of files and modules, and what the generated code means something by."""


@cache
def names() -> tuple[str, ...]:
    """The members of the frameworks' classes and what the languages know by name, as far as a spec may have them."""
    layer, x = keras.layers.Dense(1), keras.Input((1,))
    owners = (torch.nn.Module(), torch.nn.Sequential(), keras.Sequential(), keras.Model(x, layer(x)), layer, x)
    found = {name for owner in owners for name in dir(owner)}
    found |= {*dir(builtins), *keyword.softkwlist, *OTHERS}
    found |= {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in _members_in_node()}
    return tuple(sorted(name for name in found if name_problem(name, "layer name") is None))


def _members_in_node() -> list[str]:
    command = ["node", "--input-type=module", "-e", MEMBERS_IN_NODE]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()


def part(number: int, refused: Iterable[str] = ()) -> list[str]:
    """One part of the names, but for those that mean something to the language of specs in some place."""
    return [name for name in names()[number % MODELS :: MODELS] if name not in refused]


def packed(number: int) -> Spec:
    """A model whose every place takes its names from a part of its own: two uses of each block in a sum, and an output
    of each layer behind it."""
    inputs, uses, layers = (part(number + i, UNREADABLE) for i in range(3))
    blocks, parameters = part(number + 3, {*FAMILY, *REFUSED_KINDS, "reuse"}), part(number + 4, COMMON)
    inner, variables = part(number + 5, UNREADABLE), part(number + 6)
    definitions, calls, results = {}, [{"add": {"name": "start_", "from": inputs}}], []
    for i, block in enumerate(blocks):
        parameter, value, use = (some[i % len(some)] for some in (parameters, variables, uses))
        first, second = inner[2 * i % len(inner)], inner[(2 * i + 1) % len(inner)]
        definitions[block] = {"params": {parameter: "required"}, "layers": block_layers(first, second, parameter)}
        named = {"name": use} if i < len(uses) else {}
        calls.append({block: {"from": "start_", parameter: f"${value}", **named}})
        calls.append({block: {"from": "start_", parameter: 0.5, "name": f"second_{i}_"}})
        results += [named.get("name", block), f"second_{i}_"]
    calls += [{"add": {"name": f"sum_{i}_", "from": results[i::2]}} for i in (0, 1)]
    calls += [{"dense": {"name": name, "from": f"sum_{i % 2}_", "units": 1}} for i, name in enumerate(layers)]
    return {
        "modelspec": 1,
        "name": names()[number],
        "vars": dict.fromkeys(variables, 0.25),
        "inputs": {name: [2] for name in inputs},
        "blocks": definitions,
        "layers": calls,
        "outputs": layers,
        "training": {
            "losses": dict.fromkeys(layers, "mean_squared_error"),
            "optimizer": {"sgd": {"learning_rate": 1e-3}},
            "metrics": [],
        },
    }


def block_layers(first: str, second: str, parameter: str) -> list[Any]:
    """A penalty and a function that depend on the parameter."""
    return [
        {"dense": {"name": first, "units": 2, "kernel_regularizer": {"l2": f"${parameter}"}}},
        {"leaky_relu": {"name": second, "negative_slope": f"${parameter}"}},
    ]


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, MODELS))])
def test_every_name_in_every_place(number: int) -> None:
    report = verify_spec(packed(number), "float32", steps=1, backends=BACKENDS)
    assert report.agree, report.as_table()


def test_no_member_of_a_module_is_hidden() -> None:
    members = {name for owner in (torch.nn.Module(), torch.nn.Module) for name in dir(owner)}
    assert {name for name in members if name_problem(name, "layer name") is None} <= MEMBERS


def block(parameters: dict[str, int], layers: list[Any]) -> Spec:
    """Two uses of a block, the second with larger arguments."""
    uses = [{"part": parameters}, {"part": {name: value + 1 for name, value in parameters.items()}}]
    definition = {"params": dict.fromkeys(parameters, "required"), "layers": layers}
    return {"modelspec": 1, "name": "m", "inputs": {"x": [4]}, "blocks": {"part": definition}, "layers": uses}


COLLISIONS: dict[str, Spec] = {
    "an input that the chain would overwrite": {
        "modelspec": 1,
        "name": "m",
        "inputs": {"a": [4], "x": [4]},
        "layers": [{"add": ["a", "x"]}, {"dense": 2}],
    },
    "a parameter and a variable": block(
        {"x": 1, "y": 2}, [{"dense": "$y"}, {"leaky_relu": "$x"}, {"add": ["dense", "leaky_relu"]}]
    ),
    "a parameter and a function": block({"min": 2}, [{"dense": {"units": "min($min, 3)"}}]),
    "parameters that differ in what is added to them": block(
        {"abs": 2, "abs_": 5}, [{"dense": "$abs"}, {"dense": "$abs_"}, {"leaky_relu": "$abs_"}]
    ),
    "parameters of one camel": block({"a_b": 2, "a__b": 5}, [{"dense": "$a_b"}, {"dense": "$a__b"}]),
    "a block with a word that is no kind": {
        **block({}, []),
        "blocks": {"type": {"layers": [{"dense": 2}]}},
        "layers": [{"type": {"name": "kind"}}],
    },
}


@pytest.mark.parametrize("what", COLLISIONS)
def test_collisions(what: str) -> None:
    report = verify_spec(COLLISIONS[what], "float32", steps=1, backends=BACKENDS)
    assert report.agree, report.as_table()


TINY = "modelspec: 1\nname: {name}\ninputs: {{x: [2]}}\nlayers: [dense: 1]\n"


def test_every_name_as_that_of_the_model() -> None:
    for name in names():
        model = model_from(parse(TINY.format(name=name), "tiny.modelspec.yaml"), {})
        files = model.files(BACKENDS)
        made = [load_program(files[f"{name}_{backend}.py"], f"{name}_{backend}") for backend in ("keras", "torch")]
        assert made[0].build_model().name == name
        (cls,) = (each for each in vars(made[1]).values() if getattr(each, "__module__", None) == made[1].__name__)
        assert cls()(torch.zeros(1, 2)).shape == (1, 1)
