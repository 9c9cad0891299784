"""verify's process for Keras, on TensorFlow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

# Read when TensorFlow is imported: quiet, on the processor, and without kernels that sum in another order.
os.environ |= {
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}

import keras
import tensorflow as tf

from modelspec.backends.job import MODEL, Job
from modelspec.backends.keras import live
from modelspec.backends.measure import Batch
from modelspec.backends.program import load_file
from modelspec.numeric import Array, np

NO_KERNEL = "is not in the list of allowed values"
"""What TensorFlow says of a type that an operation does not have."""


class Keras:
    """Keras's verbs."""

    def is_unable(self, error: Exception) -> bool:
        if isinstance(error, tf.errors.InvalidArgumentError):
            return NO_KERNEL in str(error)
        return isinstance(error, tf.errors.UnimplementedError | tf.errors.NotFoundError)

    def set_precision(self, precision: str) -> None:
        self.precision = precision
        # Both: the policy of layers remembers the type that it first saw.
        keras.config.set_floatx(precision)
        keras.config.set_dtype_policy(precision)

    def load(self, file: Path) -> ModuleType:
        return load_file(file)

    def build(self, module: ModuleType) -> Any:
        return live.build(module)

    def weights(self, model: Any) -> dict[str, tuple[Array, bool]]:
        trained = {variable.path for variable in model.trainable_weights}
        return {key: (array, key in trained) for key, array in live.weights(model).items()}

    def assign(self, model: Any, arrays: Mapping[str, Array]) -> None:
        live.assign(model, arrays)

    def outputs(self, model: Any, inputs: Sequence[Array], training: bool) -> list[Array]:
        outputs = _called(model, lambda x: model(x, training=training))(_single(self.tensors(inputs)))
        return [keras.ops.convert_to_numpy(output) for output in tf.nest.flatten(outputs)]

    def penalties(self, model: Any, inputs: Sequence[Array], job: Job) -> tuple[dict[str, float], float]:
        def call(x: Any) -> tuple[Any, Any]:
            # Activity terms are those of the last call.
            model(x, training=False)
            return _activity_terms(model, job), sum(model.losses, tf.zeros((), self.precision))

        activities, total = _called(model, call)(_single(self.tensors(inputs)))
        return {**_weight_terms(model, job), **{term: float(value) for term, value in activities.items()}}, float(total)

    def gradients(self, module: Any, model: Any, batch: Batch, job: Job) -> tuple[float, dict[str, Array]]:
        if not model.compiled:
            module.compile_model(model)
        x, y = _single(self.tensors(batch[0])), _single(self.tensors(batch[1]))
        variables = model.trainable_variables

        def call(x: Any, y: Any) -> tuple[Any, dict[str, Any]]:
            with tf.GradientTape() as tape:
                loss = model.compute_loss(x, y, model(x, training=True), training=True)
            found = zip(variables, tape.gradient(loss, [variable.value for variable in variables]), strict=True)
            return loss, {v.path: tf.convert_to_tensor(gradient) for v, gradient in found if gradient is not None}

        loss, gradients = _called(model, call)(x, y)
        return float(loss), {path: gradient.numpy() for path, gradient in gradients.items()}

    def trainer(self, module: Any, model: Any) -> Callable[[Batch], float]:
        if not model.compiled:
            module.compile_model(model)
        model.run_eagerly = not _loops(model)

        def step(batch: Batch) -> float:
            model.reset_metrics()
            x, y = _single(self.tensors(batch[0])), _single(self.tensors(batch[1]))
            return float(model.train_on_batch(x, y, return_dict=True)["loss"])

        return step

    def tensors(self, arrays: Sequence[Array]) -> list[Array]:
        return [a.astype("int32" if np.issubdtype(a.dtype, np.integer) else self.precision) for a in arrays]


def _loops(model: Any) -> bool:
    """Whether a layer runs step by step over a sequence: only then is a graph worth the time to trace it."""
    return any(isinstance(layer, keras.layers.RNN) for layer in model._flatten_layers(include_self=False))


def _called(model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, as a graph where that is faster."""
    made: Callable[..., Any] = tf.function(function) if _loops(model) else function
    return made


def _weight_terms(model: Any, job: Job) -> dict[str, float]:
    """By canonical name; a regularizer on a weight that the spec does not know shows by its variable's path."""
    places = job.programs[MODEL].weights
    names = {target.key: name for name, place in places.items() for target in place.targets}
    return {
        names.get(variable.path, variable.path): float(variable.regularizer(variable))
        for variable in model.trainable_weights
        if variable.regularizer is not None
    }


def _activity_terms(model: Any, job: Job) -> dict[str, Any]:
    """By canonical name: the losses that the layer, or the part of it, added in the last call. What other layers added
    shows by the layer's name; terms that Keras takes as one, as `a + b`."""
    losses = {id(layer): layer._get_own_losses() for layer in model._flatten_layers(include_self=False)}
    names: dict[int, list[str]] = {}
    named = {layer.name: layer for layer in _layers(model)}
    for term, layer, part in job.activity_terms:
        chain = _chain(named[layer], part.split(".") if part else [])
        owner = next((id(item) for item in reversed(chain) if losses[id(item)]), None)
        names.setdefault(owner or 0, []).append(term)
    return {
        " + ".join(names.get(id(layer), [layer.path])): tf.add_n(losses[id(layer)])
        for layer in model._flatten_layers(include_self=False)
        if losses[id(layer)]
    }


def _layers(model: Any) -> Iterator[Any]:
    """The layers of the spec; a block that is reused is a model inside the model."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
        else:
            yield layer


def _chain(layer: Any, names: Sequence[str]) -> list[Any]:
    """The layer and the inner layers of a path; Keras calls the `forward` of a bidirectional `forward_lstm`."""
    chain = [layer]
    for name in names:
        chain += [item for item in chain[-1]._layers if item.name == name or item.name.startswith(f"{name}_")][:1]
    return chain


def _single(arrays: list[Array]) -> Array | list[Array]:
    return arrays[0] if len(arrays) == 1 else arrays


FRAMEWORK = Keras()
