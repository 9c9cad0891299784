"""`modelspec check`: syntax, schema, references, shapes, penalties."""

from __future__ import annotations

import sys

from modelspec.commands.options import Options, Parser
from modelspec.commands.output import coloured, plural, say
from modelspec.commands.specs import spec_files
from modelspec.errors import Diagnostic, ModelspecError, SpecError
from modelspec.model import model_from
from modelspec.report import render
from modelspec.resolve import check_library
from modelspec.source import read

FORMATS = ("text", "concise", "json", "github", "sarif")
MOST_ROUNDS = 20


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec(several=True)
    parser.one_of("--format", FORMATS, "text", "how problems are written")
    parser.add_argument(
        "-b", "--backend", action="append", dest="backends", metavar="NAME", help="also what this backend cannot carry"
    )
    parser.add_argument("--strict", action="store_true", help="warnings count as problems")
    parser.add_argument("--fix", action="store_true", help="apply the mends that are beyond doubt; comments stay")
    parser.add_argument("--watch", action="store_true", help="check again whenever a file changes, until Ctrl-C")


def run(options: Options) -> int:
    """Exit code 1 if a problem was found."""
    if options.fix and "-" in options.spec:
        raise ModelspecError("--fix changes files, it cannot change stdin")
    if options.watch:
        from modelspec.commands.watch import watch  # noqa: PLC0415

        watch(options.spec, options.texts, lambda: _check(options))
    return _check(options)


def _check(options: Options) -> int:
    files = spec_files(options.spec)
    if options.fix:
        for file in files:
            _mend(file, options)
    found = [problem for file in files for problem in _problems(file, options)]
    shown = render(found, options.texts, options.format, coloured(sys.stdout))
    if shown:
        print(shown)
    errors = sum(problem.severity == "error" for problem in found)
    warnings = len(found) - errors
    if options.format == "text":
        say(_verdict(len(files), errors, warnings))
    return 1 if errors or (options.strict and warnings) else 0


def _verdict(files: int, errors: int, warnings: int) -> str:
    counts = [plural(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    return f"{plural(files, 'spec')} checked: {', '.join(counts) or 'no problems'}"


def _problems(file: str, options: Options) -> list[Diagnostic]:
    try:
        source = read(file, options.texts)
        if source.is_library:
            return check_library(source)
        model = model_from(source, dict(options.set))
        if options.backends:
            model.require(options.backends)
        return model.warnings
    except SpecError as error:
        return error.diagnostics


def _mend(file: str, options: Options) -> None:
    """A mend may bring the next problem to light: again, until there is none left."""
    from modelspec.fix import mended, write_back  # noqa: PLC0415

    number = 0
    for _ in range(MOST_ROUNDS):
        # A file that this one only shares from is mended when it is named itself.
        found = [problem for problem in _problems(file, options) if problem.file == file]
        fixes = [problem.fix for problem in found if problem.fix is not None]
        if not fixes:
            break
        number += len(fixes)
        write_back(file, mended(options.texts[file], fixes))
    if number:
        say(f"{file}: {plural(number, 'problem')} mended")
