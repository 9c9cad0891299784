"""What a command loads: start-up is most of the time that a command takes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = "examples/2_mnist_mlp.modelspec.yaml"
HEAVY = {"numpy", "tensorflow", "torch", "keras", "rich", "importlib.metadata", "pygments", "unittest", "asyncio"}
COMMANDS = [
    ("check", SPEC),
    ("summary", SPEC),
    ("penalty", SPEC),
    ("build", SPEC, "--stdout"),
    ("graph", SPEC),
    ("schema",),
    ("layers",),
]


def loaded(program: str, *words: str) -> set[str]:
    """The modules that a fresh process has after a program."""
    code = f"{program}\nimport sys\nprint('\\n'.join(['--modules--', *sys.modules]))"
    result = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(result.stdout.partition("--modules--\n")[2].split("\n"))


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_command_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    modules = loaded("import sys\nfrom modelspec.cli import main\nassert main(sys.argv[1:]) == 0", *words)
    assert "modelspec.resolve" in modules or words[0] in ("schema", "layers")
    assert not modules & HEAVY


def test_check_loads_only_the_families_that_the_spec_names() -> None:
    modules = loaded("import sys\nfrom modelspec.cli import main\nmain(sys.argv[1:])", "check", SPEC)
    assert "modelspec.layers.core" in modules
    assert not modules & {"modelspec.layers.convolution", "modelspec.layers.recurrent", "modelspec.layers.attention"}
    assert not modules & {"jinja2", "modelspec.backends", "modelspec.summary", "tomllib", "json.tool"}


def test_the_package_itself_is_light() -> None:
    modules = loaded("import modelspec")
    assert not modules & {"pydantic", "yaml", "jinja2", "modelspec.resolve", *HEAVY}


def test_the_package_gives_its_names_when_they_are_asked_for() -> None:
    modules = loaded("import modelspec\nmodelspec.load\nmodelspec.Model\nmodelspec.SpecError")
    assert "modelspec.model" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize("folder", ["layers", "training"])
def test_annotations_of_fields_are_evaluated_once(folder: str) -> None:
    """Where annotations are kept as text, pydantic evaluates those of every base class again for each class: 15 ms."""
    modules = (ROOT / "modelspec" / folder).glob("*.py")
    assert not [path.name for path in modules if "from __future__ import annotations" in path.read_text()]
