"""The spellings of recurrent layers, wrappers and attention against Keras's layers."""

from __future__ import annotations

from typing import Any

import keras
import layer_facts
import numpy as np
import pytest
import tensorflow as tf
import torch
from parity import Array, close, randomize
from torch_harness import compare_with_keras, spell

pytestmark = pytest.mark.frameworks

X = (5, 3)
RECURRENT: list[tuple[str, dict[str, Any], str]] = [
    ("lstm", {}, "nn.LSTM"),
    ("lstm", {"use_bias": False}, "nn.LSTM"),
    ("lstm", {"activation": "relu"}, "LoopLSTM"),
    ("lstm", {"activation": None, "recurrent_activation": "tanh"}, "LoopLSTM"),
    ("lstm", {"dropout": 0.5, "recurrent_dropout": 0.25}, "LoopLSTM"),
    ("gru", {}, "nn.GRU"),
    ("gru", {"use_bias": False}, "nn.GRU"),
    ("gru", {"reset_after": False}, "LoopGRU"),
    ("gru", {"recurrent_activation": "tanh"}, "LoopGRU"),
    ("gru", {"use_bias": False, "dropout": 0.5}, "LoopGRU"),
    ("simple_rnn", {}, "nn.RNN"),
    ("simple_rnn", {"activation": "relu", "use_bias": False}, "nn.RNN"),
    ("simple_rnn", {"activation": "sigmoid"}, "LoopSimpleRNN"),
    ("simple_rnn", {"recurrent_dropout": 0.5}, "LoopSimpleRNN"),
]
WAYS = [(False, False), (True, False), (False, True), (True, True)]
INNER: list[tuple[str, dict[str, Any]]] = [
    ("lstm", {}),
    ("gru", {}),
    ("gru", {"reset_after": False, "use_bias": False}),
    ("simple_rnn", {"use_bias": False}),
    ("lstm", {"activation": "relu"}),
]
PER_STEP: list[tuple[str, dict[str, Any], tuple[int, ...]]] = [
    ("dense", {"units": 4}, (5, 3)),
    ("dense", {"units": 4, "activation": "relu", "use_bias": False}, (2, 5, 3)),
    ("conv1d", {"filters": 4, "kernel_size": 2}, (3, 5, 2)),
    ("flatten", {}, (3, 5, 2)),
    ("lstm", {"units": 4}, (2, 5, 3)),
    ("gru", {"units": 4, "return_sequences": True}, (2, 5, 3)),
    ("bidirectional", {"layer": {"lstm": {"units": 4}}, "merge_mode": "sum"}, (2, 5, 3)),
    ("layer_normalization", {}, (5, 3)),
    ("re_lu", {}, (5, 3)),
    ("softmax", {}, (5, 3)),
    ("p_re_lu", {}, (5, 3)),
]
ATTENTION: list[tuple[dict[str, Any], list[tuple[int, ...]]]] = [
    ({}, [(5, 6)]),
    ({"use_causal_mask": True}, [(5, 6)]),
    ({"value_dim": 3, "use_bias": False}, [(5, 6), (4, 7)]),
    ({"output_shape": 7}, [(5, 6), (4, 7), (4, 7)]),
    ({"output_shape": [2, 7], "value_dim": 3, "use_causal_mask": True}, [(5, 6), (4, 7), (4, 8)]),
    ({"output_shape": [6], "dropout": 0.5}, [(5, 6), (4, 6), (4, 8)]),
]


@pytest.fixture
def dtype(request: pytest.FixtureRequest) -> str:
    """A type of numbers by its name, and Keras set to it."""
    if request.param == "float64":
        request.getfixturevalue("float64")
    return str(request.param)


def sequences(shapes: list[tuple[int, ...]], dtype: str = "float64") -> list[Array]:
    random = np.random.default_rng(1)
    return [random.normal(size=(2, *shape)).astype(dtype) for shape in shapes]


@pytest.mark.parametrize("dtype", ["float64", "float32"], indirect=True)
@pytest.mark.parametrize(("return_sequences", "go_backwards"), WAYS)
@pytest.mark.parametrize(("kind", "arguments", "module"), RECURRENT)
def test_recurrent(
    kind: str, arguments: dict[str, Any], module: str, return_sequences: bool, go_backwards: bool, dtype: str
) -> None:
    arguments = {"units": 4, "return_sequences": return_sequences, "go_backwards": go_backwards, **arguments}
    spelled = compare_with_keras(kind, arguments, sequences([X], dtype), 1e-12 if dtype == "float64" else 1e-5)
    assert module in spelled.source
    assert ("remove_recurrent_bias" in spelled.source) == (
        module in ("nn.LSTM", "nn.RNN") and arguments.get("use_bias", True)
    )


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave"])
@pytest.mark.parametrize("return_sequences", [False, True])
@pytest.mark.parametrize(("kind", "arguments"), INNER)
def test_bidirectional(kind: str, arguments: dict[str, Any], return_sequences: bool, merge_mode: str) -> None:
    inner = {kind: {"units": 4, "return_sequences": return_sequences, **arguments}}
    compare_with_keras("bidirectional", {"layer": inner, "merge_mode": merge_mode}, sequences([X]))


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(("kind", "arguments", "shape"), PER_STEP)
def test_time_distributed(kind: str, arguments: dict[str, Any], shape: tuple[int, ...]) -> None:
    compare_with_keras("time_distributed", {"layer": {kind: arguments}}, sequences([shape]))


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(("arguments", "shapes"), ATTENTION)
def test_multi_head_attention(arguments: dict[str, Any], shapes: list[tuple[int, ...]]) -> None:
    # With a key_dim of 4 Keras's scale is exact; others it rounds to float32.
    options = {"use_causal_mask": True} if arguments.get("use_causal_mask") else {}
    arguments = {"num_heads": 2, "key_dim": 4, **arguments}
    compare_with_keras("multi_head_attention", arguments, sequences(shapes), **options)


def test_multi_head_attention_in_float32() -> None:
    compare_with_keras("multi_head_attention", {"num_heads": 2, "key_dim": 3}, sequences([(5, 6)], "float32"), 1e-5)


ACTIVITIES: list[tuple[str, dict[str, Any], tuple[int, ...], list[str]]] = [
    ("lstm", {"units": 4}, X, [""]),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 4}, (5, 6), ["query", "key", "value", "attention_output"]),
    ("bidirectional", {"layer": {"lstm": {"units": 4}}}, X, ["forward", "backward"]),
    ("bidirectional", {"layer": {"gru": {"units": 4, "return_sequences": True}}}, X, ["forward", "backward"]),
    ("bidirectional", {"layer": {"gru": {"units": 4, "reset_after": False}}}, X, ["forward", "backward"]),
    ("bidirectional", {"layer": {"lstm": {"units": 4}}, "activity_regularizer": "l2"}, X, ["forward", "backward", ""]),
]


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(("kind", "arguments", "shape", "places"), ACTIVITIES)
def test_activities_are_what_keras_penalizes(
    kind: str, arguments: dict[str, Any], shape: tuple[int, ...], places: list[str]
) -> None:
    arguments = with_penalty(arguments)
    (x,) = sequences([shape])
    layer = layer_facts.make_keras(kind, keras_penalty(arguments))
    layer_facts.call(layer, [tf.constant(x)])
    randomize(layer)
    layer_facts.call(layer, [tf.constant(x)])
    found = activities(kind, arguments, x, [torch.tensor(w.numpy()) for w in layer.weights])
    assert list(found) == places
    terms = [0.5 * value.square().sum() / len(value) for value in found.values()]
    # Keras puts the wrapper's own before those of its directions.
    close(torch.stack(terms).sort().values, np.sort(layer.losses), 1e-12)


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(
    ("inner", "shape"),
    [
        ({"dense": {"units": 4, "activation": "tanh"}}, (5, 3)),
        ({"conv1d": {"filters": 4, "kernel_size": 2}}, (3, 5, 2)),
        ({"lstm": {"units": 4, "activation": "relu"}}, (3, 5, 2)),
    ],
)
def test_an_activity_penalty_per_step_is_summed_over_all_steps(inner: dict[str, Any], shape: tuple[int, ...]) -> None:
    """Keras drops the inner penalty; documented is that of the wrapper, which is the same sum."""
    ((kind, given),) = inner.items()
    (x,) = sequences([shape])
    penalty = keras.regularizers.L2(0.5)
    layer = keras.layers.TimeDistributed(layer_facts.make_keras(kind, given), activity_regularizer=penalty)
    layer(x)
    randomize(layer)
    layer(x)
    arguments = {"layer": {kind: {**given, "activity_regularizer": "l2"}}}
    found = activities("time_distributed", arguments, x, [torch.tensor(w.numpy()) for w in layer.weights])
    assert list(found) == ["layer"]
    close(0.5 * found["layer"].square().sum() / found["layer"].shape[0], layer.losses[0], 1e-12)


@pytest.mark.usefixtures("float64")
def test_inner_places_of_a_wrapped_wrapper() -> None:
    lstm = {"units": 4, "activity_regularizer": "l2"}
    arguments = {"layer": {"bidirectional": {"layer": {"lstm": lstm}, "activity_regularizer": "l2"}}}
    (x,) = sequences([(3, 5, 2)])
    spelled = spell("time_distributed", arguments, [x.shape[1:]])
    found = spelled.module.double().activities(torch.tensor(x))
    assert {place: tuple(value.shape) for place, value in found.items()} == {
        "layer.forward": (2, 3, 4),
        "layer.backward": (2, 3, 4),
        "layer": (2, 3, 8),
    }
    assert torch.equal(found["layer"], torch.cat((found["layer.forward"], found["layer.backward"]), -1))


def activities(kind: str, arguments: dict[str, Any], x: Array, weights: list[torch.Tensor]) -> dict[str, torch.Tensor]:
    """The penalized outputs of the spelled layer with these weights."""
    spelled = spell(kind, arguments, [x.shape[1:]])
    module = spelled.module.double()
    module.load_state_dict(spelled.parameters(*weights))
    result: dict[str, torch.Tensor] = module.activities(torch.tensor(x))
    return result


def with_penalty(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with an activity regularizer on the innermost layer."""
    if "layer" not in arguments:
        return {**arguments, "activity_regularizer": "l2"}
    ((kind, given),) = arguments["layer"].items()
    return {**arguments, "layer": {kind: with_penalty(given)}}


def keras_penalty(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same for Keras, with 0.5 for `l2`."""
    made = {key: keras.regularizers.L2(0.5) if value == "l2" else value for key, value in arguments.items()}
    if "layer" in made:
        ((kind, given),) = made["layer"].items()
        made["layer"] = {kind: keras_penalty(given)}
    return made
