"""The text of generated Keras files, without Keras."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import modelspec
from modelspec.backends.functional.arguments import plain
from modelspec.backends.keras import BACKEND
from modelspec.backends.keras.classes import SPELLINGS
from modelspec.backends.keras.training import LOSSES, METRICS, OPTIMIZERS
from modelspec.layers import FAMILY, find
from modelspec.resolve import resolve
from modelspec.source import parse
from modelspec.training import losses, metrics, optimizers

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.modelspec.yaml"))
ODD = sorted((ROOT / "tests" / "frameworks" / "keras_specs").glob("*.yaml"))


def test_every_kind_has_a_spelling() -> None:
    assert set(SPELLINGS) == set(FAMILY)
    assert set(LOSSES) == set(losses.LOSSES)
    assert set(OPTIMIZERS) == set(optimizers.OPTIMIZERS)
    assert set(METRICS) == set(metrics.METRICS)


@pytest.mark.parametrize("kind", [kind for kind in FAMILY if SPELLINGS[kind].positional != ("function",)])
def test_arguments_without_names_are_the_first_of_the_layer(kind: str) -> None:
    fields = [name for name in find(kind).model_fields if name != "activity_regularizer"]
    positional = SPELLINGS[kind].positional
    assert tuple(fields[: len(positional)]) == positional
    assert set(SPELLINGS[kind].explicit) <= set(fields)


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("kernel_size", (3, 3), 3),
        ("kernel_size", (3, 2), (3, 2)),
        ("noise_shape", (None, 1), (None, 1)),
        ("axis", (1, 2), [1, 2]),
        ("padding", "same", "same"),
        ("padding", (0, 2), (0, 2)),
        ("padding", ((1, 1), (1, 1)), 1),
        ("padding", ((1, 1), (2, 2)), (1, 2)),
        ("padding", ((1, 2), (1, 2)), ((1, 2), (1, 2))),
        ("cropping", (2, 2), 2),
    ],
)
def test_sizes_are_written_short_only_where_keras_reads_them_so(field: str, value: object, written: object) -> None:
    assert plain(field, value) == written


@pytest.mark.parametrize("path", [*EXAMPLES, *ODD], ids=lambda path: path.name.partition(".")[0])
def test_every_weight_has_a_path_of_its_own(path: Path) -> None:
    graph = modelspec.load(path).graph
    made = BACKEND.generate(graph)
    assert list(made.weights) == [name for name, _ in graph.weights()]
    keys = [target.key for targets in made.weights.values() for target in targets]
    assert len(keys) == len(set(keys)) == len(made.weights)


def test_the_files_pass_ruff(tmp_path: Path) -> None:
    for path in (*EXAMPLES, *ODD):
        made = BACKEND.generate(modelspec.load(path).graph)
        (tmp_path / f"{path.name.partition('.')[0]}_{made.file_name}").write_text(made.text, encoding="ascii")
    for command in (["check", "--select", "E4,E7,E9,F,I,B,UP"], ["format", "--diff"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", str(tmp_path)]
        result = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


def test_the_backend_needs_no_framework() -> None:
    code = """
import sys, modelspec
modelspec.load(sys.argv[1]).code("keras")
print(sorted({"keras", "tensorflow", "torch", "numpy"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", code, str(EXAMPLES[0])]
    assert subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout == "[]\n"


@pytest.mark.parametrize("name", ["encoder", "encoder_query", "query"])
def test_no_variable_hides_a_function_of_the_file(name: str) -> None:
    text = f"""
modelspec: 1
name: hidden
inputs: {{query: [4]}}
blocks:
  encoder_layer: {{params: {{units: required}}, layers: [dense: {{units: $units}}]}}
layers:
- encoder_layer: {{name: encoder, units: 4}}
- reuse: {{name: second, layer: encoder}}
- encoder_layer: {{name: {name}_layer, units: 4}}
- add: [encoder, {name}_layer]
"""
    graph = resolve(parse(text, "hidden.modelspec.yaml")).graph
    tree = ast.parse(BACKEND.generate(graph).text)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert "encoder_layer" in functions
    assert not functions & stored
