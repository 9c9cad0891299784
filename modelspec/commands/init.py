"""`modelspec init`: a spec to start from, and the schema that editors complete it by."""

from __future__ import annotations

import os
from pathlib import Path

from modelspec.commands.files import write_file
from modelspec.commands.options import Options, Parser
from modelspec.commands.output import say
from modelspec.commands.specs import ENDING
from modelspec.errors import ModelspecError
from modelspec.resources import folder
from modelspec.schema import FILE_NAME, schema_text
from modelspec.visible import escape
from modelspec.words import did_you_mean

DEFAULT = "mlp"


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="where to write it (default: named after the template)")
    parser.add_argument("--template", metavar="NAME", help=f"which example to start from (default {DEFAULT})")
    parser.add_argument("--list", action="store_true", help="list the templates")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(options: Options) -> int:
    """Writes the spec and its schema."""
    templates = _templates()
    if options.list:
        width = max(map(len, templates))
        print("\n".join(f"{name:<{width}}  {_about(path)}" for name, path in templates.items()))
        return 0
    name = options.template or DEFAULT
    if name not in templates:
        raise ModelspecError(f"there is no template {name!a}; {did_you_mean(name, templates)}")
    target = Path(options.file or f"{name}{ENDING}")
    if target.is_dir():
        target = target / f"{name}{ENDING}"
    # A link that leads nowhere is there, too.
    if os.path.lexists(target) and not options.force:
        raise ModelspecError(f"{str(target)!a} is there already; --force overwrites it")
    write_file(str(target), templates[name].read_text(encoding="utf-8"))
    write_file(str(target.parent / FILE_NAME), schema_text())
    say(f"{target} written, and {target.parent / FILE_NAME} for your editor")
    print(f"next: modelspec check {escape(_quoted(str(target)))}")
    return 0


def _templates() -> dict[str, Path]:
    found = sorted((folder("templates") / "init").glob(f"*{ENDING}"))
    return {path.name.removesuffix(ENDING): path for path in found}


def _about(path: Path) -> str:
    """The first comment behind the editor's line."""
    return path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# ")


def _quoted(name: str) -> str:
    from shlex import quote  # noqa: PLC0415

    return quote(name)
