"""Runs the tests of each defence against a copy of the project without it."""

from __future__ import annotations

import argparse
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.robustness import defences
from tests.robustness.defences import Defence

ROOT = Path(__file__).parents[3]
COPIED = ("modelspec", "tests", "templates", "schemas", "examples", "pyproject.toml")
LINKED = ("node_modules",)
FAILED = 1
"""Pytest's exit code for tests that failed; others mean that it did not get so far."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the defences to take out (default: each)")
    names = parser.parse_args().names
    chosen = [each for each in every_defence() if not names or each.name in names]
    idle = [each.name for each in chosen if not _is_missed(each)]
    print(f"{len(chosen)} defences taken out, {len(idle)} not missed by their tests{''.join(f' {n}' for n in idle)}")
    return 1 if idle or not chosen else 0


def every_defence() -> list[Defence]:
    """All that the modules beside this one list."""
    modules = [import_module(f"{defences.__name__}.{found.name}") for found in pkgutil.iter_modules(defences.__path__)]
    return [each for module in modules for each in getattr(module, "DEFENCES", ())]


def _is_missed(defence: Defence) -> bool:
    with tempfile.TemporaryDirectory(prefix="without-") as folder:
        _copy(Path(folder))
        _take_out(defence, Path(folder))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *defence.tests],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    missed = done.returncode == FAILED
    print(f"{'missed    ' if missed else 'NOT MISSED'} {defence.name}", flush=True)
    if not missed:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", flush=True)
    return missed


def _copy(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy2(source, folder / name)
    for name in LINKED:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)


def _take_out(defence: Defence, folder: Path) -> None:
    path = folder / defence.file
    text = path.read_text("utf-8")
    if text.count(defence.old) != 1:
        raise SystemExit(f"{defence.name}: `{defence.old}` stands {text.count(defence.old)} times in {defence.file}")
    path.write_text(text.replace(defence.old, defence.new), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
