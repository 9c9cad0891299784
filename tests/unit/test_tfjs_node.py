"""Node.js and `@tensorflow/tfjs`: found where they may be, and named where they are missing."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from modelspec.backends.tfjs import node

MENDS = [
    "install Node.js 20 or newer, or pip install 'modelspec-compiler[tfjs]'",
    "npm install @tensorflow/tfjs@4.22.0",
]
Program = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Makes a `node` that prints a text, and the only one that can be found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(node, "find_spec", lambda name: None)

    def make(said: str) -> Path:
        file = folder / "node"
        file.write_text(f"#!{sys.executable}\nprint({said!r})\n")
        file.chmod(0o755)
        return file

    return make


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder; modelspec's own project has no packages of Node.js."""
    folder = tmp_path / "project" / "models"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv(node.USERS_FOLDER, raising=False)
    monkeypatch.setattr(node.modelspec, "__file__", str(tmp_path / "lib" / "modelspec" / "__init__.py"))
    return folder


def install(folder: Path, version: str) -> Path:
    package = folder / "node_modules" / "@tensorflow" / "tfjs"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"version": version}))
    return package


def test_nothing_is_missing(program: Program, project: Path) -> None:
    made, package = program("v20.0.0"), install(project.parent, "4.22.0")
    assert node.find_node() == made
    assert node.find_tfjs() == package
    assert node.missing() is None


def test_node_is_missing(program: Program, project: Path) -> None:
    assert node.missing() == f"Node.js is missing; {MENDS[0]}"


def test_node_is_too_old(program: Program, project: Path) -> None:
    made = program("v16.20.2")
    assert node.missing() == f"{made} is Node.js 16.20.2; {MENDS[0]}"


def test_node_does_not_run(program: Program, project: Path) -> None:
    made = program("this is another program")
    assert node.missing() == f"{made} does not run; {MENDS[0]}"


def test_tfjs_is_missing(program: Program, project: Path) -> None:
    program("v20.1.0")
    assert node.missing() == f"@tensorflow/tfjs is missing; {MENDS[1]}"


@pytest.mark.parametrize("version", ["3.21.0", "5.0.0"])
def test_tfjs_is_of_another_version(program: Program, project: Path, version: str) -> None:
    program("v20.1.0")
    package = install(project, version)
    assert node.missing() == f"{package} is of version {version}; {MENDS[1]}"


def test_a_broken_package_is_of_no_version(program: Program, project: Path) -> None:
    program("v20.1.0")
    (install(project, "4.22.0") / "package.json").write_text("{")
    assert "is of version unknown" in str(node.missing())


def test_the_nearest_package_counts(program: Program, project: Path) -> None:
    far, near = install(project.parent, "4.1.0"), install(project, "4.22.0")
    assert node.find_tfjs() == near
    (near / "package.json").unlink()
    assert node.find_tfjs() == far


def test_a_process_elsewhere_is_told_the_users_folder(
    program: Program, project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = install(project, "4.22.0")
    monkeypatch.chdir(tmp_path)
    assert node.find_tfjs() is None
    monkeypatch.setenv(node.USERS_FOLDER, str(project))
    assert node.find_tfjs() == package


def test_the_package_of_modelspecs_own_project(program: Program, project: Path, tmp_path: Path) -> None:
    assert node.find_tfjs() is None
    package = install(tmp_path / "lib", "4.22.0")
    assert node.find_tfjs() == package
