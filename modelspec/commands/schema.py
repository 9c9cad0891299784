"""`modelspec schema`."""

from __future__ import annotations

from modelspec.commands.files import write_file
from modelspec.commands.options import Options, Parser
from modelspec.commands.output import say
from modelspec.schema import schema_text


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_argument("-o", "--output", metavar="FILE", help="write it there instead of to stdout")


def run(options: Options) -> int:
    """Prints or writes the schema."""
    text = schema_text()
    if options.output is None:
        print(text, end="")
        return 0
    write_file(options.output, text)
    say(f"{options.output} written")
    return 0
