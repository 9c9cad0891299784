"""Seeded weights and batches. Each array is a function of the seed and its own name, so that it is the same on every
machine and for every backend, whatever else the model holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from modelspec.initializers import fans
from modelspec.ir import Graph, Node, Reuse, Shape, Tensor, Weight
from modelspec.layers.core import Embedding
from modelspec.numeric import Array, np
from modelspec.passes.flatten import Flat, shapes, with_length
from modelspec.training import Loss, Training
from modelspec.training.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy

LENGTH = 32
"""Stands for an unknown length: it can be halved several times, as models with pooling and upsampling need."""
NEAR_ONE = frozenset({"gamma", "scale", "moving_variance"})
IDS = 10
"""Whole-number inputs are below this where no embedding says how many there are."""


def generator(seed: int, name: str) -> np.random.Generator:
    """The random numbers of one array."""
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], "little")])


def draw_weights(graph: Graph, seed: int) -> dict[str, Array]:
    """Numbers for every weight that no initializer gives by chance, sized so that activations stay moderate."""
    return {name: _weight(name, weight, generator(seed, f"weight {name}")) for name, weight in graph.weights()}


def draw_batch(graph: Graph, flat: Flat, seed: int, number: int, size: int) -> dict[str, Array]:
    """The inputs (`x/<name>`) and targets (`y/<output>`) of a batch of the graph, which has a training section."""
    training = graph.training
    assert training is not None
    known = shapes(flat, LENGTH)
    ids = _ids(flat)
    batch: dict[str, Array] = {}
    for tensor in graph.body.inputs:
        random = generator(seed, f"input {number} {tensor.name}")
        shape = (size, *with_length(tensor.shape, LENGTH))
        whole = tensor.dtype.startswith("int")
        values = random.integers(0, ids.get(tensor.name, IDS), shape) if whole else random.standard_normal(shape)
        batch[f"x/{tensor.name}"] = values
    outputs = dict(zip(graph.output_names, flat.outputs, strict=True))
    for output, loss in losses(training):
        random = generator(seed, f"target {number} {output}")
        batch[f"y/{output}"] = _target(loss, (size, *with_length(known[outputs[output]], LENGTH)), random)
    return batch


def losses(training: Training) -> list[tuple[str, Loss]]:
    """Each output with its loss."""
    return [(loss.output, loss.loss) for loss in training.losses]


def free_size(graph: Graph, flat: Flat, wanted: int) -> int:
    """The least batch size from `wanted` that is no length of any tensor: Keras's ops.add takes a batch of as many
    examples as there are features for something else, and a transposed array could not be told from a right one."""
    lengths = {length for shape in shapes(flat, LENGTH).values() for length in shape}
    lengths |= {length for _, weight in graph.weights() for length in weight.shape}
    size = wanted
    while size in lengths and size > 1:
        size += 1
    return size


def _weight(name: str, weight: Weight, random: np.random.Generator) -> Array:
    last = name.rpartition(".")[2]
    if last in NEAR_ONE:
        return random.uniform(0.5, 1.5, weight.shape)
    if len(weight.shape) < 2 or last == "bias":
        return 0.2 * random.standard_normal(weight.shape)
    return np.asarray(random.standard_normal(weight.shape) / np.sqrt(max(1, _inputs(last, weight.shape))))


def _inputs(name: str, shape: tuple[int, ...]) -> int:
    """How many numbers one output is summed from; a row of a table is looked up, and is as large as a unit's output."""
    return 4 if name == "embeddings" else fans(shape)[0]


def _ids(flat: Flat) -> Mapping[str, int]:
    """For each input of whole numbers: how many rows the smallest table has that they are looked up in."""
    sources: dict[str, set[str]] = {tensor.name: {tensor.name} for tensor in flat.graph.body.inputs}
    limits: dict[str, int] = {}
    for step in flat.graph.body.steps:
        found = {name for tensor in step.inputs if _whole(tensor) for name in sources.get(tensor.name, set())}
        node = step.target if isinstance(step, Reuse) else step
        if isinstance(node, Node) and isinstance(node.layer, Embedding):
            rows = node.layer.input_dim
            limits |= {name: min(limits.get(name, rows), rows) for name in found}
        for tensor in step.outputs:
            sources[tensor.name] = found
    return limits


def _whole(tensor: Tensor) -> bool:
    return tensor.dtype.startswith("int")


def _target(loss: Loss, output: Shape, random: np.random.Generator) -> Array:
    shape = tuple(length or 1 for length in output)
    if isinstance(loss, SparseCategoricalCrossentropy):
        labels = random.integers(0, shape[-1], shape[:-1])
        if loss.ignore_class is not None:
            labels.flat[0] = loss.ignore_class
        return labels
    if isinstance(loss, CategoricalCrossentropy):
        weights = random.uniform(0.1, 1.0, shape)
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
    if isinstance(loss, BinaryCrossentropy):
        return random.integers(0, 2, shape).astype(float)
    return random.standard_normal(shape)
