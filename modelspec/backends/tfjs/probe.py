"""verify's process for TensorFlow.js, which has one of Node.js do the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from modelspec.backends.job import Job
from modelspec.backends.measure import Batch
from modelspec.backends.tfjs import live
from modelspec.backends.tfjs.client import Client, decode, encode
from modelspec.numeric import Array


class Float32Only(Exception):
    """Another precision was asked for."""


class TensorFlowJs:
    """TensorFlow.js's verbs. A program and a model are numbers here."""

    def __init__(self) -> None:
        self.client: Client | None = None
        self.precision = "float32"

    def is_unable(self, error: Exception) -> bool:
        return isinstance(error, Float32Only)

    def set_precision(self, precision: str) -> None:
        self.precision = precision
        if self.client is not None:
            self.client.ask("forget")

    def load(self, file: Path) -> int:
        if self.precision != "float32":
            raise Float32Only("TensorFlow.js computes in float32 only")
        self.client = self.client or Client()
        return live.load(self.client, file)

    def build(self, program: int) -> int:
        return live.build(self.node, program)

    def weights(self, model: int) -> dict[str, tuple[Array, bool]]:
        return live.weights(self.node, model)

    def assign(self, model: int, arrays: Mapping[str, Array]) -> None:
        live.assign(self.node, model, arrays)

    def outputs(self, model: int, inputs: Sequence[Array], training: bool) -> list[Array]:
        found = self.node.ask("outputs", model=model, inputs=_encoded(inputs), training=training)
        return [decode(output) for output in found]

    def penalties(self, model: int, inputs: Sequence[Array], job: Job) -> tuple[dict[str, float], float]:
        found = self.node.ask("penalties", model=model, inputs=_encoded(inputs))
        return {term: _number(value) for term, value in found["terms"].items()}, _number(found["sum"])

    def gradients(self, program: int, model: int, batch: Batch, job: Job) -> tuple[float, dict[str, Array]]:
        found = self.node.ask("gradients", model=model, inputs=_encoded(batch[0]), targets=_encoded(batch[1]))
        return _number(found["loss"]), {item["key"]: decode(item["array"]) for item in found["gradients"]}

    def trainer(self, program: int, model: int) -> Callable[[Batch], float]:
        node = self.node
        node.ask("trainer", model=model)

        def step(batch: Batch) -> float:
            return _number(node.ask("step", model=model, inputs=_encoded(batch[0]), targets=_encoded(batch[1])))

        return step

    @property
    def node(self) -> Client:
        assert self.client is not None  # Whatever is asked of a model, its program was loaded before.
        return self.client


def _encoded(arrays: Sequence[Array]) -> list[dict[str, Any]]:
    return [encode(array) for array in arrays]


def _number(value: float | None) -> float:
    """JSON has no word for what is no number, and says null."""
    return float("nan") if value is None else float(value)


FRAMEWORK = TensorFlowJs()
