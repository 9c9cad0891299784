"""`modelspec build`: the generated files, written, printed or compared with those on disk."""

from __future__ import annotations

import sys
from pathlib import Path

from modelspec.backends import DEFAULT, backend
from modelspec.commands.options import Options, Parser, chosen
from modelspec.commands.output import coloured, say
from modelspec.commands.specs import models_of
from modelspec.errors import ModelspecError
from modelspec.model import Model
from modelspec.output import compare_set, difference, holds_parts, write_set
from modelspec.visible import escape_lines

DEFAULT_OUTPUT = "out"
DIFF_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec(several=True)
    parser.add_backends()
    parser.add_argument("-o", "--output", metavar="DIR", help=f"the folder for the files (default {DEFAULT_OUTPUT})")
    parser.add_argument("--force", action="store_true", help="also overwrite files that were changed by hand")
    parser.add_argument("--verify", action="store_true", help="then prove that the files agree")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--stdout", action="store_true", help="print the code instead of writing it")
    instead.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a file would change")
    instead.add_argument("--diff", action="store_true", help="the same, and show what would change")
    instead.add_argument("--watch", action="store_true", help="build again whenever a spec changes, until Ctrl-C")


def run(options: Options) -> int:
    """Exit code 1 if a comparison found a difference."""
    if options.watch:
        from modelspec.commands.watch import watch  # noqa: PLC0415

        watch(options.spec, options.texts, lambda: _build(options))
    return _build(options)


def _build(options: Options) -> int:
    names = backend_names(options)
    # Every spec is read before the first file is written: a wrong one leaves all as it was.
    found = models_of(options)
    models = [model for _, model in found]
    _require_distinct(found)
    code = _bring([model.files(names) for model in models], options)
    if options.verify:
        from modelspec.commands.verify import verify_models  # noqa: PLC0415

        code = max(code, verify_models(models, options))
    return code


def _bring(sets: list[dict[str, str]], options: Options) -> int:
    """What is built by one command is one set: all of it is replaced, or nothing."""
    if options.stdout:
        for rendered in sets:
            print("\n".join(text for file, text in rendered.items() if not file.endswith(".json")), end="")
        return 0
    folder = chosen(options, "output", DEFAULT_OUTPUT)
    files = {file: text for rendered in sets for file, text in rendered.items()}
    if options.check or options.diff:
        return _compare(folder, files, options)
    for file, state in write_set(folder, files, force=options.force, tell=say):
        say(f"{Path(folder) / file}: {state}")
    return 0


def _compare(folder: str, files: dict[str, str], options: Options) -> int:
    interrupted = holds_parts(folder)
    if interrupted:
        say(f"{folder}: a build was interrupted, and the files may be of two; `modelspec build` undoes it first")
    states = compare_set(folder, files)
    for file, state in states:
        say(f"{Path(folder) / file}: {'unchanged' if state == 'unchanged' else f'would be {state}'}")
    if options.diff:
        print("".join(map(_painted, escape_lines(difference(folder, files)).splitlines(keepends=True))), end="")
    return 1 if interrupted or any(state != "unchanged" for _, state in states) else 0


def _painted(line: str) -> str:
    colour = DIFF_COLOURS.get(line[0]) if coloured(sys.stdout) else None
    return f"{colour}{line.rstrip()}\x1b[0m\n" if colour else line


def backend_names(options: Options) -> list[str]:
    """The backends asked for, each once."""
    names = list(dict.fromkeys(chosen(options, "backends", DEFAULT)))
    for name in names:
        backend(name)
    return names


def _require_distinct(found: list[tuple[str, Model]]) -> None:
    """Two specs of one name would overwrite each other's files."""
    seen: dict[str, str] = {}
    for file, model in found:
        other = seen.setdefault(model.graph.name, file)
        if other != file:
            raise ModelspecError(
                f"{other!a} and {file!a} are both named `{model.graph.name}`; build them into two folders"
            )
