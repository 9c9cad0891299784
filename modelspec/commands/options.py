"""Parsing of a command's options, with a hint for a misspelt one, and the options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from modelspec.commands.settings import settings
from modelspec.errors import ModelspecError
from modelspec.words import did_you_mean, nearest

Options = argparse.Namespace
WIDTH = 100


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Of a fixed width: argparse makes one for each option, and to ask the terminal it imports shutil."""
    return argparse.HelpFormatter(prog, width=WIDTH)


class Parser(argparse.ArgumentParser):
    """The options of one command."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"modelspec {command}", description=description, allow_abbrev=False, formatter_class=_formatter
        )

    def error(self, message: str) -> NoReturn:
        raise ModelspecError(f"{message} (`{self.prog} --help` shows the options)")

    def parse(self, words: list[str]) -> Options | None:
        """The options; None if help was asked for and printed."""
        try:
            options, unknown = self.parse_known_intermixed_args(words)
        except SystemExit:
            return None
        if unknown:
            known = [word for word in self._option_string_actions if word.startswith("--")]
            odd = next((word for word in unknown if word.startswith("-")), unknown[0]).partition("=")[0]
            hint = did_you_mean(odd, known) if odd.startswith("-") else None
            self.error(f"unexpected {odd!a}" if hint is None else f"there is no option {odd!a}; {hint}")
        # The text of every file that is read, so that a report can quote its lines.
        options.texts = {}
        return options

    def one_of(self, flag: str, words: Sequence[str], default: str | None, help: str, short: str | None = None) -> None:
        """An option that takes one of a few words."""
        shown = f"{help}: {', '.join(words)}" + (f" (default {default})" if default else "")
        flags = [flag] if short is None else [short, flag]
        self.add_argument(*flags, type=choice(words), default=default, help=shown, metavar="WORD")

    def add_spec(self, *, several: bool = False) -> None:
        """The spec or specs that the command reads, and `--set`."""
        if several:
            self.add_argument(
                "spec", nargs="*", help="specs, or folders to search; `-` is stdin (default: this folder)"
            )
        else:
            self.add_argument("spec", metavar="SPEC", help="a spec; `-` is stdin")
        self.add_argument("--set", action="append", type=assignment, default=[], metavar="NAME=VALUE",
                          help="give a variable of the spec another value")  # fmt: skip

    def add_backends(self) -> None:
        self.add_argument("-b", "--backend", action="append", dest="backends", metavar="NAME",
                          help="keras, torch or tfjs; may be given again (default: keras and torch)")  # fmt: skip


def choice(words: Sequence[str]) -> Callable[[str], str]:
    """A type that accepts these words only."""

    def checked(word: str) -> str:
        if word not in words:
            near = nearest(word, words)
            hint = f"; did you mean `{near}`?" if near else ""
            raise argparse.ArgumentTypeError(f"{word!a} is none of {', '.join(words)}{hint}")
        return word

    return checked


def assignment(text: str) -> tuple[str, str]:
    """`name=value`."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!a} is not NAME=VALUE, e.g. `--set l2=1e-3`")
    return name.strip(), value


def count(least: int) -> Callable[[str], int]:
    """A type for whole numbers from `least`."""

    def checked(text: str) -> int:
        if not text.strip().isdecimal() or len(text) > 18 or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!a} is not a whole number from {least}")
        return int(text)

    return checked


def chosen(options: Options, name: str, default: Any) -> Any:
    """What the command line says, else `[tool.modelspec]` of pyproject.toml, else the default."""
    given = getattr(options, name)
    return given if given is not None else settings().get(name, default)
