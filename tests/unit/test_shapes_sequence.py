"""The words in which layers of sequences, normalization and activations refuse an input or an argument."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from modelspec.layers import LAYERS, REFUSED_KINDS, find
from modelspec.layers.activations import ACTIVATIONS, parse
from modelspec.layers.base import Layer, ShapeError

LSTM = {"units": 3}


def make(kind: str, arguments: dict[str, Any]) -> Layer:
    return find(kind).model_validate(arguments)


@pytest.mark.parametrize(
    ("kind", "arguments", "shapes", "message", "argument"),
    [
        ("softmax", {"axis": 0}, [(3,)], "`axis: 0` of `softmax` is the batch axis", "axis"),
        ("softmax", {"axis": 2}, [(3,)], "`softmax` has no axis 2: its input [3] has the axes 1 to 1", "axis"),
        ("glu", {}, [(5,)], "`glu` halves axis -1, whose length is odd in [5]", "axis"),
        (
            "p_re_lu",
            {"shared_axes": 3},
            [(4, 5)],
            "`p_re_lu` has no axis 3 to share: its input is [4, 5]",
            "shared_axes",
        ),
        (
            "p_re_lu",
            {},
            [(None, 5)],
            "`p_re_lu` needs to know the length of axis 1, which `shared_axes` leaves out, and it is null here",
            None,
        ),
        (
            "batch_normalization",
            {"axis": 1},
            [(None, 5)],
            "`batch_normalization` needs to know the length of axis 1, and it is null here",
            None,
        ),
        (
            "layer_normalization",
            {"axis": [1, 1]},
            [(4, 5)],
            "`axis` of `layer_normalization` names an axis twice",
            "axis",
        ),
        (
            "layer_normalization",
            {"axis": [-1, 1]},
            [(4, 5)],
            "`axis` of `layer_normalization` counts some axes from the front and some from the back",
            "axis",
        ),
        (
            "group_normalization",
            {},
            [(8, 8, 48)],
            "`group_normalization` cannot split 48 channels into 32 equal groups",
            "groups",
        ),
        (
            "rms_normalization",
            {"axis": 1},
            [(4, 5)],
            "`rms_normalization` works on the last axis or axes: Keras puts its scale on the last ones always",
            "axis",
        ),
        (
            "dropout",
            {"rate": 0.5, "noise_shape": [1, 5]},
            [(4, 5)],
            "`noise_shape` of `dropout` needs 3 entries, batch axis first, for the input [4, 5]",
            "noise_shape",
        ),
        (
            "dropout",
            {"rate": 0.5, "noise_shape": [8, 1, 5]},
            [(4, 5)],
            "`noise_shape` of `dropout` has 8 where it must have null or 1",
            "noise_shape",
        ),
        (
            "spatial_dropout2d",
            {"rate": 0.5},
            [(4, 5)],
            "`spatial_dropout2d` takes an input of shape [height, width, channels], got [4, 5]",
            None,
        ),
        ("lstm", LSTM, [(4,)], "`lstm` takes an input of shape [length, width], got [4]", None),
        ("gru", LSTM, [(4, None)], "`gru` needs to know the width of its input, and it is null here", None),
        (
            "multi_head_attention",
            {"num_heads": 2, "key_dim": 3},
            [(5, 4), (6, 4), (7, 4)],
            "key and value of `multi_head_attention` must be of one length, got [7, 4] and [6, 4]",
            "from",
        ),
    ],
)
def test_shape_errors(kind: str, arguments: dict[str, Any], shapes: Any, message: str, argument: str | None) -> None:
    with pytest.raises(ShapeError) as caught:
        make(kind, arguments).shape(shapes)
    assert (caught.value.message, caught.value.argument) == (message, argument)


def test_an_inner_shape_error_is_put_down_to_the_wrapper() -> None:
    wrapper = make("time_distributed", {"layer": make("softmax", {"axis": 3})})
    with pytest.raises(ShapeError) as caught:
        wrapper.shape([(5, 4)])
    assert caught.value.message == "`softmax` has no axis 3: its input [4] has the axes 1 to 1"
    assert caught.value.argument == "layer"
    with pytest.raises(ShapeError, match=r"\[length, \.\.\.\], got \[5\]"):
        wrapper.shape([(5,)])


@pytest.mark.parametrize(
    ("value", "message", "help"),
    [
        ("rleu", "unknown activation `rleu`", "did you mean `relu`?"),
        ("xyzzy", "unknown activation `xyzzy`", "`modelspec layers` lists every activation"),
        ("glu", "`glu` cannot be an `activation`", "it halves an axis, so it is a layer of its own"),
        ("p_re_lu", "`p_re_lu` cannot be an `activation`", "it has weights, so it is a layer of its own"),
        ("sparsemax", "`sparsemax` cannot be an `activation`", REFUSED_KINDS["sparsemax"]),
        (3, "an activation is a name or one call, got `3`", "e.g. `relu`"),
        (
            {"relu": 3},
            "`relu` takes named arguments, got `3`",
            "write `{relu: {negative_slope: ..., max_value: ..., threshold: ...}}`",
        ),
        ({"gelu": {"approx": True}}, "`gelu` has no argument `approx`", "did you mean `approximate`?"),
        ({"tanh": {"a": 1}}, "`tanh` has no argument `a`", "it takes no arguments"),
        (
            {"threshold": {"threshold": 1}},
            "`threshold` needs `default_value`",
            "write `{threshold: {threshold: ..., default_value: ...}}`",
        ),
        ({"elu": "a"}, "`alpha` of `elu` must be a number, got `a`", None),
        ({"gelu": 1}, "`approximate` of `gelu` must be true or false, got `1`", None),
        ({"celu": 0}, "`alpha` of `celu` must be greater than 0, got `0`", None),
        ({"hard_shrink": -1}, "`threshold` of `hard_shrink` must be at least 0, got `-1`", None),
        (
            {"softmax": {"axis": 1}},
            "`softmax` in an `activation` works on the last axis, got `axis: 1`",
            "make it a layer: `- softmax: {axis: 1}`",
        ),
        (
            {"relu": {"activity_regularizer": "l2"}},
            "`relu` has no penalty of its own here",
            "write `activity_regularizer` beside `activation`",
        ),
    ],
)
def test_activation_errors(value: object, message: str, help: str | None) -> None:
    with pytest.raises(ValueError) as caught:
        parse(value)
    said, mend, *place = caught.value.args
    assert (said, mend) == (message, help)
    assert place in ([], [()]) or place[0][0] in message


def test_activation_forms() -> None:
    assert parse({"leaky_relu": 0.1}) == parse({"leaky_relu": {"negative_slope": 0.1}})
    assert parse("relu") == parse({"relu": None}) == parse({"relu": {}})
    assert not set(ACTIVATIONS) & {"activation", "re_lu", "leaky_re_lu", "p_re_lu", "glu"}


@pytest.mark.parametrize(
    ("kind", "arguments", "code", "message"),
    [
        ("activation", {"function": "rleu"}, "E123", "unknown activation `rleu`"),
        (
            "group_normalization",
            {"groups": 0},
            "E107",
            "must be greater than 0, or -1 for one group a channel, got `0`",
        ),
        ("layer_normalization", {"axis": 1.5}, "E107", "must be a whole number or a list of them, got `1.5`"),
        (
            "bidirectional",
            {"layer": make("lstm", LSTM), "merge_mode": None},
            "E107",
            "must be a way to merge: without one there would be two outputs",
        ),
        (
            "bidirectional",
            {"layer": make("relu", {})},
            "E114",
            "`bidirectional` wraps `lstm`, `gru` or `simple_rnn`, not `relu`",
        ),
        (
            "bidirectional",
            {"layer": make("lstm", {**LSTM, "go_backwards": True})},
            "E114",
            "`go_backwards` is set by `bidirectional` itself",
        ),
        (
            "time_distributed",
            {"layer": make("batch_normalization", {})},
            "E114",
            "`time_distributed` does not wrap `batch_normalization`",
        ),
        (
            "time_distributed",
            {"layer": make("multi_head_attention", {"num_heads": 1, "key_dim": 1})},
            "E114",
            "`time_distributed` wraps a layer of one input, `multi_head_attention` takes several",
        ),
        (
            "spatial_dropout1d",
            {"rate": 0.1, "activity_regularizer": "l2"},
            "E108",
            "`spatial_dropout1d` does not carry `activity_regularizer`",
        ),
        (
            "activity_regularization",
            {"l2": 0.1, "activity_regularizer": "l2"},
            "E108",
            "`activity_regularization` does not carry `activity_regularizer`",
        ),
    ],
)
def test_refused_arguments(kind: str, arguments: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make(kind, arguments)
    (item,) = caught.value.errors()
    assert (item["type"], item["msg"]) == (code, message)


def test_wrappers_name_the_inner_parts() -> None:
    inner = make("lstm", {**LSTM, "use_bias": False, "activity_regularizer": "l2"})
    both = make("bidirectional", {"layer": inner})
    assert [weight.name for weight in both.weights([(5, 4)])] == [
        "forward.kernel",
        "forward.recurrent_kernel",
        "backward.kernel",
        "backward.recurrent_kernel",
    ]
    assert [(place.name, place.own) for place in both.activities()] == [
        ("forward", True),
        ("backward", True),
        ("", False),
    ]
    stacked = make("time_distributed", {"layer": both})
    assert [place.name for place in stacked.activities()] == ["layer.forward", "layer.backward", "layer", ""]
    assert stacked.weights([(2, 5, 4)])[0].name == "layer.forward.kernel"
    assert stacked.shape([(2, 5, 4)]) == (2, 6)


@pytest.mark.parametrize(
    ("kind", "arguments", "shapes", "count"),
    [
        ("relu", {}, [(5,)], 0),
        ("p_re_lu", {}, [(4, 5)], 20),
        ("batch_normalization", {}, [(4, 5)], 20),
        ("lstm", LSTM, [(5, 4)], 5 * 4 * 3 * (4 + 3)),
        ("gru", LSTM, [(None, 4)], 3 * 3 * (4 + 3)),
        ("bidirectional", {"layer": make("simple_rnn", LSTM)}, [(5, 4)], 2 * 5 * 3 * (4 + 3)),
        ("time_distributed", {"layer": make("dense", LSTM)}, [(5, 4)], 5 * 4 * 3),
        # Projections of query, key and value, then the output's; scores and their sum of values.
        ("multi_head_attention", {"num_heads": 2, "key_dim": 3}, [(5, 4)], 4 * 5 * 4 * 6 + 2 * 5 * 5 * 6),
    ],
)
def test_multiply_adds(kind: str, arguments: dict[str, Any], shapes: Any, count: int) -> None:
    layer = make(kind, arguments)
    assert layer.multiply_adds(shapes, layer.shape(shapes)) == count


@pytest.mark.parametrize("family", ["activations", "normalization", "dropout", "recurrent", "wrappers", "attention"])
def test_a_family_has_the_kinds_of_the_catalogue(family: str) -> None:
    for kind in LAYERS[family]:
        assert find(kind).kind == kind
        assert find(kind).__doc__
