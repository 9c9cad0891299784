"""The spelling of every layer but the recurrent ones against Keras: outputs, gradients of inputs and weights, and state,
with the channels of the inputs last and at axis 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import keras
import layer_facts
import numpy as np
import pytest
import tensorflow as tf
import torch
from conftest import set_float
from parity import Array, close, randomize, to_first
from torch_harness import Spelled, spell
from torch_layer_cases import Case, all_cases

from modelspec.layers import LAYERS, find
from modelspec.layers.activation_functions import FUNCTIONS

pytestmark = pytest.mark.frameworks

CASES = list(all_cases())
FLOAT32 = 1e-5
UNKNOWN = (7, 8)
BATCH = 2


def test_every_kind_has_a_case() -> None:
    families = LAYERS.keys() - {"recurrent", "wrappers", "attention"}
    assert {kind for family in families for kind in LAYERS[family]} == {case.kind for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32"], scope="module")
def test_layer(case: Case, dtype: str) -> None:
    if dtype == "float64" and case.float64 is None:
        pytest.skip("TensorFlow has no float64 kernel")
    set_float(dtype)
    try:
        for length in UNKNOWN if any(None in shape for shape in case.shapes) else (0,):
            compare_layouts(case, dtype, [tuple(length if n is None else n for n in shape) for shape in case.shapes])
    finally:
        set_float("float32")


def compare_layouts(case: Case, dtype: str, shapes: Sequence[tuple[int, ...]]) -> None:
    inputs = [numbers(case, shape, dtype, seed) for seed, shape in enumerate(shapes)]
    layer = keras_layer(case)
    call(layer, inputs)  # builds the weights
    before = []
    if isinstance(layer, keras.layers.Layer):
        randomize(layer)
        before = [torch.tensor(weight.numpy()) for weight in layer.weights]
    variables = layer.trainable_weights if isinstance(layer, keras.layers.Layer) else []
    real = [x for x in inputs if x.dtype.kind == "f"]
    xs = list(map(tf.constant, inputs))
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = call(layer, xs, **({"training": True} if case.training else {}))
    cotangent = np.random.default_rng(3).normal(size=y.shape).astype(dtype)
    places = [*(xs if real else []), *(v.value for v in variables)]
    zero = tf.UnconnectedGradients.ZERO
    gradients = [tf.convert_to_tensor(g) for g in tape.gradient(y, places, tf.constant(cotangent), zero)]
    tolerance = FLOAT32 if dtype == "float32" else case.float64 or 0.0
    for firsts in layouts(shapes):
        spelled = spell(case.kind, spelled_arguments(case), case.shapes, firsts)
        spelled.module.to(getattr(torch, dtype)).train(case.training)
        load_state(spelled, before)
        held = [w.clone().requires_grad_() for w, v in zip(before, layer_weights(layer), strict=True) if v.trainable]
        leaves = [torch.tensor(x, requires_grad=bool(real)) for x in inputs]
        given = [to_first(x) if first else x for x, first in zip(leaves, firsts, strict=True)]
        parameters = spelled.parameters(*held)
        own = {name: tuple(p.shape) for name, p in spelled.module.named_parameters()}
        assert {name: tuple(p.shape) for name, p in parameters.items()} == own
        actual = torch.func.functional_call(spelled.module, parameters, tuple(given))
        close(actual, y, tolerance)
        wanted = [*(leaves if real else []), *held]
        found = torch.autograd.grad(actual, wanted, torch.tensor(cotangent), materialize_grads=True)
        for gradient, expected in zip(found, gradients, strict=True):
            close(gradient, expected, tolerance)
        compare_state(spelled, layer, tolerance)


def layouts(shapes: Sequence[tuple[int, ...]]) -> Iterator[tuple[bool, ...]]:
    """Which inputs hold their channels at axis 1; only those with axes of space can."""
    return product(*[(False, True) if len(shape) > 1 else (False,) for shape in shapes])


def numbers(case: Case, shape: tuple[int, ...], dtype: str, seed: int) -> Array:
    """Numbers with zeros, ties and kinks among them, or ids."""
    random = np.random.default_rng(seed)
    if find(case.kind).integer_input:
        return random.integers(0, case.arguments["input_dim"], (BATCH, *shape)).astype("int32")
    x = random.normal(scale=3, size=(BATCH, *shape)).astype(dtype)
    if case.kind in ACTIVATIONS and case.float64 == 1e-12:
        points = np.array([-30, -6, -3, -1, -0.5, 0, 0.5, 1, 2, 3, 6, 30])
        x.flat[: len(points)] = points[: x.size]
    return x


ACTIVATIONS = {"re_lu", "p_re_lu", *(cls.kind for cls in FUNCTIONS)} - {"softmax", "log_softmax", "glu"}


def keras_layer(case: Case) -> Any:
    """The layer, or the function, of Keras."""
    if case.kind == "position_embedding":
        return Positions(**case.arguments)
    if case.kind in {cls.kind for cls in FUNCTIONS}:
        function: Callable[..., Any] = getattr(keras.activations, case.kind)
        return lambda x, training=False: function(x, **case.arguments)
    arguments = dict(case.arguments)
    activation = arguments.get("activation")
    if isinstance(activation, dict):
        ((kind, given),) = activation.items()
        named = given if isinstance(given, dict) else {find(kind).main: given}
        function = getattr(keras.activations, kind)
        arguments["activation"] = lambda x: function(x, **named)
    return layer_facts.make_keras(case.kind, arguments)


class Positions(keras.layers.Layer):
    """The layer that Keras lacks, as keras_hub has it."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length

    def build(self, shape: tuple[int, ...]) -> None:
        self.embeddings = self.add_weight(shape=(self.length, shape[-1]), name="embeddings")

    def call(self, x: Any) -> Any:
        return tf.broadcast_to(self.embeddings[: x.shape[-2]], x.shape)


def call(layer: Any, inputs: Sequence[Any], **options: Any) -> Any:
    return layer_facts.call(layer, list(inputs), **options)


def layer_weights(layer: Any) -> list[Any]:
    return layer.weights if isinstance(layer, keras.layers.Layer) else []


def spelled_arguments(case: Case) -> dict[str, Any]:
    if case.kind == "activation":
        return {"function": case.arguments["activation"]}
    return case.arguments


def load_state(spelled: Spelled, weights: Sequence[torch.Tensor]) -> None:
    for (name, targets), weight in zip(spelled.weights.items(), weights, strict=True):
        if name not in spelled.trainable:
            spelled.module.get_buffer(targets[0].key).copy_(weight)


def compare_state(spelled: Spelled, layer: Any, tolerance: float) -> None:
    for (name, targets), weight in zip(spelled.weights.items(), layer_weights(layer), strict=True):
        if name not in spelled.trainable:
            close(spelled.module.get_buffer(targets[0].key), weight, tolerance)
