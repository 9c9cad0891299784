"""`modelspec show`: what became of a spec."""

from __future__ import annotations

from modelspec.commands.options import Options, Parser
from modelspec.commands.specs import one_model
from modelspec.model import Model


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
    model = one_model(options)
    print(_origins(model, dict(options.set)) if options.origins else _form(model, options), end="")
    return 0


def _form(model: Model, options: Options) -> str:
    from modelspec.resolved import as_ir, as_yaml  # noqa: PLC0415

    return (as_ir if options.ir else as_yaml)(model.graph)


def _origins(model: Model, overrides: dict[str, str]) -> str:
    from modelspec.origins import as_origins  # noqa: PLC0415
    from modelspec.resolve.variables import read_variables  # noqa: PLC0415
    from modelspec.source import Problems  # noqa: PLC0415

    source = model.source
    assert source is not None
    return as_origins(model.graph, source, read_variables(source.data, overrides, Problems(source)), overrides)
