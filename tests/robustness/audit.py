"""What Python does while specs are checked and built, told by its own audit events: nothing of a spec is run, no
process started, no framework loaded, nothing read outside of the project, nothing written outside of the output folder.

`python -m tests.robustness.audit` goes over all specs of this repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[2]
SPECS = ("examples/*.yaml", "tests/errors/*.yaml", "tests/hostile/**/*.yaml", "tests/robustness/canary.modelspec.yaml")
CANARY = "canary_7f3a"
"""Stands in many places of one spec, and must not be in anything that is compiled or run."""
FRAMEWORKS = frozenset("numpy tensorflow torch keras h5py safetensors rich".split())
NEVER = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.", "socket.", "ctypes.")
EXCHANGE = {("ctypes.dlopen", None), ("ctypes.dlsym", "renameat2"), ("ctypes.get_errno", None)}
"""Folders are exchanged by a function of the system that Python has no name for."""
CHANGES = {
    "os.mkdir": 1, "os.rmdir": 1, "os.remove": 1, "os.truncate": 1, "os.chmod": 1, "os.chown": 1, "os.utime": 1,
    "os.rename": 2, "os.link": 2, "os.symlink": 2, "shutil.rmtree": 1, "shutil.move": 2,
}  # fmt: skip
"""Events that change files, and how many names of files each has."""
LOOKS = frozenset({"os.listdir", "os.scandir", "os.chdir", "glob.glob"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
COMMANDS = (
    ["check"], ["summary", "--expand"], ["penalty"], ["show"], ["show", "--ir"],
    ["graph", "-f", "svg"], ["graph", "-f", "html"], ["build", "-b", "keras", "-b", "torch", "-b", "tfjs", "-o", "out"],
)  # fmt: skip


class Watch:
    """An audit hook: keeps what breaks a promise."""

    def __init__(self, project: Path) -> None:
        own = (sys.prefix, sys.base_prefix, str(ROOT / "modelspec"), str(ROOT / "templates"), *sys.path)
        self.project = os.path.realpath(project)
        # A script's own folder is first on the path, and it is no part of Python.
        self.readable = [os.path.realpath(path) for path in own if path and os.path.realpath(path) != str(ROOT)]
        self.broken: list[str] = []
        self.seen: set[str] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        self.seen.add(event)
        self.broken += [f"{event}: {problem}" for problem in self.problems(event, arguments)]

    def problems(self, event: str, arguments: tuple[Any, ...]) -> Iterator[str]:
        if event.startswith(NEVER) and (event, arguments[-1] if arguments else None) not in EXCHANGE:
            yield str(arguments)[:200]
        elif event == "import" and arguments[0].partition(".")[0] in FRAMEWORKS:
            yield arguments[0]
        elif event == "open" and isinstance(arguments[0], str | bytes):
            path, flags = os.fsdecode(arguments[0]), arguments[2] or 0
            if not self.may_open(path, writing=bool(flags & WRITING)):
                yield f"{path}, flags {flags}"
        elif event in CHANGES:
            yield from (name for name in map(str, arguments[: CHANGES[event]]) if not self.is_output(name))
        elif event in LOOKS and isinstance(arguments[0], str | bytes):
            path = os.fsdecode(arguments[0] or ".")
            if not self.may_open(path, writing=False):
                yield path
        elif event in ("compile", "exec"):
            yield from self.code(arguments[0], _caller())

    def may_open(self, path: str, *, writing: bool) -> bool:
        """Whether the program may: anything of Python's own and of the project to read, of the output to write."""
        if writing:
            return path == os.devnull or self.is_output(path)
        real = os.path.realpath(path)
        inside = [self.project, *self.readable]
        # Python looks for a path's own folder: those that lead to the project are no secret.
        return path == os.devnull or any(real == folder or real.startswith(folder + os.sep) for folder in inside)

    def is_output(self, path: str) -> bool:
        """Whether a file belongs to what `build` writes: the output folder, or the one that it makes beside it."""
        real = os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))
        folder = os.path.relpath(real, self.project).partition(os.sep)[0]
        return folder == "out" or folder.startswith(".out.")

    def code(self, code: object, caller: str) -> Iterator[str]:
        """Code from a file is an import; the standard library and pydantic make some of their own; this program only
        reads trees. None of it has a word of the spec."""
        if caller.endswith(f"{os.sep}ast.py"):
            return
        if caller.startswith(str(ROOT / "modelspec")):
            yield f"called by {caller}"
        if CANARY in "".join(_words(code)):
            yield f"has words of the spec, called by {caller}"


def _caller() -> str:
    """The file of the code that this module watches."""
    frame = sys._getframe()
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return "" if frame is None else frame.f_code.co_filename


def _words(code: object) -> Iterator[str]:
    if isinstance(code, CodeType):
        yield from (*code.co_names, *code.co_varnames, code.co_name)
        for constant in code.co_consts:
            yield from _words(constant)
    elif isinstance(code, str | bytes):
        yield os.fsdecode(code) if isinstance(code, bytes) else code


def watched(specs: Sequence[str]) -> int:
    """In a process of its own, in the project's folder: every command on every spec. Prints what breaks a promise."""
    watch = Watch(Path.cwd())
    sys.addaudithook(watch)
    from modelspec.cli import main  # noqa: PLC0415 (the import is watched, too)

    codes: dict[int, int] = {}
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        for spec in specs:
            for command in COMMANDS:
                with redirect_stdout(nowhere), redirect_stderr(nowhere):
                    code = main([*command, spec])
                codes[code] = codes.get(code, 0) + 1
    runs = sum(codes.values())
    print(f"{len(specs)} specs, {runs} runs (exit codes {codes}), {len(watch.broken)} broken promises")
    print(*dict.fromkeys(watch.broken), sep="\n")
    # A watch that saw nothing would promise nothing.
    alive = {"open", "import", "exec", "compile", "os.mkdir"} <= watch.seen
    return 1 if watch.broken or not alive else 0


def audit(patterns: Sequence[str] = SPECS) -> subprocess.CompletedProcess[str]:
    """A fresh process over copies of the specs, in a project of their own."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        (project / "pyproject.toml").write_text("[tool.modelspec]\nsteps = 5\n", encoding="ascii")
        for i, source in enumerate(sorted(path for pattern in patterns for path in ROOT.glob(pattern))):
            shutil.copyfile(source, project / f"s{i}_{source.name}", follow_symlinks=False)
        specs = sorted(path.name for path in project.glob("*.yaml"))
        code = f"import sys; from tests.robustness.audit import watched; sys.exit(watched({specs!r}))"
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )


if __name__ == "__main__":
    found = audit()
    print(found.stdout, found.stderr, sep="", end="")
    raise SystemExit(found.returncode)
