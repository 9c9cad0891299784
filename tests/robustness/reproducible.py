"""The same bytes everywhere: each output of each spec, in processes that differ in all that must not matter.

`python -m tests.robustness.reproducible --specs 200 --python PATH ...`; each PATH is another Python that has what
modelspec needs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parents[2]
ONCE = (["schema"], ["layers"], ["layers", "conv2d"], ["explain", "E106"])
PRINTED = (
    ["check", "--format", "json"], ["summary", "--expand"], ["summary", "--format", "json"], ["penalty"],
    ["penalty", "--format", "json"], ["show"], ["show", "--ir"], ["graph", "-f", "html"],
)  # fmt: skip
PICTURES = ("svg", "mermaid", "dot", "html")
BACKENDS = ("keras", "torch", "tfjs")
MOST_SHOWN = 20
Outputs = dict[str, str]
"""The hash of each output by its name."""


@dataclass(frozen=True)
class Variant:
    """How a process differs from the first one."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "project"
    umask: int = 0o022
    python: str = sys.executable


PLAIN = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80"}
NO_UTF8 = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
VARIANTS = (
    Variant("hash seed 1", {"PYTHONHASHSEED": "1"}),
    Variant("hash seed 4242", {"PYTHONHASHSEED": "4242"}),
    Variant("locale C, no UTF-8 mode", {"LC_ALL": "C", "LANG": "C", **NO_UTF8}),
    Variant("locale tr_TR", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    Variant("another time zone", {"TZ": "Pacific/Kiritimati"}),
    Variant("a date for builds", {"SOURCE_DATE_EPOCH": "1"}),
    Variant("another folder", folder="some where/else/é"),
    Variant("umask 077", umask=0o077),
    Variant("a narrow terminal", {"COLUMNS": "30", "TERM": "xterm-256color", "NO_COLOR": "1"}),
    Variant("another user", {"HOME": "/nonexistent", "USER": "somebody", "LOGNAME": "somebody"}),
    # 2 takes away the docstrings, which `schema` and `layers` show.
    Variant("optimized", {"PYTHONOPTIMIZE": "1"}),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--specs", type=int, default=20, help="random specs beside the examples (default 20)")
    parser.add_argument("--seed", type=int, default=0, help="of the random specs (default 0)")
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="another Python; may be repeated")
    options = parser.parse_args()
    others = [Variant(f"Python of {path}", python=path) for path in options.python]
    count, differences = compare([*VARIANTS, *others], options.specs, options.seed)
    print(*differences[:MOST_SHOWN], sep="\n")
    print(f"{count} outputs, {len(VARIANTS) + len(others)} other processes, {len(differences)} differences")
    return 1 if differences or not count else 0


def compare(variants: Sequence[Variant], specs: int, seed: int, examples: str = "*.yaml") -> tuple[int, list[str]]:
    """How many outputs there are, and each that is another one in a variant."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plain = _outputs(root / "plain", Variant("plain"), specs, seed, examples)
        differences = []
        for i, variant in enumerate(variants):
            found = _outputs(root / str(i), variant, specs, seed, examples)
            names = [name for name in {**plain, **found} if plain.get(name) != found.get(name)]
            differences += [f"{variant.name}: {name}" for name in names]
            print(f"{variant.name}: {len(found)} outputs, {len(names)} differ", flush=True)
        return len(plain), differences


def _outputs(root: Path, variant: Variant, specs: int, seed: int, examples: str) -> Outputs:
    """What one process makes of all specs."""
    project = root / variant.folder
    project.mkdir(parents=True)
    _write_specs(project, specs, seed, examples)
    done = subprocess.run(
        [variant.python, "-P", str(Path(__file__).resolve()), "--worker"],
        cwd=project,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **PLAIN, **variant.environment},
        umask=variant.umask,
        stdout=subprocess.PIPE,
        text=True,
        encoding="ascii",
        check=True,
    )
    shutil.rmtree(root)
    outputs: Outputs = json.loads(done.stdout)
    return outputs


def _write_specs(project: Path, count: int, seed: int, examples: str) -> None:
    import yaml  # noqa: PLC0415 (the worker of another Python needs none of this)

    from tests.random_specs import draw_spec  # noqa: PLC0415

    for path in (ROOT / "examples").glob(examples):
        shutil.copy(path, project)
    for number in range(seed, seed + count):
        choices = random.Random(number)
        spec = draw_spec(lambda values, choices=choices: choices.choice(list(values)))  # type: ignore[misc]
        text = yaml.safe_dump(spec, sort_keys=False)
        (project / f"r{number}.modelspec.yaml").write_text(text, encoding="ascii")


def work() -> Outputs:
    """In the process of a variant: every output of every spec in this folder."""
    found: Outputs = {}
    for command in ONCE:
        found[" ".join(command)] = _printed(command)
    for path in sorted(Path().glob("*.yaml")):
        spec, name = path.name, path.name.partition(".")[0]
        for command in PRINTED:
            found[f"{name}: {' '.join(command)}"] = _printed([*command, spec])
        for form in PICTURES:
            _printed(["graph", "-f", form, "-o", f"picture.{form}", spec])
            found[f"{name}: picture {form}"] = _hash(Path(f"picture.{form}"))
        for backend in BACKENDS:
            found[f"{name}: build {backend}"] = _printed(["build", spec, "-b", backend, "-o", "out"])
            found |= {f"{name}: {backend}: {file.name}": _hash(file) for file in sorted(Path("out").glob("*"))}
            shutil.rmtree("out", ignore_errors=True)
        _printed(["weights", spec, "--random", "7", "-o", "w.npz"])
        found[f"{name}: weights"] = _hash(Path("w.npz"))
        Path("w.npz").unlink(missing_ok=True)
    return found


def _printed(command: list[str]) -> str:
    from modelspec.cli import main  # noqa: PLC0415 (imported where it runs)

    said = StringIO()
    with redirect_stdout(said), redirect_stderr(StringIO()):
        code = main(command)
    return f"{code} {hashlib.sha256(said.getvalue().encode('utf-8', 'surrogatepass')).hexdigest()}"


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "none"


if __name__ == "__main__":
    if "--worker" in sys.argv:
        print(json.dumps(work()))
    else:
        raise SystemExit(main())
