"""`extends`, `imports` and `override`: what comes of them, where each value was written, and what may be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from modelspec.cli import main
from modelspec.errors import Diagnostic, SpecError
from modelspec.model import Model, load
from modelspec.reading import read_bytes
from modelspec.sharing.files import MOST_FILES
from modelspec.text import MAX_BYTES

HEAD = "modelspec: 1\nname: child\n"
BASE = """\
modelspec: 1
name: base
vars: {width: 32, rate: 0.1}
inputs: {x: [16]}
regularization: {kernel: {l2: 0.01}}
layers:
  - dense: {name: hidden, units: $width, activation: relu, kernel_initializer: {random_uniform: {minval: -0.1}}}
  - dropout: $rate
  - dense: {name: logits, units: 10}
training:
  loss: {sparse_categorical_crossentropy: {from_logits: true}}
  optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9}}
  epochs: 3
"""
LIBRARY = """\
modelspec: 1
vars: {rate: 0.5}
blocks:
  residual:
    params: {units: required}
    layers: [dense: {units: $units}, dropout: $rate, add: [input, dropout]]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with a parent and a library."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks/residual.yaml").write_text(LIBRARY)
    return tmp_path


def written(project: Path, text: str, name: str = "child.modelspec.yaml") -> Path:
    path = project / name
    path.write_text(HEAD + text)
    return path


def model(project: Path, text: str) -> Model:
    return load(written(project, text))


def problems(project: Path, text: str) -> list[Diagnostic]:
    with pytest.raises(SpecError) as caught:
        model(project, text)
    return caught.value.diagnostics


def node(found: Model, name: str) -> object:
    return next(each for each in found.graph.nodes() if each.name == name).layer


def test_a_child_that_says_nothing_is_its_parent(project: Path) -> None:
    found = model(project, "extends: base.yaml\n")
    parent = load(project / "base.yaml")
    assert found.graph.body == parent.graph.body
    assert found.graph.training == parent.graph.training
    assert found.graph.name == "child"


def test_mappings_merge_and_lists_and_scalars_replace(project: Path) -> None:
    found = model(project, "extends: base.yaml\nvars: {width: 64}\ninputs: {x: [4]}\ntraining: {epochs: 5}\n")
    assert [tensor.shape for tensor in found.graph.body.inputs] == [(4,)]
    assert node(found, "hidden").units == 64
    assert found.graph.training.epochs == 5
    assert found.graph.training.optimizer.momentum == 0.9


def test_a_call_of_another_kind_replaces_the_parents(project: Path) -> None:
    found = model(project, "extends: base.yaml\ntraining: {optimizer: {adam: {learning_rate: 0.01}}}\n")
    assert (found.graph.training.optimizer.kind, found.graph.training.optimizer.learning_rate) == ("adam", 0.01)
    found = model(project, "extends: base.yaml\ntraining: {optimizer: {sgd: {learning_rate: 0.01}}}\n")
    assert (found.graph.training.optimizer.learning_rate, found.graph.training.optimizer.momentum) == (0.01, 0.9)
    initializer = "{kernel_initializer: {random_normal: {stddev: 0.5}}}"
    found = model(project, f"extends: base.yaml\noverride: {{hidden: {initializer}}}\n")
    assert node(found, "hidden").kernel_initializer.kind == "random_normal"


def test_override_changes_a_layer_by_its_name(project: Path) -> None:
    found = model(project, "extends: base.yaml\noverride: {hidden: {activation: tanh, kernel_regularizer: none}}\n")
    hidden = node(found, "hidden")
    assert hidden.activation.kind == "tanh"
    assert hidden.units == 32
    assert [term.term for term in found.graph.penalties()] == ["logits.kernel"]


def test_a_grandchild_overrides_what_its_parent_overrode(project: Path) -> None:
    written(project, "extends: base.yaml\noverride: {hidden: {units: 5}, logits: {units: 3}}\n", "middle.yaml")
    found = model(project, "extends: middle.yaml\noverride: {hidden: {units: 6}}\n")
    assert (node(found, "hidden").units, node(found, "logits").units) == (6, 3)


def test_imports_bring_blocks_and_variables(project: Path) -> None:
    use = "imports: [blocks/residual.yaml]\ninputs: {x: [8]}\nlayers: [residual: 8]\n"
    assert node(model(project, use), "dropout").rate == 0.5
    assert node(model(project, use + "vars: {rate: 0.25}\n"), "dropout").rate == 0.25
    assert load(written(project, use), {"rate": 0.75}).graph.body.steps[0].body.steps[1].layer.rate == 0.75


def test_a_library_that_two_files_bring_is_one(project: Path) -> None:
    (project / "more.yaml").write_text("modelspec: 1\nimports: [blocks/residual.yaml]\nvars: {more: 1}\n")
    use = "imports: [more.yaml, blocks/residual.yaml]\ninputs: {x: [8]}\nlayers: [residual: 8]\n"
    assert model(project, use).warnings == []


def test_each_error_stands_where_it_was_written(project: Path) -> None:
    (found,) = problems(project, "extends: base.yaml\noverride: {hidden: {units: -1}}\n")
    assert (found.file, found.range.start.line) == (str(project / "child.modelspec.yaml"), 4)
    (project / "base.yaml").write_text(BASE.replace("units: 10", "units: -10"))
    (found,) = problems(project, "extends: base.yaml\noverride: {hidden: {units: 1}}\n")
    assert (found.file, found.range.start.line) == (str(project / "base.yaml"), 9)
    (project / "blocks/residual.yaml").write_text(LIBRARY.replace("dropout: $rate", "dropout: 7"))
    (found,) = problems(project, "imports: [blocks/residual.yaml]\ninputs: {x: [8]}\nlayers: [residual: 8]\n")
    assert (found.file, found.range.start.line) == (str(project / "blocks/residual.yaml"), 6)


def test_a_missing_key_is_missing_in_the_child(project: Path) -> None:
    (project / "base.yaml").write_text("modelspec: 1\ninputs: {x: [8]}\n")
    (found,) = problems(project, "extends: base.yaml\n")
    assert (found.code, Path(found.file).name) == ("E031", "child.modelspec.yaml")


@pytest.mark.parametrize(
    "name",
    ["../outside.yaml", "/outside.yaml", "blocks/../../outside.yaml", "link.yaml", "links/outside.yaml", "~/a.yaml"],
)
def test_nothing_outside_of_the_project_is_read(project: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = project / "inner"
    inner.mkdir()
    (inner / ".git").mkdir()
    (inner / "blocks").mkdir()
    (project / "outside.yaml").write_text("modelspec: 1\nvars: {secret: 1}\n")
    (inner / "link.yaml").symlink_to(project / "outside.yaml")
    (inner / "links").symlink_to(project)
    opened: list[str] = []
    real_open = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest: opened.append(str(path)) or real_open(path, *rest))
    (found,) = problems(inner, f"imports: ['{name}']\ninputs: {{x: [8]}}\nlayers: [flatten]\n")
    assert found.code == "E702"
    assert not [path for path in opened if path.endswith("outside.yaml")]


def test_a_link_within_the_project_is_followed(project: Path) -> None:
    (project / "link.yaml").symlink_to(project / "base.yaml")
    assert model(project, "extends: link.yaml\n").graph.name == "child"


@pytest.mark.parametrize("name", ["notes.txt", ".env", "base.yaml.bak"])
def test_only_yaml_files_are_read(project: Path, name: str) -> None:
    (project / name).write_text("password: 1234\n")
    (found,) = problems(project, f"extends: {name}\n")
    assert found.code == "E702"


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing"])
def test_only_regular_files_are_read(project: Path, kind: str) -> None:
    if kind == "folder":
        (project / "odd.yaml").mkdir()
    elif kind == "pipe":
        os.mkfifo(project / "odd.yaml")
    (found,) = problems(project, "extends: odd.yaml\n")
    assert found.code == "E701"


def test_a_ring_is_spelled_out(project: Path) -> None:
    (project / "one.yaml").write_text("modelspec: 1\nextends: two.yaml\n")
    (project / "two.yaml").write_text("modelspec: 1\nimports: [one.yaml]\n")
    (found,) = problems(project, "extends: one.yaml\n")
    one, two = project / "one.yaml", project / "two.yaml"
    assert (found.code, found.file) == ("E703", str(two))
    assert f"{one} -> {two} -> {one}" in found.message
    assert [Path(note.file).name for note in found.related] == ["one.yaml", "child.modelspec.yaml"]


def test_the_number_of_files_is_bounded(project: Path) -> None:
    chain = MOST_FILES + 1
    for i in range(chain):
        parent = f"extends: part_{i + 1}.yaml\n" if i + 1 < chain else "inputs: {x: [8]}\nlayers: [flatten]\n"
        (project / f"part_{i}.yaml").write_text(f"modelspec: 1\n{parent}")
    assert load(written(project, "extends: part_2.yaml\n")).graph.name == "child"
    (found,) = problems(project, "extends: part_0.yaml\n")
    assert found.code == "E705"


def test_the_size_of_all_files_together_is_bounded(project: Path) -> None:
    filling = "#" * 100 + "\n"
    large = "modelspec: 1\nvars: {a: 1}\n" + filling * (MAX_BYTES // len(filling) // 2 + 10)
    (project / "one.yaml").write_text(large)
    (project / "two.yaml").write_text(large.replace("a: 1", "b: 1"))
    assert len(read_bytes(str(project / "one.yaml"))) < MAX_BYTES
    (found,) = problems(project, "imports: [one.yaml, two.yaml]\ninputs: {x: [8]}\nlayers: [flatten]\n")
    assert found.code == "E017"


def test_the_values_of_all_files_together_are_bounded(project: Path) -> None:
    many = f"[{', '.join(['1'] * 1000)}]"
    large = f"modelspec: 1\nx-a: &a {many}\nx-b: [{', '.join(['*a'] * 250)}]\n"
    for name in ("one.yaml", "two.yaml"):
        (project / name).write_text(large)
    (found,) = problems(project, "imports: [one.yaml, two.yaml]\ninputs: {x: [8]}\nlayers: [flatten]\n")
    assert (found.code, Path(found.file).name) == ("E019", "child.modelspec.yaml")


def test_a_folder_with_a_library_is_checked_and_built(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / "base.yaml").rename(project / "base.modelspec.yaml")
    (project / "blocks/residual.yaml").rename(project / "blocks/residual.modelspec.yaml")
    written(project, "extends: base.modelspec.yaml\nimports: [blocks/residual.modelspec.yaml]\n")
    assert main(["check"]) == 0
    assert "3 specs checked: no problems" in capsys.readouterr().err
    assert main(["build"]) == 0
    assert {path.name for path in (project / "out").iterdir() if path.suffix == ".py"} == {
        "base_keras.py",
        "base_torch.py",
        "child_keras.py",
        "child_torch.py",
    }


def test_a_wrong_library_is_not_passed_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "blocks/residual.yaml"
    path.write_text(LIBRARY.replace("dense:", "dens:"))
    assert main(["check", str(path)]) == 1
    assert "did you mean `dense`?" in capsys.readouterr().out


def test_fix_mends_the_named_file_only(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = BASE.replace("activation: relu", "activaton: relu")
    (project / "base.yaml").write_text(wrong)
    child = written(project, "extends: base.yaml\noverride: {logits: {unts: 3}}\n")
    assert main(["check", "--fix", str(child)]) == 1
    assert (project / "base.yaml").read_text() == wrong
    assert "units: 3" in child.read_text()
    assert main(["check", "--fix", str(project / "base.yaml"), str(child)]) == 0
    capsys.readouterr()


def test_origins(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    written(
        project,
        "extends: base.yaml\nimports: [blocks/residual.yaml]\nvars: {width: 16}\n"
        "override:\n  hidden: {activation: tanh}\n",
    )
    assert main(["show", "--origins", "child.modelspec.yaml", "--set", "rate=0.3"]) == 0
    shown = [line.split("  # ") for line in capsys.readouterr().out.splitlines()]
    origins = {line[0].strip(): line[1] for line in shown if len(line) == 2}
    assert origins["name: child"] == "child.modelspec.yaml:2"
    assert origins["width: 16"] == "child.modelspec.yaml:5"
    assert origins["rate: 0.3"] in ("--set", "base.yaml:8: $rate")
    assert origins["units: 16"] == "base.yaml:7: $width"
    assert origins["activation: tanh"] == "child.modelspec.yaml:7"
    assert origins["kernel_regularizer: {l2: 0.01}"] == "base.yaml:5"
    assert origins["bias_initializer: zeros"] == "default"
    assert origins["from: [hidden]"] == "automatic"
    assert origins["momentum: 0.9"] == "base.yaml:12"


def test_standard_input_shares_from_the_current_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setattr("modelspec.source.read_bytes", lambda name: f"{HEAD}extends: base.yaml\n".encode())
    assert main(["check", "-"]) == 0
    capsys.readouterr()
