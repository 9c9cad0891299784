"""`modelspec summary`."""

from __future__ import annotations

from modelspec.commands.options import Options, Parser
from modelspec.commands.specs import one_model


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec()
    parser.one_of("--format", ("table", "json", "markdown"), "table", "how it is written")
    parser.add_argument("--expand", action="store_true", help="show the layers inside of blocks")


def run(options: Options) -> int:
    """Prints the summary."""
    summary = one_model(options).summary(expand=options.expand)
    forms = {"table": summary.__str__, "json": summary.as_json, "markdown": summary.as_markdown}
    print(forms[options.format]())
    return 0
