"""`modelspec penalty`."""

from __future__ import annotations

from dataclasses import replace

from modelspec.commands.options import Options, Parser
from modelspec.commands.specs import one_model
from modelspec.model import Model


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec()
    parser.one_of("--format", ("table", "json", "markdown"), "table", "how it is written")
    parser.add_argument("--weights", metavar="FILE", help="also the value of each weight's term for these weights")


def run(options: Options) -> int:
    """Prints every penalty term."""
    model = one_model(options)
    table = model.penalties()
    if options.weights is not None:
        table = replace(table, values=_values(model, options.weights))
    forms = {"table": table.__str__, "json": table.as_json, "markdown": table.as_markdown}
    print(forms[options.format]())
    return 0


def _values(model: Model, file: str) -> dict[str, float]:
    from modelspec.weights import read_weights  # noqa: PLC0415

    arrays = read_weights(model.graph, file)
    weights = (term for term in model.graph.penalties() if term.target == "weight")
    return {term.term: term.penalty.value(arrays[term.term].astype("float64")) for term in weights}
