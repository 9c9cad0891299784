"""Every bound of the language: what is just within it compiles in seconds and little memory, and one more is refused.

`python -m tests.robustness.bounds [NAME ...]` measures each, in processes of their own.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from modelspec import expression, memory, scalars, text, tree, words
from modelspec.backends import BACKENDS
from modelspec.layers import fields
from modelspec.resolve import bounds, calls, variables
from modelspec.sharing import files
from tests.robustness import large_specs as specs

MOST_SECONDS = 60.0
"""Of the processor: others may work on the machine, too."""
MOST_BYTES = 1_000_000_000
COMMANDS = (
    ("check",),
    ("summary",),
    ("penalty",),
    ("show",),
    ("graph", "-f", "svg"),
    *(("build", "-b", backend) for backend in BACKENDS),
)


@dataclass(frozen=True)
class Bound:
    """`spec(limit)` is just within, `spec(limit + 1)` is refused with the code. Without a spec, it needs more than one
    file or command, and a test of its own shows it. Without a `what`, it is a second spec for the bound above it."""

    name: str
    what: str
    limit: int
    code: str
    spec: Callable[[int], str] | None = None


USAGE = "exit 2"
"""In the place of a code: it is no matter of the spec, but of what was asked for."""
BOUNDS = (
    Bound("bytes", "bytes of a spec, with the files that it brings in", text.MAX_BYTES, "E017", specs.of_bytes),
    Bound("files", "files of a spec, itself and those that it brings in", files.MOST_FILES, "E705"),
    Bound("levels", "levels of nesting in a file", tree.MAX_DEPTH, "E018", specs.nested),
    Bound("values", "values and keys of a file, aliases written out", tree.MAX_NODES, "E019", specs.of_values),
    Bound("integer", "a whole number", scalars.MAX_INTEGER, "E021", specs.integer),
    Bound("length", "a length, size or count", fields.LARGEST, "E107", specs.length),
    Bound("name", "characters of a name", words.LONGEST_NAME, "E110", specs.name),
    Bound("doc", "characters of a layer's `doc`", bounds.LONGEST_DOC, "E109", specs.doc),
    Bound("repeat", "`repeat` of one layer or block", calls.MOST_REPEATS, "E109", specs.repeated),
    Bound("calls", "calls of a model, with `repeat` and blocks counted out", bounds.MOST_CALLS, "E408", specs.calls),
    Bound("calls-in-blocks", "", bounds.MOST_CALLS, "E408", specs.calls_in_blocks),
    Bound("arguments", "arguments and inputs of all these calls", bounds.MOST_VALUES, "E426", specs.arguments),
    Bound("uses", "uses of blocks inside one another", bounds.DEEPEST_USE, "E412", specs.used_inside),
    Bound("blocks", "different blocks that a model uses", bounds.MOST_BLOCKS, "E427", specs.blocks),
    Bound("inputs", "inputs of a model", bounds.MOST_INPUTS, "E427", specs.inputs),
    Bound("outputs", "outputs of a model or a block", bounds.MOST_OUTPUTS, "E427", specs.outputs),
    Bound("taken", "inputs of one call", bounds.MOST_TAKEN, "E427", specs.taken),
    Bound("entries", "entries of a tensor or a weight", bounds.MOST_ENTRIES, "E504", specs.entries),
    Bound("axes", "axes of a tensor", bounds.MOST_AXES, "E504", specs.axes),
    Bound("variables", "variables", variables.MOST_VARIABLES, "E206", specs.variables),
    Bound("list", "values in one variable", variables.MOST_ENTRIES, "E203", specs.entries_of_a_variable),
    Bound("lists", "lists inside one another in a variable", variables.DEEPEST, "E203", specs.levels_of_a_variable),
    Bound("expression", "characters of an expression", expression.MAX_LENGTH, "E205", specs.expression),
    Bound("tree", "levels of an expression", expression.MAX_DEPTH, "E205", specs.levels_of_an_expression),
    Bound("number", "a whole number that is computed", 2**expression.MAX_BITS - 1, "E205", specs.number),
    Bound("parameters", "parameters of a model that is run, drawn or read", memory.MOST_PARAMETERS, USAGE),
    Bound("activations", "numbers in outputs and data that `verify` runs", memory.MOST_ACTIVATIONS, USAGE),
)


@dataclass(frozen=True)
class Run:
    """What one process said and took."""

    code: int
    said: str
    seconds: float
    bytes: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="the bounds to measure (default: each)")
    names = parser.parse_args().names
    failures = 0
    for bound in BOUNDS:
        if bound.spec is not None and (not names or bound.name in names):
            failures += sum(map(_told, measured(bound)))
    print(f"{failures} failures")
    return 1 if failures else 0


def _told(row: tuple[str, Run, str]) -> bool:
    what, run, problem = row
    print(f"{what:<36} {run.seconds:6.1f} s {run.bytes / 1e6:6.0f} MB  {problem or 'ok'}", flush=True)
    return bool(problem)


def measured(bound: Bound) -> Iterator[tuple[str, Run, str]]:
    """Each command on the largest spec, and `check` on one that is too large: what, how it went, and what is wrong."""
    assert bound.spec is not None
    with tempfile.TemporaryDirectory() as folder:
        spec, out = Path(folder, "large.modelspec.yaml"), Path(folder, "out")
        spec.write_text(bound.spec(bound.limit), encoding="ascii")
        for command in COMMANDS:
            extra = ("-o", str(out)) if command[0] == "build" else ()
            run = run_command(*command, str(spec), *extra)
            wrong = _too_much(run) or ("" if run.code == 0 else run.said[:300])
            yield f"{bound.name}: {' '.join(command)}", run, wrong
        wrong = "; ".join(filter(None, map(unreadable, sorted(out.iterdir()))))
        yield f"{bound.name}: the files can be read", Run(0, "", 0, 0), wrong
        spec.write_text(bound.spec(bound.limit + 1), encoding="ascii")
        run = run_command("check", str(spec))
        wrong = _too_much(run) or (
            "" if run.code == 1 and f"[{bound.code}]" in run.said else run.said[:300] or "passes"
        )
        yield f"{bound.name}: one more is refused", run, wrong


def run_command(*arguments: str) -> Run:
    """The command in a process of its own; `wait4` tells what it took."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([sys.executable, "-m", "modelspec", *arguments], stdout=said, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        message = said.read().decode("utf-8", "replace")
    return Run(child.returncode, message, usage.ru_utime + usage.ru_stime, _bytes(usage))


def _bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _too_much(run: Run) -> str:
    if run.seconds > MOST_SECONDS:
        return f"takes more than {MOST_SECONDS:.0f} s"
    return f"takes more than {MOST_BYTES / 1e6:.0f} MB" if run.bytes > MOST_BYTES else ""


def unreadable(file: Path) -> str:
    """Why its language cannot read a generated file; empty if it can."""
    if file.suffix == ".py":
        command = [sys.executable, "-c", "import sys; compile(open(sys.argv[1]).read(), 'file', 'exec')"]
    elif file.suffix == ".mjs" and (node := shutil.which("node")) is not None:
        command = [node, "--check"]
    else:
        return ""
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    return f"{file.name}: {done.stderr[-200:]}" if done.returncode else ""


if __name__ == "__main__":
    raise SystemExit(main())
