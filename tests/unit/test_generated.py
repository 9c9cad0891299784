"""Committed files that a program writes are what it writes now: `make golden` refreshes them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.generated import README, ROOT, SECURITY, filled, sections, security_sections, whole_files

FILES = whole_files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path](), "make golden"


def test_the_readme_is_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert filled(text, sections()) == text, "make golden"


def test_the_tables_of_the_security_model_are_fresh() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    assert filled(text, security_sections()) == text, "make golden"


def test_no_expected_file_is_left_over() -> None:
    assert {path for path in (ROOT / "tests" / "cases").rglob("*") if path.is_file()} <= set(FILES)


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".py"], ids=lambda path: path.name)
def test_a_file_imports_its_framework_and_the_standard_library_only(path: Path) -> None:
    framework = path.stem.rpartition("_")[2]
    allowed = {framework, "math", "typing", "collections"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        assert {name.partition(".")[0] for name in names} <= allowed
