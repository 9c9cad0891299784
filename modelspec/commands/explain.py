"""`modelspec explain CODE`."""

from __future__ import annotations

from modelspec.commands.options import Options, Parser
from modelspec.explain import explain


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_argument("code", metavar="CODE", help="the code of a diagnostic, e.g. E106")


def run(options: Options) -> int:
    """Prints the long text."""
    print(explain(options.code), end="")
    return 0
