"""`modelspec graph`: a picture."""

from __future__ import annotations

from modelspec.commands.files import write_file
from modelspec.commands.options import Options, Parser
from modelspec.commands.output import say
from modelspec.commands.specs import one_model
from modelspec.html import page
from modelspec.picture import dot, mermaid, svg

FORMS = {"svg": svg, "mermaid": mermaid, "dot": dot, "html": page}


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec()
    parser.one_of("--format", tuple(FORMS), "svg", "the form", short="-f")
    parser.add_argument("-o", "--output", metavar="FILE", help="write it there instead of to stdout")
    parser.add_argument("--expand", action="store_true", help="show the layers inside of blocks")


def run(options: Options) -> int:
    """Prints or writes the picture."""
    text = FORMS[options.format](one_model(options).graph, expand=options.expand)
    if options.output is None:
        print(text, end="")
        return 0
    write_file(options.output, text)
    say(f"{options.output} written")
    return 0
