"""The resolved model: what every backend, the summary and the verifier read. Frozen, and free of YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from modelspec.errors import Path
from modelspec.initializers import Initializer
from modelspec.penalty import Penalty
from modelspec.record import NOTHING, Record

if TYPE_CHECKING:
    from modelspec.layers.base import Layer
    from modelspec.training import Training

Shape = tuple[int | None, ...]
"""A tensor's shape without its batch axis; None is a length known only at run time."""


class Tensor(Record):
    """A value that flows between calls. `name` is unique in its body: `dense`, `x`, or `stage.left` for one of a
    block's several outputs."""

    name: str
    shape: Shape
    dtype: str = "float"


class Weight(Record):
    """One array of a layer, in Keras's layout. `name` is local: `kernel`, `forward.kernel`."""

    name: str
    shape: tuple[int, ...]
    initializer: Initializer
    trainable: bool
    slot: str | None
    penalty: Penalty | None

    @property
    def size(self) -> int:
        count = 1
        for length in self.shape:
            count *= length
        return count


class Activity(Record):
    """A penalty on an output, divided by the batch size. `name` is "" for the layer's own output, else the part that
    it belongs to, e.g. `query` of multi_head_attention or `forward` of bidirectional."""

    name: str
    penalty: Penalty


class Repeat(Record):
    """This call is the `index`-th (from 1) of `count` calls that one item with `repeat` made, which stand behind one
    another in the body. `name` is the item's: the author's, whose calls are `name_1`, `name_2`, ..., or, where the
    author gave none (`named` is False), the automatic name of its first call."""

    name: str
    index: int
    count: int
    named: bool = True


class Node(Record):
    """One call of a layer, resolved. `written` gives, for each argument that the author wrote as an expression over
    the block's parameters, that expression in Python."""

    name: str
    full_name: str
    kind: str
    layer: Layer
    inputs: tuple[Tensor, ...]
    output: Tensor
    weights: tuple[Weight, ...]
    activities: tuple[Activity, ...]
    trainable: bool
    multiply_adds: int
    path: Path
    written: Mapping[str, str] = NOTHING
    doc: str | None = None
    repeat: Repeat | None = None

    @property
    def outputs(self) -> tuple[Tensor, ...]:
        return (self.output,)


class Use(Record):
    """One use of a block: its own resolved copy of the block's body. `arguments` are the values of the block's
    parameters here; `written` as in Node."""

    name: str
    full_name: str
    block: str
    arguments: Mapping[str, object]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    body: Body
    trainable: bool
    path: Path
    written: Mapping[str, str] = NOTHING
    doc: str | None = None
    repeat: Repeat | None = None


class Reuse(Record):
    """A further call of an earlier layer or block use of the same body, with the same weights. Activity penalties count
    at every call."""

    name: str
    full_name: str
    target: Node | Use
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    body: Body | None
    path: Path
    doc: str | None = None


Step = Node | Use | Reuse


class Body(Record):
    """A graph or the inside of a block: steps in the order in which they run."""

    inputs: tuple[Tensor, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Tensor, ...]


class BlockInfo(Record):
    """What was written of a block: its parameters (None: required) and doc."""

    name: str
    parameters: Mapping[str, object | None]
    doc: str | None = None


class Graph(Record):
    """A whole model."""

    name: str
    description: str | None
    dtype: str
    body: Body
    output_names: tuple[str, ...]
    blocks: Mapping[str, BlockInfo]
    training: Training | None
    source_name: str
    source_hash: str
    """The first 12 hex digits of the SHA-256 of everything that the graph was made from."""

    def nodes(self) -> Iterator[Node]:
        """Every layer once, blocks opened, in the order of the calls."""
        yield from nodes(self.body)

    def weights(self) -> Iterator[tuple[str, Weight]]:
        """Every weight with its full dotted name."""
        for node in self.nodes():
            for weight in node.weights:
                yield f"{node.full_name}.{weight.name}", weight

    def penalties(self) -> Iterator[Term]:
        """Every penalty term: weights first, then activities, each in graph order."""
        return terms(list(self.nodes()))


class Term(Record):
    """One term of the loss: `term` is the weight's dotted name, or `<layer>.activity`."""

    term: str
    slot: str | None
    target: str
    penalty: Penalty
    node: Node

    @property
    def formula(self) -> str:
        """`0.01 * sum(w^2)`; of an output y, which is averaged over the batch, `1e-06 * sum|y| / batch`."""
        return self._over(self.penalty.formula_of)

    @property
    def gradient(self) -> str:
        """Of one weight, or of one entry of the output."""
        return self._over(self.penalty.gradient_of)

    def _over(self, text: Callable[[str], str]) -> str:
        if self.target == "weight":
            return text("w")
        sum_ = text("y")
        return f"({sum_}) / batch" if " + " in sum_ else f"{sum_} / batch"


def nodes(body: Body) -> Iterator[Node]:
    """The layers of a body, blocks opened; a reused layer is not given again."""
    for step in body.steps:
        if isinstance(step, Node):
            yield step
        elif isinstance(step, Use):
            yield from nodes(step.body)


def terms(found: Sequence[Node]) -> Iterator[Term]:
    """The penalty terms of these layers: weights first, then activities."""
    for node in found:
        for weight in node.weights:
            if weight.penalty is not None:
                yield Term(f"{node.full_name}.{weight.name}", weight.slot, "weight", weight.penalty, node)
    for node in found:
        for activity in node.activities:
            prefix = f"{node.full_name}.{activity.name}" if activity.name else node.full_name
            yield Term(f"{prefix}.activity", "activity", "activity", activity.penalty, node)
