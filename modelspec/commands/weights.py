"""`modelspec weights`: weights from one form to another."""

from __future__ import annotations

from modelspec.commands.options import Options, Parser, count
from modelspec.commands.output import say
from modelspec.commands.specs import one_model


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec()
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--random", type=count(0), metavar="SEED", help="draw them from the spec's initializers")
    source.add_argument("--from", dest="source", metavar="FILE", help="read them from a file")
    parser.add_argument("-b", "--backend", metavar="NAME", help="the backend of the file that is written")
    parser.add_argument("-o", "--output", metavar="FILE", required=True,
                        help="ends in .npz, .safetensors, .pt, .weights.h5, .keras or .json (tfjs)")  # fmt: skip


def run(options: Options) -> int:
    """Writes the file."""
    from modelspec.weights import convert  # noqa: PLC0415

    graph = one_model(options).graph
    convert(graph, source=options.source, seed=options.random, backend=options.backend, output=options.output)
    say(f"{options.output} written")
    return 0
