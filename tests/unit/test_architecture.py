"""Imports point one way, tables are total, and no shared code knows a backend or a layer that it should not know."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelspec.backends import BACKENDS, backend
from modelspec.layers import FAMILY
from modelspec.layers import LAYERS as FAMILIES
from tests.random_arguments import ARGUMENTS, ELSEWHERE, MERGES

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "modelspec"
LEVELS = (
    ("record", "resources", "interrupts", "exit_codes", "visible"),
    ("errors", "words", "scalars", "tables"),
    ("numeric", "disk"),
    ("foreign",),
    (
        "text",
        "expression",
        "nodes",
        "escapes",
        "borrowed",
        "lines",
        "glued",
        "misplaced",
        "indentation",
        "keys",
        "syntax",
        "initializers",
        "penalty",
        "explain",
        "markup",
        "fix",
    ),
    ("tree", "report", "report_formats"),
    ("reading",),
    ("sharing",),
    ("source",),
    ("ir", "value_messages", "argument_words"),
    ("messages",),
    ("layers", "training"),
    ("spec", "plain"),
    ("resolve",),
    ("yaml_text", "passes", "rows", "resolved", "penalty_table", "schema"),
    ("summary", "picture", "html", "origins"),
    ("output",),
    ("backends",),
    ("manifest",),
    ("build", "sample"),
    ("reference",),
    ("data", "memory", "weights"),
    ("verify",),
    ("instantiate",),
    ("model",),
    ("commands",),
    ("cli",),
    ("__main__", "__init__"),
)
"""From the ground up: a module imports from its own level and those before it."""
LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part(path: Path) -> str:
    """The first part of a module's name below the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports when it runs: those for type checkers only are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    for module in imports(path):
        if module.startswith("modelspec."):
            target = module.split(".")[1]
            assert LEVEL[target] <= LEVEL[part(path)], f"{path.name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_probes_parts_and_proofs_load_a_framework(path: Path) -> None:
    names = {module.split(".")[0] for module in imports(path)}
    frameworks = names & {"keras", "tensorflow", "torch", "numpy"}
    inside = path.relative_to(PACKAGE).parts
    allowed = {
        "backends": inside[-1] in ("probe.py", "live.py", "files.py") or "parts" in inside,
        "numeric": frameworks <= {"numpy"},
    }
    assert not frameworks or allowed.get(part(path), False), f"{path.name} imports {frameworks}"


@pytest.mark.parametrize("name", BACKENDS)
def test_each_backend_answers_for_each_kind(name: str) -> None:
    for kind in FAMILY:
        refusal = backend(name).unsupported(kind)
        assert refusal is None or len(refusal.reason) > 10


def test_each_kind_is_drawn_at_random() -> None:
    assert set(FAMILY) == {*ARGUMENTS, *MERGES, *ELSEWHERE}


def test_each_family_holds_the_kinds_of_its_catalogue() -> None:
    for family, kinds in FAMILIES.items():
        classes = importlib.import_module(f"modelspec.layers.{family}").LAYERS
        assert sorted(cls.kind for cls in classes) == sorted(kinds)


def test_no_shared_code_knows_a_backend() -> None:
    words = re.compile("|".join(rf"backends\.{name}\b" for name in BACKENDS))
    for path in MODULES:
        inside = path.relative_to(PACKAGE).parts
        if inside[0] == "backends" and inside[1] in BACKENDS:
            continue
        assert not words.search(path.read_text(encoding="utf-8")), path


def test_no_template_names_a_layer() -> None:
    kinds = re.compile(rf"\b({'|'.join(sorted(FAMILY, key=len, reverse=True))}|Dense|Linear|Conv\w+)\b")
    for path in (ROOT / "templates").rglob("*.jinja"):
        assert not kinds.search(path.read_text(encoding="utf-8")), path
