"""`modelspec show`: what became of a spec."""

from __future__ import annotations

from modelspec.commands.options import Options, Parser
from modelspec.commands.specs import one_model
from modelspec.errors import ModelspecError


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec()
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--resolved", action="store_true", help="variables, defaults and conventions worked out (default)"
    )
    form.add_argument("--ir", action="store_true", help="the graph that the backends read, as JSON")
    form.add_argument("--origins", action="store_true", help="where each value was written")


def run(options: Options) -> int:
    """Prints the form."""
    if options.origins:
        raise ModelspecError("`show --origins` is not carried yet; `show --resolved` shows the values")
    from modelspec.resolved import as_ir, as_yaml  # noqa: PLC0415

    graph = one_model(options).graph
    print((as_ir if options.ir else as_yaml)(graph), end="")
    return 0
