"""Initial weights: drawn from the distributions of the spec's initializers."""

from __future__ import annotations

import math

from modelspec.data import generator
from modelspec.initializers import Distribution, distribution
from modelspec.ir import Graph, Node, Weight
from modelspec.layers.recurrent import Lstm
from modelspec.numeric import Array, np


def initial_weights(graph: Graph, seed: int) -> dict[str, Array]:
    """Every weight of a model at its start; each is a function of the seed and its own name."""
    dtype = "float64" if graph.dtype == "float64" else "float32"
    found = {}
    for node in graph.nodes():
        for weight in node.weights:
            name = f"{node.full_name}.{weight.name}"
            drawn = _drawn(
                distribution(weight.initializer, weight.shape), weight.shape, generator(seed, f"initial {name}")
            )
            found[name] = _with_forget_gate(drawn, node, weight).astype(dtype)
    return found


def _drawn(law: Distribution, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    match law.kind:
        case "uniform":
            return np.asarray(random.uniform(law.a, law.b, shape))
        case "normal":
            return np.asarray(random.normal(law.a, law.b, shape))
        case "truncated_normal":
            return np.asarray(law.a + law.b * _truncated(shape, random))
        case "orthogonal":
            return law.a * _orthogonal(shape, random)
        case "identity":
            return np.asarray(law.a * np.eye(shape[0], shape[1]))
    return np.full(shape, law.a)


def _truncated(shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """A unit normal; what lies beyond two standard deviations is drawn again."""
    values = np.asarray(random.standard_normal(shape))
    while (beyond := np.abs(values) > 2).any():
        values[beyond] = random.standard_normal(int(beyond.sum()))
    return values


def _orthogonal(shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """All axes but the last are the rows."""
    rows, columns = math.prod(shape[:-1]), shape[-1]
    q, r = np.linalg.qr(random.standard_normal((max(rows, columns), min(rows, columns))))
    q = q * np.sign(np.diag(r))  # Without this the draw is not uniform over the orthogonal matrices.
    return np.asarray((q if rows >= columns else q.T).reshape(shape))


def _with_forget_gate(array: Array, node: Node, weight: Weight) -> Array:
    """An LSTM's bias, with ones for the forget gate if it has them."""
    layer = getattr(node.layer, "layer", node.layer)
    if isinstance(layer, Lstm) and layer.unit_forget_bias and weight.name.rpartition(".")[2] == "bias":
        array[layer.units : 2 * layer.units] = 1.0
    return array
