"""The spelling of every layer but recurrent ones, wrappers and attention against Keras: outputs, gradients of inputs
and weights, and state, with the channels of the inputs last and at axis 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from torch_harness import Spelled, node_of, run, spell
from torch_layer_cases import Case, all_cases

from modelspec.backends.code import Assign, Name, render
from modelspec.backends.torch.layers.activations import activation_callable
from modelspec.backends.torch.site import Site
from modelspec.layers import LAYERS, find
from modelspec.layers.activation_functions import FUNCTIONS
from modelspec.layers.activations import ACTIVATIONS as ACTIVATIONS_OF_OTHERS

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


@dataclass
class Run:
    """What Keras made of its inputs: the output, and the gradients of the inputs (unless ids) and trainable weights."""

    layer: Any
    weights: list[torch.Tensor]
    inputs: list[Array]
    output: Any
    cotangent: Array
    gradients: list[Any]

    @property
    def has_gradient(self) -> bool:
        return self.inputs[0].dtype.kind == "f"


def compare_layouts(case: Case, dtype: str, shapes: Sequence[tuple[int, ...]]) -> None:
    run_ = run_keras(case, dtype, shapes)
    for firsts in layouts(shapes):
        spelled = spell(case.kind, spelled_arguments(case), case.shapes, firsts)
        spelled.module.to(getattr(torch, dtype)).train(case.training)
        compare_run(spelled, run_, firsts, FLOAT32 if dtype == "float32" else case.float64 or 0.0)


def run_keras(case: Case, dtype: str, shapes: Sequence[tuple[int, ...]]) -> Run:
    inputs = [numbers(case, shape, dtype, seed) for seed, shape in enumerate(shapes)]
    layer = keras_layer(case)
    layer_facts.call(layer, inputs)  # builds the weights
    if isinstance(layer, keras.layers.Layer):
        randomize(layer)
    weights = [torch.tensor(weight.numpy()) for weight in layer_weights(layer)]
    xs = list(map(tf.constant, inputs))
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = layer_facts.call(layer, xs, **({"training": True} if case.training else {}))
    cotangent = np.random.default_rng(3).normal(size=y.shape).astype(dtype)
    places = [*(xs if inputs[0].dtype.kind == "f" else []), *(w.value for w in layer_weights(layer) if w.trainable)]
    gradients = tape.gradient(y, places, tf.constant(cotangent), tf.UnconnectedGradients.ZERO)
    return Run(layer, weights, inputs, y, cotangent, list(map(tf.convert_to_tensor, gradients)))


def compare_run(spelled: Spelled, run_: Run, firsts: Sequence[bool], tolerance: float) -> None:
    load_state(spelled, run_.weights)
    pairs = zip(run_.weights, layer_weights(run_.layer), strict=True)
    held = [weight.clone().requires_grad_() for weight, variable in pairs if variable.trainable]
    leaves = [torch.tensor(x, requires_grad=run_.has_gradient) for x in run_.inputs]
    given = tuple(to_first(x) if first else x for x, first in zip(leaves, firsts, strict=True))
    parameters = spelled.parameters(*held)
    own = {name: tuple(p.shape) for name, p in spelled.module.named_parameters()}
    assert {name: tuple(p.shape) for name, p in parameters.items()} == own
    actual = torch.func.functional_call(spelled.module, parameters, given)
    close(actual, run_.output, tolerance)
    wanted = [*(leaves if run_.has_gradient else []), *held]
    found = torch.autograd.grad(actual, wanted, torch.tensor(run_.cotangent), materialize_grads=True)
    for gradient, expected in zip(found, run_.gradients, strict=True):
        close(gradient, expected, tolerance)
    compare_state(spelled, run_.layer, tolerance)


# What no pair of equal calls can show


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("kernel_size", [2, 3])
def test_dilated_transposed_convolution(kernel_size: int, padding: str) -> None:
    """TensorFlow has none on a processor: a kernel with zeros between its cells stands in for it."""
    arguments = {"filters": 4, "kernel_size": kernel_size, "dilation_rate": 2, "padding": padding}
    spelled = spell("conv2d_transpose", arguments, [(5, 6, 3)])
    kernel = np.random.default_rng(1).normal(size=(kernel_size, kernel_size, 4, 3)).astype("float32")
    layer = keras.layers.Conv2DTranspose(4, 2 * kernel_size - 1, padding=padding, use_bias=False)
    x = np.random.default_rng(2).normal(size=(2, 5, 6, 3)).astype("float32")
    layer(x)
    wide = np.zeros(layer.kernel.shape, "float32")
    wide[::2, ::2] = kernel
    layer.kernel.assign(wide)
    parameters = spelled.parameters(torch.tensor(kernel), torch.zeros(4))
    close(torch.func.functional_call(spelled.module, parameters, torch.tensor(x)), layer(x), FLOAT32)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize(
    ("kind", "arguments", "shape", "shared"),
    [
        ("dropout", {}, (9, 8, 7), ()),
        ("dropout", {"noise_shape": [None, 1, None, 7]}, (9, 8, 7), (1,)),
        ("dropout", {"noise_shape": [1, 9, 1, 1]}, (9, 8, 7), (0, 2, 3)),
        ("alpha_dropout", {"noise_shape": [None, None, None, 1]}, (9, 8, 7), (3,)),
        ("spatial_dropout1d", {}, (9, 99), (1,)),
        ("spatial_dropout2d", {}, (9, 8, 99), (1, 2)),
        ("spatial_dropout3d", {}, (4, 3, 5, 99), (1, 2, 3)),
    ],
)
def test_what_a_mask_is_shared_along(
    kind: str, arguments: dict[str, Any], shape: tuple[int, ...], shared: tuple[int, ...], first: bool
) -> None:
    spelled = spell(kind, {"rate": 0.5, **arguments}, [shape], (first,))
    x = torch.ones(9, *shape)
    torch.manual_seed(1)
    y = spelled.module(to_first(x) if first else x)
    assert y.shape == x.shape
    dropped = y != y.max()
    assert 0.3 < dropped.double().mean() < 0.7
    for axis in range(y.dim()):
        alike = bool((dropped == dropped.narrow(axis, 0, 1)).all())
        assert alike == (axis in shared)


def test_alpha_dropout_keeps_mean_and_variance() -> None:
    layers = [spell("alpha_dropout", {"rate": 0.3, **more}, [(1000,)]) for more in ({}, {"noise_shape": [None, 1]})]
    torch.manual_seed(1)
    x = torch.randn(1000, 1000)
    for y in (spelled.module(x) for spelled in layers):
        assert abs(y.mean()) < 0.05
        assert abs(y.std() - 1) < 0.05
    kept = spell("alpha_dropout", {"rate": 0.3, "noise_shape": [1, None]}, [(1000,)]).module(torch.ones(1, 1000))
    expected = keras.layers.AlphaDropout(0.3)(np.ones((1, 1000), "float32"), training=True)
    close(kept.unique(), np.unique(expected), 1e-6)


def test_frozen_batch_normalization_infers_while_training() -> None:
    layer = keras.layers.BatchNormalization(trainable=False)
    layer.build((5, 4, 3))
    randomize(layer)
    before = [torch.tensor(weight.numpy()) for weight in layer.weights]
    spelled = spell("batch_normalization", {}, [(4, 3)], trainable=False)
    load_state(spelled, before)
    x = np.random.default_rng(1).normal(size=(5, 4, 3)).astype("float32")
    y = torch.func.functional_call(spelled.module.train(), spelled.parameters(*before[:2]), torch.tensor(x))
    close(y, layer(x, training=True), FLOAT32)
    compare_state(spelled, layer, 0)


@pytest.mark.parametrize("shape", [(4, 5, 2), (4, 5, 4, 2)], ids=str)
def test_group_normalization_of_an_image_learns(shape: tuple[int, ...]) -> None:
    """torch ends the whole process if its input is channels last and has no gradient."""
    spelled = spell("group_normalization", {"groups": 1}, [shape])
    y = spelled.module(torch.randn(8, *shape))
    y.square().sum().backward()
    assert all(parameter.grad is not None for parameter in spelled.module.parameters())


def test_batch_normalization_of_one_value_a_channel() -> None:
    layer = keras.layers.BatchNormalization(momentum=0.5)
    layer.build((1, 3))
    layer.beta.assign([1.0, 2.0, 3.0])
    x = np.array([[4.0, 5.0, 6.0]], "float32")
    spelled = spell("batch_normalization", {"momentum": 0.5}, [(3,)])
    leaf = torch.tensor(x, requires_grad=True)
    parameters = spelled.parameters(torch.ones(3), torch.tensor([1.0, 2.0, 3.0]))
    y = torch.func.functional_call(spelled.module, parameters, leaf)
    close(y, layer(x, training=True), FLOAT32)
    (gradient,) = torch.autograd.grad(y.sum(), leaf)
    close(gradient, np.zeros((1, 3)), 0)
    compare_state(spelled, layer, FLOAT32)


@pytest.mark.parametrize("kind", sorted(ACTIVATIONS_OF_OTHERS))
def test_activation_as_a_function(kind: str) -> None:
    given = {"threshold": 0.5, "default_value": -2.0} if kind == "threshold" else {}
    node = node_of("dense", {"units": 1}, [(3,)])
    site = Site(node, "dense", Name("dense"), set(), set())
    function = activation_callable(find(kind)(**given), site)
    x = np.random.default_rng(1).normal(scale=3, size=(4, 5)).astype("float32")
    actual = run(render([Assign("f", function)]))["f"](torch.tensor(x))
    close(actual, getattr(keras.activations, kind)(x, **given), FLOAT32)


# The comparison


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
