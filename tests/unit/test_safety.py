"""What the package never does, read from its own source: text becomes no code, and no file of objects is opened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "modelspec"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(PACKAGE.rglob("*.mjs"))
RUNS_GENERATED_CODE = "backends/program.py"
LISTED = {
    "exec": {RUNS_GENERATED_CODE},
    "compile": {RUNS_GENERATED_CODE},
    # Modules of our own by names of our own, and whether a package is there.
    "importlib": {
        "cli.py",
        "layers/__init__.py",
        "weights/files.py",
        *(f"backends/{name}.py" for name in ("__init__", "python", "process", "loading", "tfjs/node")),
        *(f"backends/{name}/layers/__init__.py" for name in ("torch", "tfjs")),
    },
    "subprocess": {"verify/processes.py", "backends/tfjs/client.py", "backends/tfjs/node.py"},
    # For the name of the error that torch.load raises.
    "pickle": {"backends/torch/files.py"},
    # A system call for which Python has no name.
    "ctypes": {"output/exchange.py"},
    "torch.load": {"backends/torch/files.py"},
}
"""Where something may stand that may stand nowhere else."""
BUILTINS = frozenset("eval exec compile __import__ input breakpoint".split())
IMPORTS = frozenset(
    "pickle marshal shelve dill cloudpickle joblib importlib imp runpy code codeop subprocess pty socket "
    "multiprocessing http ftplib smtplib ssl requests ctypes webbrowser markupsafe".split()
)
CALLS = re.compile(
    r"os\.(?:system|popen|fork|forkpty|startfile|exec\w+|spawn\w+|posix_spawn\w*)|(?:\w+\.)?from_string|urllib\.request\.\w+"
    r"|yaml\.(?:load|load_all|unsafe_load|unsafe_load_all|full_load|full_load_all)|torch\.load|(?:\w+\.)?Markup"
)


def found_in(tree: ast.Module) -> Iterator[str]:
    """What of all this stands in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names if _root(alias.name) in IMPORTS)
        elif isinstance(node, ast.ImportFrom) and not node.level and _root(node.module or "") in IMPORTS:
            yield _root(node.module or "")
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in BUILTINS or CALLS.fullmatch(name):
                yield name
            yield from (f"{word.arg}=True" for word in node.keywords if _is_unsafe(word))


def _root(module: str) -> str:
    return module.partition(".")[0]


def _is_unsafe(word: ast.keyword) -> bool:
    return word.arg in ("shell", "allow_pickle") and not (
        isinstance(word.value, ast.Constant) and word.value.value is False
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_text_becomes_no_code(path: Path) -> None:
    inside = path.relative_to(PACKAGE).as_posix()
    found = set(found_in(ast.parse(path.read_text(encoding="utf-8"))))
    assert not {what for what in found if inside not in LISTED.get(what, ())}


def test_every_exception_is_needed() -> None:
    for what, files in LISTED.items():
        for file in files:
            assert what in found_in(ast.parse((PACKAGE / file).read_text(encoding="utf-8"))), (what, file)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_code_of_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|\bFunction\(|child_process|\bvm\b|innerHTML|document\.write", text)
    assert text.count("import(") <= (path.name == "verbs.mjs")


def test_torch_reads_weights_only() -> None:
    (call,) = (
        node
        for node in ast.walk(ast.parse((PACKAGE / "backends/torch/files.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "torch.load"
    )
    assert {word.arg: ast.unparse(word.value) for word in call.keywords}["weights_only"] == "True"


@pytest.mark.parametrize(
    "source",
    [
        *("eval(x)", "exec(x)", "compile(x, '', 'eval')", "__import__(x)", "import pickle", "from importlib import x"),
        *("import importlib.util", "os.system(x)", "os.execv(x)", "yaml.load(x)", "environment.from_string(x)"),
        *(
            "run(x, shell=True)",
            "run(x, shell=y)",
            "np.load(x, allow_pickle=True)",
            "Markup(x)",
            "markupsafe.Markup(x)",
        ),
    ],
)
def test_what_is_looked_for_is_found(source: str) -> None:
    assert list(found_in(ast.parse(source)))
