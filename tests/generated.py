"""Every committed file, or part of one, that a program writes: `python -m tests.generated` brings them up to date.

Read the difference before you commit it: a test says when one of them is stale.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import modelspec
from modelspec.backends import BACKENDS, backend
from modelspec.build import render_set
from modelspec.errors import MOST_PROBLEMS
from modelspec.exit_codes import MEANINGS
from modelspec.layers import LAYERS, find
from modelspec.report import MAX_SHOWN
from modelspec.schema import schema_text
from modelspec.training import LOSSES, OPTIMIZERS
from tests.robustness.bounds import BOUNDS

ROOT = Path(__file__).parents[1]
EXAMPLES = {path.name.removesuffix(".modelspec.yaml"): path for path in (ROOT / "examples").glob("*.yaml")}
README = ROOT / "README.md"
SECURITY = ROOT / "SECURITY.md"
ENDINGS = ("keras.py", "torch.py", "tfjs.mjs")
SHOWN = "1_dense"
"""The example whose files the README shows."""


def whole_files() -> dict[Path, Callable[[], str]]:
    """Path -> what should stand there. A case is an example, beside what must come of it."""
    files: dict[Path, Callable[[], str]] = {ROOT / "schemas" / "modelspec.schema.json": schema_text}
    for name, spec in EXAMPLES.items():
        for file, text in _case(spec).items():
            files[ROOT / "tests" / "cases" / name / file] = text
    return files


def _case(spec: Path) -> dict[str, Callable[[], str]]:
    graph = modelspec.load(spec).graph

    @cache
    def built() -> dict[str, str]:
        return render_set(graph, BACKENDS)

    names = [f"{graph.name}_{ending}" for ending in ENDINGS]
    return {
        "summary.txt": lambda: f"{modelspec.load(spec).summary()}\n",
        "penalty.txt": lambda: f"{modelspec.load(spec).penalties()}\n",
        **{file: lambda file=file: built()[file] for file in (*names, f"{graph.name}.manifest.json")},  # type: ignore[misc]
    }


def filled(text: str, sections: dict[str, str]) -> str:
    """A document with these parts between their marks, `<!-- generated: NAME -->` and `<!-- end -->`."""
    for name, content in sections.items():
        start = text.index(mark := f"<!-- generated: {name} -->\n") + len(mark)
        text = f"{text[:start]}{content}{text[text.index('<!-- end -->', start) :]}"
    return text


def sections() -> dict[str, str]:
    """The parts of the README that need no framework."""
    shown = modelspec.load(EXAMPLES[SHOWN])
    return {
        "spec": _fenced("yaml", EXAMPLES[SHOWN].read_text(encoding="utf-8")),
        "keras": _fenced("python", shown.code("keras")),
        "torch": _fenced("python", shown.code("torch")),
        "tfjs": _fenced("js", shown.code("tfjs")),
        "summary": _fenced("text", f"{shown.summary()}\n"),
        "support": support(),
        "exit codes": exit_codes(),
    }


def security_sections() -> dict[str, str]:
    """The parts of SECURITY.md."""
    return {"bounds": bounds(), "exit codes": exit_codes()}


def bounds() -> str:
    """The table of all bounds, from their constants."""
    rows = [["at most", "of", "one more is"], ["---:", "---", "---"]]
    rows += [[f"{bound.limit:,}", bound.what, bound.code] for bound in BOUNDS if bound.what]
    shown = f"\nA report shows the first {MAX_SHOWN} problems, and the search ends after {MOST_PROBLEMS}.\n"
    return _table(rows) + shown


def exit_codes() -> str:
    """The table of the exit codes."""
    return _table([["exit code", "means"], ["---:", "---"], *([str(code), said] for code, said in MEANINGS.items())])


def support() -> str:
    """The support table: a row a family of layers."""
    titles = [backend(name).title for name in BACKENDS]
    rows = [["layers", "regularizer slots", *titles], ["---"] * (2 + len(titles))]
    for kinds in LAYERS.values():
        slots = dict.fromkeys(slot for kind in kinds for slot in find(kind).slots)
        rows.append([", ".join(f"`{kind}`" for kind in kinds), ", ".join(slots), *map(_support(kinds), BACKENDS)])
    every = ["all" for _ in titles]
    rows.append([f"losses: {', '.join(f'`{kind}`' for kind in LOSSES)}", "", *every])
    rows.append([f"optimizers: {', '.join(f'`{kind}`' for kind in OPTIMIZERS)}", "", *every])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _support(kinds: tuple[str, ...]) -> Callable[[str], str]:
    def cell(name: str) -> str:
        missing = [kind for kind in kinds if backend(name).unsupported(kind) is not None]
        return "all" if not missing else f"all but {', '.join(missing)}"

    return cell


def verified() -> str:
    """What `verify` prints of the example in the README: runs both frameworks."""
    command = [sys.executable, "-m", "modelspec", "verify", str(EXAMPLES[SHOWN])]
    return _fenced("text", subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


def main() -> None:
    for path, text in whole_files().items():
        _write(path, text())
    _write(README, filled(README.read_text(encoding="utf-8"), {**sections(), "verify": verified()}))
    _write(SECURITY, filled(SECURITY.read_text(encoding="utf-8"), security_sections()))


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"refreshed {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
