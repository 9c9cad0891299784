"""The command line: finds the command, runs it, and turns whatever happens into an exit code and a clear message."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from modelspec.errors import ModelspecError, SpecError
from modelspec.exit_codes import FAILED, FINE, INTERRUPTED, PROBLEMS
from modelspec.visible import escape

COMMANDS = {
    "init": "write a commented spec to start from, and its schema",
    "check": "find every problem of a spec",
    "summary": "layers, shapes, parameters, penalties and cost",
    "penalty": "each penalty term, its gradient and its number in every convention",
    "build": "write the Keras and the PyTorch file",
    "verify": "prove that the generated files agree",
    "weights": "carry weights from one form to another",
    "graph": "a picture of the model",
    "show": "the resolved spec, or the intermediate form",
    "layers": "the reference of the layer kinds",
    "explain": "the long text of a diagnostic's code",
    "schema": "the JSON Schema of a spec, for editors",
}
"""Each is the module of its name in `modelspec.commands`, imported when it is named: start-up time counts."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives the exit code."""
    _without_plugins()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What goes to a program or into a file is UTF-8 as the files that `build` writes, unless told otherwise.
            kept = stream.isatty() or os.environ.get("PYTHONIOENCODING")
            stream.reconfigure(encoding=None if kept else "utf-8", errors="backslashreplace")
    collecting = gc.isenabled()
    gc.disable()
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; the flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return _failed(f"cannot write the output: {error.strerror or error}")
    finally:
        # The process ends next: without this, Python would search all that is left for cycles first.
        gc.freeze()
        if collecting:
            gc.enable()
    return code


def _without_plugins() -> None:
    """Pydantic looks for plug-ins in every installed distribution. Even with the look-up switched off, which is its
    documented variable, it imports importlib.metadata for it: a tenth of the time that `check` takes."""
    if "pydantic" not in sys.modules:
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        loader = ModuleType("pydantic.plugin._loader")
        vars(loader)["get_plugins"] = tuple
        sys.modules.setdefault(loader.__name__, loader)


def _run(words: list[str]) -> int:
    debug = os.environ.get("MODELSPEC_DEBUG", "") not in ("", "0")
    try:
        return _dispatch(words)
    except KeyboardInterrupt as interrupt:
        if said := str(interrupt):
            print(f"interrupted: {escape(said)}", file=sys.stderr)
        return INTERRUPTED
    except ModelspecError as error:
        if debug:
            raise
        return _failed(str(error))
    except Exception as error:
        # Only a write to a stream that is open already has no file name: `main` tells of those.
        if debug or (isinstance(error, OSError) and error.filename is None):
            raise
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return _failed(f"internal error: {said} (set MODELSPEC_DEBUG=1 for the traceback, and please report it)")


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else "--help"
    if name in ("--help", "-h", "help"):
        # Without a command, the help is the answer to a wrong call: nothing of it belongs into a pipe.
        print(_help(), file=sys.stdout if words else sys.stderr)
        return FINE if words else FAILED
    if name in ("--version", "-V"):
        from modelspec import __version__  # noqa: PLC0415

        print(f"modelspec {__version__}")
        return FINE
    if name not in COMMANDS:
        from modelspec.words import did_you_mean  # noqa: PLC0415

        what, known = ("option", ("--help", "--version")) if name.startswith("-") else ("command", tuple(COMMANDS))
        return _failed(f"there is no {what} {name!a}; {did_you_mean(name, known) or '`modelspec --help` lists all'}")
    return _command(name, words[1:])


def _command(name: str, words: list[str]) -> int:
    command = import_module(f"modelspec.commands.{name}")
    from modelspec.commands.options import Parser  # noqa: PLC0415
    from modelspec.commands.output import report  # noqa: PLC0415

    parser = Parser(name, COMMANDS[name])
    command.configure(parser)
    options = parser.parse(words)
    if options is None:
        return FINE
    try:
        code: int = command.run(options)
    except SpecError as error:
        report(error.diagnostics, options.texts)
        return PROBLEMS
    return code


def _help() -> str:
    width = max(map(len, COMMANDS))
    rows = [f"  {name:<{width}}  {said}" for name, said in COMMANDS.items()]
    return "\n".join(
        [
            "usage: modelspec COMMAND [options]",
            "",
            "One YAML spec in, equal Keras and PyTorch models out, penalties included, and the proof.",
            "",
            *rows,
            "",
            "`modelspec COMMAND --help` tells more; `modelspec --version` the version.",
        ]
    )


def _failed(message: str) -> int:
    print(f"error: {escape(message)}", file=sys.stderr)
    return FAILED
