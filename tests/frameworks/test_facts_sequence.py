"""The facts of activations, normalization, noise, recurrent layers, wrappers and attention against Keras itself."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import numpy as np
import pytest
from layer_facts import check_arguments, check_shape_and_weights, check_slots, make, make_keras

from modelspec.layers import LAYERS, find
from modelspec.layers.activation_functions import FUNCTIONS

pytestmark = pytest.mark.frameworks

FAMILIES = ("activations", "normalization", "dropout", "recurrent", "wrappers", "attention")
CLASS_KINDS = [kind for family in FAMILIES for kind in LAYERS[family] if kind not in {f.kind for f in FUNCTIONS}]
SEQUENCE = [(5, 4)]
CASES: list[tuple[str, dict[str, Any], list[tuple[int | None, ...]]]] = [
    ("re_lu", {"max_value": 6.0, "negative_slope": 0.1}, [(3,)]),
    ("leaky_re_lu", {}, [(3, None)]),
    ("p_re_lu", {}, [(4, 5, 3)]),
    ("p_re_lu", {"shared_axes": [1, 2]}, [(None, 5, 3)]),
    ("p_re_lu", {"shared_axes": 1}, [(4, 3)]),
    ("batch_normalization", {}, [(6,)]),
    ("batch_normalization", {"axis": 1}, [(4, 5, 3)]),
    ("batch_normalization", {"axis": -2, "scale": False}, [(4, 5, 3)]),
    ("batch_normalization", {"center": False}, [(None, 3)]),
    ("layer_normalization", {}, [(None, 6)]),
    ("layer_normalization", {"axis": [2, 1]}, [(4, 6)]),
    ("layer_normalization", {"axis": [-1, -3], "center": False}, [(4, 5, 3)]),
    ("layer_normalization", {"axis": 1, "scale": False}, [(4, 6)]),
    ("group_normalization", {"groups": 2}, [(4, 4, 6)]),
    ("group_normalization", {"groups": -1, "scale": False}, [(4, 6)]),
    ("group_normalization", {"groups": 2, "axis": 1}, [(4, 6)]),
    ("rms_normalization", {}, [(5, 6)]),
    ("rms_normalization", {"axis": [-2, -1]}, [(3, 5, 6)]),
    ("dropout", {"rate": 0.5, "noise_shape": [None, 1, 6]}, [(5, 6)]),
    ("spatial_dropout1d", {"rate": 0.5}, [(None, 6)]),
    ("spatial_dropout2d", {"rate": 0.5}, [(5, 5, 6)]),
    ("spatial_dropout3d", {"rate": 0.5}, [(2, 5, 5, 6)]),
    ("gaussian_dropout", {"rate": 0.5}, [(6,)]),
    ("gaussian_noise", {"stddev": 0.5}, [(6,)]),
    ("alpha_dropout", {"rate": 0.5, "noise_shape": [None, 1, 6]}, [(5, 6)]),
    ("activity_regularization", {"l1": 0.1}, [(5, 6)]),
    ("lstm", {"units": 3}, SEQUENCE),
    ("lstm", {"units": 3, "return_sequences": True, "use_bias": False, "activation": "relu"}, [(None, 4)]),
    ("gru", {"units": 3, "go_backwards": True}, SEQUENCE),
    ("gru", {"units": 3, "reset_after": False, "return_sequences": True}, SEQUENCE),
    ("simple_rnn", {"units": 3, "dropout": 0.1, "recurrent_dropout": 0.1}, SEQUENCE),
    ("bidirectional", {"layer": {"lstm": {"units": 3}}}, SEQUENCE),
    ("bidirectional", {"layer": {"gru": {"units": 3, "return_sequences": True}}, "merge_mode": "ave"}, [(None, 4)]),
    ("bidirectional", {"layer": {"simple_rnn": {"units": 3, "use_bias": False}}, "merge_mode": "mul"}, SEQUENCE),
    ("time_distributed", {"layer": {"dense": {"units": 3}}}, SEQUENCE),
    ("time_distributed", {"layer": {"lstm": {"units": 3}}}, [(2, 5, 4)]),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3}, [(5, 4)]),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3, "value_dim": 5, "use_bias": False}, [(5, 4), (7, 6)]),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3, "output_shape": 7}, [(None, 4), (7, 6), (7, 8)]),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3, "output_shape": [2, 7]}, [(5, 4)]),
]
REGULARIZED = [
    ("p_re_lu", {}, [(4, 3)]),
    ("batch_normalization", {}, [(6,)]),
    ("layer_normalization", {}, [(6,)]),
    ("group_normalization", {"groups": 2}, [(6,)]),
    ("lstm", {"units": 3}, SEQUENCE),
    ("gru", {"units": 3}, SEQUENCE),
    ("simple_rnn", {"units": 3}, SEQUENCE),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3}, SEQUENCE),
]


@pytest.mark.parametrize(("kind", "arguments", "shapes"), CASES)
def test_shape_and_weights(kind: str, arguments: dict[str, Any], shapes: list[Any]) -> None:
    check_shape_and_weights(kind, arguments, shapes)


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_arguments_are_those_of_keras(kind: str) -> None:
    check_arguments(kind)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda cls: cls.kind)
def test_activation_functions(function: Any) -> None:
    theirs = dict(inspect.signature(getattr(keras.activations, function.kind)).parameters)
    theirs.pop("x")
    fields = {name: field for name, field in function.model_fields.items() if name != "activity_regularizer"}
    assert list(fields) == list(theirs)
    arguments = {}
    for name, parameter in theirs.items():
        required = parameter.default is inspect.Parameter.empty
        assert fields[name].is_required() if required else fields[name].default == parameter.default
        if required:
            arguments[name] = 0.5
    output = getattr(keras.activations, function.kind)(keras.ops.ones((2, 5, 6)), **arguments)
    assert function(**arguments).shape([(5, 6)]) == tuple(output.shape[1:])


@pytest.mark.parametrize(("kind", "arguments", "shapes"), REGULARIZED)
def test_slots_are_on_the_weights_that_keras_says(kind: str, arguments: dict[str, Any], shapes: list[Any]) -> None:
    check_slots(kind, arguments, shapes)


@pytest.mark.parametrize(
    ("kind", "arguments", "count"),
    [
        ("lstm", {"units": 3, "activity_regularizer": "l2"}, 1),
        ("bidirectional", {"layer": {"lstm": {"units": 3, "activity_regularizer": "l2"}}}, 2),
        (
            "bidirectional",
            {"layer": {"gru": {"units": 3, "activity_regularizer": "l2"}}, "activity_regularizer": "l2"},
            3,
        ),
        ("activity_regularization", {"l2": 0.1}, 1),
    ],
)
def test_activity_places(kind: str, arguments: dict[str, Any], count: int) -> None:
    places = [place for place in make(kind, arguments).activities() if place.regularizer is not None]
    theirs = make_keras(kind, arguments)
    theirs(np.ones((2, 5, 4), "float32"))
    assert len(places) == len(theirs.losses) == count


def test_attention_penalizes_its_four_projections() -> None:
    layer = make("multi_head_attention", {"num_heads": 2, "key_dim": 3, "activity_regularizer": "l2"})
    theirs = keras.layers.MultiHeadAttention(2, 3, activity_regularizer="l2")
    x = np.ones((2, 5, 4), "float32")
    theirs(x, x)
    assert [place.name for place in layer.activities()] == ["query", "key", "value", "attention_output"]
    assert len(theirs.losses) == 4


@pytest.mark.parametrize("kind", [kind for kind in CLASS_KINDS if "activity_regularizer" in find(kind).refused])
def test_keras_too_refuses_the_activity_regularizer(kind: str) -> None:
    arguments = {} if kind == "activity_regularization" else {"rate": 0.1}
    with pytest.raises((TypeError, ValueError)):
        make_keras(kind, {**arguments, "activity_regularizer": "l2"})
