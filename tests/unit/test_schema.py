"""The JSON Schema accepts what the tool accepts, and refuses the mistakes that it can see."""

import copy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from modelspec.layers import FAMILY
from modelspec.reading import mapping_of
from modelspec.schema import schema, schema_text
from modelspec.source import Source, read
from modelspec.text import decode

ROOT = Path(__file__).parents[2]
SPECS = sorted([*(ROOT / "examples").glob("*.yaml"), *(ROOT / "templates" / "init").glob("*.yaml")])
VALIDATOR = Draft7Validator(schema())


def errors(text: str) -> list[str]:
    """What an editor says of a file: of this one alone, whatever it shares."""
    lines = decode(text, "x.yaml")
    return [error.message for error in VALIDATOR.iter_errors(Source(lines, mapping_of(lines)).data)]


def spec(layers: str, more: str = "") -> str:
    return f"modelspec: 1\nname: m\ninputs: {{x: [8, 8]}}\nlayers:\n{layers}\n{more}"


def test_it_is_a_schema_of_draft_7() -> None:
    Draft7Validator.check_schema(schema())


def test_the_committed_file_is_fresh() -> None:
    """`python -m modelspec schema -o schemas/modelspec.schema.json` refreshes it."""
    assert (ROOT / "schemas" / "modelspec.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_worked_specs_are_valid(path: Path) -> None:
    assert not list(VALIDATOR.iter_errors(read(path).data))


def test_completion_offers_every_kind_once() -> None:
    words, calls = schema()["definitions"]["layers"]["items"]["anyOf"]
    assert set(calls["properties"]) == {*FAMILY, "reuse"}
    assert set(words["enum"]) <= set(FAMILY)
    assert {"flatten", "relu", "batch_normalization"} <= set(words["enum"])
    assert not {"dense", "add", "dropout"} & set(words["enum"])


def test_every_reference_leads_somewhere() -> None:
    definitions = schema()["definitions"]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                assert value["$ref"].removeprefix("#/definitions/") in definitions
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(copy.deepcopy(schema()))


@pytest.mark.parametrize(
    "layers",
    [
        "  - dense: 32",
        "  - dense: $width * 2",
        "  - dense: {units: $n, use_bias: $b, kernel_regularizer: {l1: 1e-6, l2: $l2}}",
        "  - dense: {units: 3, activation: {leaky_relu: 0.1}, kernel_initializer: {random_normal: {stddev: 0.1}}}",
        "  - dense: {units: 3, kernel_regularizer: none, bias_regularizer: l2}",
        "  - conv1d: {filters: 3, kernel_size: [3], strides: 2}",
        "  - relu",
        "  - relu:",
        "  - add: [a, b]",
        "  - reuse: {layer: a, from: b}",
        "  - bidirectional: {layer: {lstm: 3}}",
        "  - time_distributed: {layer: {dense: {units: 3, activation: relu}}}",
        "  - dense: {units: 3, repeat: 2, name: a, trainable: false, doc: text}",
    ],
)
def test_right_layers(layers: str) -> None:
    assert not errors(spec(layers))


@pytest.mark.parametrize(
    "layers",
    [
        "  - dens: 32",
        "  - Dense: 32",
        "  - dense",
        "  - dense:",
        "  - conv2d: 32",
        "  - dense: {units: 3.5}",
        "  - dense: {units: 0}",
        "  - dense: '32'",
        "  - dense: {units: 3, kernel_regulariser: l2}",
        "  - dense: {units: 3, kernel_regularizer: 0.01}",
        "  - dense: {units: 3, kernel_regularizer: {l2: -1}}",
        "  - dense: {units: 3, kernel_regularizer: {l2: 1, convention: lambda/3}}",
        "  - dense: {units: 3, activation: rellu}",
        "  - dense: {units: 3, kernel_initializer: he}",
        "  - {dense: 3, relu: }",
        "  - {type: dense, units: 3}",
        "  - dense: {activation: relu}",
        "  - relu: {slope: 1}",
        "  - 3",
    ],
)
def test_wrong_layers(layers: str) -> None:
    assert errors(spec(layers))


def test_a_block_brings_kinds_of_its_own() -> None:
    blocks = "blocks: {twice: {params: {n: required}, layers: [dense: $n, dense: $n]}}"
    assert errors(spec("  - twice: 3"))
    assert not errors(spec("  - twice: 3", blocks))
    assert not errors(spec("  - twice: {n: 3, name: a, repeat: 2}", blocks))
    assert errors(spec("  - twice: {n: 3, name: A}", blocks))
    assert errors(spec("  - dense: {unit: 3}", blocks))
    assert errors(spec("  - dense", blocks))


@pytest.mark.parametrize(
    "more",
    [
        "regularisation: {kernel: l2}",
        "regularization: {kernel: {l3: 1}}",
        "regularization: {convention: half}",
        "training: {loss: mse, optimizer: adam}",
        "training: {loss: mean_squared_error, optimizer: {adam: {lr: 1}}}",
        "training: {loss: mean_squared_error}",
        "training: {loss: mean_squared_error, optimizer: adam, metrics: [acc]}",
        "dtype: float33",
        "outputs: a",
        "blocks: {a: {layer: [relu]}}",
    ],
)
def test_wrong_sections(more: str) -> None:
    assert errors(spec("  - relu", more))


@pytest.mark.parametrize(
    "more",
    [
        "x-parked: {anything: [1]}",
        "regularization: {kernel: {l2: $l2}, convention: lambda/2m, examples: 60000, exclude: [a]}",
        "training: {loss: mean_squared_error, optimizer: {sgd: 0.1}, batch_size: $b}",
        "training: {losses: {a: huber}, loss_weights: {a: 0.5}, optimizer: adam}",
        "vars: {a: 1, b: text, c: [1, 2], d: true}",
        "outputs: [a, b]",
    ],
)
def test_right_sections(more: str) -> None:
    assert not errors(spec("  - relu", more))


@pytest.mark.parametrize(
    "text",
    [
        "extends: base.yaml",
        "extends: base.yaml\nname: m\noverride: {hidden: {units: 3}}\ntraining: {epochs: 3}",
        "imports: [a.yaml, b/c.yml]\nname: m\ninputs: {x: [1]}\nlayers: [block_of_a: 3]",
        "vars: {a: 1}",
        "imports: [a.yaml]\nblocks: {a: {layers: [relu]}}",
    ],
)
def test_files_that_share(text: str) -> None:
    assert not errors(f"modelspec: 1\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "extends: [a.yaml]",
        "extends: a.txt",
        "imports: a.yaml\nvars: {a: 1}",
        "extends: a.yaml\noverride: {hidden: 3}",
        "imports: [a.yaml]\nname: m\ninputs: {x: [1]}",
        "name: m",
    ],
)
def test_files_that_share_wrongly(text: str) -> None:
    assert errors(f"modelspec: 1\n{text}")


@pytest.mark.parametrize("version", ["", "modelspec: 2\n", "modelspec: '1'\n"])
def test_the_version_is_required(version: str) -> None:
    rest = "name: m\ninputs: {x: [1]}\nlayers: [relu]"
    assert errors(version + rest)
    assert not errors(f"modelspec: 1\n{rest}")
