"""How large a model may be where its numbers are there, and not only counted: drawn, read from a file, or run."""

from __future__ import annotations

from modelspec.errors import ModelspecError
from modelspec.ir import Graph
from modelspec.layers.base import size
from modelspec.passes.flatten import Flat, shapes

MOST_PARAMETERS = 500_000_000
"""Numbers in the weights of a model that is run, or whose weights are drawn or read: 4 GB in float64."""
MOST_ACTIVATIONS = 500_000_000
"""Numbers that `verify` runs besides: the outputs of all layers for a batch, and the data of every step."""
SMALLER = "a smaller one shows the same: give its variables other values with `--set`"


def require_parameters(graph: Graph) -> None:
    """Raises ModelspecError for more numbers than fit into the memory of an ordinary machine."""
    found = sum(weight.size for _, weight in graph.weights())
    if found > MOST_PARAMETERS:
        raise ModelspecError(
            f"{graph.name} has {found:,} parameters; at most {MOST_PARAMETERS:,} are drawn, read or run; {SMALLER}"
        )


def require_activations(graph: Graph, flat: Flat, length: int, batch: int, steps: int) -> None:
    """The same for what `verify` computes and feeds; `length` stands for unknown lengths."""
    sizes = {name: size(shape) for name, shape in shapes(flat, length).items()}
    fed = sum(sizes[tensor.name] for tensor in (*flat.graph.body.inputs, *flat.graph.body.outputs))
    found = batch * (sum(sizes.values()) + steps * fed)
    if found > MOST_ACTIVATIONS:
        raise ModelspecError(
            f"{graph.name} has {found:,} numbers in its layers' outputs and data, {batch} examples, {steps} steps; "
            f"at most {MOST_ACTIVATIONS:,} are run; use a smaller `--batch` or fewer `--steps`, or {SMALLER}"
        )
