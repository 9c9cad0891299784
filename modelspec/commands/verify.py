"""`modelspec verify`: proves that the generated files agree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from modelspec.commands.build import backend_names
from modelspec.commands.options import Options, Parser, chosen, count
from modelspec.commands.specs import models_of
from modelspec.errors import ModelspecError
from modelspec.model import Model

PRECISIONS = ("float32", "float64")
DEFAULTS: dict[str, Any] = {
    "seed": 0,
    "batch": 8,
    "weights": None,
    "jobs": 2,
    "format": "table",
    "precision": None,
    "steps": None,
}


def configure(parser: Parser) -> None:
    """Declares the options."""
    parser.add_spec(several=True)
    parser.add_backends()
    parser.one_of("--precision", PRECISIONS, None, "the precision of the comparison (default float32)")
    parser.add_argument("--steps", type=count(0), metavar="N", help="training steps to compare (default 5)")
    parser.add_argument("--seed", type=count(0), metavar="N", help="of data and weights (default 0)")
    parser.add_argument("--batch", type=count(1), metavar="N", help="examples in a batch (default 8)")
    parser.add_argument("--weights", metavar="FILE", help="compare with these weights instead of random ones")
    parser.add_argument("--jobs", type=count(1), metavar="N", help="processes at a time (default 2)")
    parser.one_of("--format", ("table", "json"), "table", "how the result is written")
    parser.set_defaults(**DEFAULTS)


def run(options: Options) -> int:
    """Exit code 1 if the backends disagree."""
    return verify_models([model for _, model in models_of(options)], options)


def verify_models(models: Sequence[Model], options: Options) -> int:
    """Verifies each, prints the reports; what `options` lacks has its default (`build --verify`)."""
    from modelspec.verify import verify  # noqa: PLC0415

    for name, default in DEFAULTS.items():
        if not hasattr(options, name):
            setattr(options, name, default)
    precision = chosen(options, "precision", "float32")
    if precision not in PRECISIONS:
        raise ModelspecError(f"precision is one of {', '.join(PRECISIONS)}, got {precision!a}")
    names = backend_names(options)
    for model in models:
        model.require(names)
    reports = [
        verify(
            model.graph,
            backends=tuple(names),
            precision=precision,
            steps=chosen(options, "steps", 5),
            seed=options.seed,
            batch=options.batch,
            weights=options.weights,
            jobs=options.jobs,
        )
        for model in models
    ]
    if options.format == "json":
        data = [report.as_json() for report in reports]
        print(json.dumps(data[0] if len(data) == 1 else data, indent=2))
    else:
        print("\n\n".join(report.as_table() for report in reports))
    return 0 if all(report.agree for report in reports) else 1
