"""Every kind, every example, and specs of odd structure, as the Keras backend writes them: built, and held against the
graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras_harness import BATCH, build, check, fill, graph_of, inputs_of, layer_spec, module_of, single
from test_facts_sequence import CASES as SEQUENCE_CASES
from test_facts_spatial import CONVOLUTIONS, OTHERS

import modelspec
from modelspec.backends import Unspellable
from modelspec.backends.keras import BACKEND
from modelspec.ir import Graph
from modelspec.layers import FAMILY, find

pytestmark = pytest.mark.frameworks

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.modelspec.yaml"))
SPECS = {path.stem: path for path in (Path(__file__).parent / "keras_specs").glob("*.yaml")}
Case = tuple[str, dict[str, Any], list[Any]]
CORE: list[Case] = [
    ("dense", {"units": 3, "activation": "gelu", "kernel_initializer": {"random_normal": {"stddev": 0.1}}}, [(4, 5)]),
    ("dense", {"units": 3, "use_bias": False, "activation": {"leaky_relu": 0.1}}, [(None, 5)]),
    ("embedding", {"input_dim": 9, "output_dim": 4, "embeddings_initializer": "he_normal"}, [(6,)]),
    ("position_embedding", {"length": 8}, [(6, 4)]),
]
FUNCTIONS: list[Case] = [
    (kind, {"threshold": 0.1, "default_value": 0.2} if kind == "threshold" else {}, [(4, 6)])
    for kind in FAMILY
    if FAMILY[kind] == "activations" and kind not in ("activation", "re_lu", "leaky_re_lu", "p_re_lu")
]
ARGUMENTS: list[Case] = [
    ("activation", {"function": "hard_swish"}, [(3,)]),
    ("activation", {"function": {"hard_shrink": 0.3}}, [(3,)]),
    ("relu", {"negative_slope": 0.1, "max_value": 2.0, "threshold": 0.5}, [(3,)]),
    ("relu", {"negative_slope": -0.1}, [(3,)]),
    ("softmax", {"axis": 1}, [(4, 3)]),
    ("log_softmax", {"axis": 1}, [(4, 3)]),
    ("glu", {"axis": -2}, [(4, None)]),
    ("squareplus", {"b": 2}, [(3,)]),
    ("bidirectional", {"layer": {"simple_rnn": {"units": 3, "activity_regularizer": "l2"}}}, [(5, 4)]),
    ("time_distributed", {"layer": {"conv1d": {"filters": 3, "kernel_size": 2}}}, [(None, 5, 4)]),
    ("multi_head_attention", {"num_heads": 2, "key_dim": 3, "use_causal_mask": True, "dropout": 0.1}, [(5, 4)]),
]
WITHOUT_FLOAT64 = ("max_pooling3d", "average_pooling3d")
"""TensorFlow has no kernels for them on a processor."""
CASES = [
    case
    for case in (*CORE, *FUNCTIONS, *ARGUMENTS, *SEQUENCE_CASES, *CONVOLUTIONS, *OTHERS)
    # A dilated one is another that TensorFlow cannot run on a processor.
    if not (case[0] == "conv3d_transpose" and "dilation_rate" in case[1])
]
ONE_A_KIND = list({case[0]: case for case in CASES}.values())
IN_FLOAT64 = [case for case in ONE_A_KIND if FAMILY[case[0]] != "activations" and case[0] not in WITHOUT_FLOAT64]


def regularized(kind: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with another penalty in every slot of the kind."""
    slots = [slot for slot in find(kind).slots if slot != "activity"]
    found = {f"{slot}_regularizer": {"l1": 0.01 * i, "l2": 0.1 * i} for i, slot in enumerate(slots, 1)}
    if "activity_regularizer" not in find(kind).refused:
        found["activity_regularizer"] = {"l1": 0.03}
    return {**found, **arguments}


def load(path: Path) -> Graph:
    return modelspec.load(path).graph


@pytest.mark.parametrize(("kind", "arguments", "shapes"), CASES)
def test_a_layer_with_a_penalty_in_every_slot(kind: str, arguments: dict[str, Any], shapes: list[Any]) -> None:
    graph = graph_of(layer_spec(kind, regularized(kind, arguments), shapes))
    assert (check(graph) > 0) == any(True for _ in graph.penalties())


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize(("kind", "arguments", "shapes"), IN_FLOAT64)
def test_the_same_in_float64(kind: str, arguments: dict[str, Any], shapes: list[Any]) -> None:
    check(graph_of(layer_spec(kind, regularized(kind, arguments), shapes)), "float64")


@pytest.mark.parametrize("trainable", [True, False])
@pytest.mark.parametrize(
    ("kind", "arguments", "shapes"), [c for c in ONE_A_KIND if find(c[0]).slots or find(c[0]).wraps]
)
def test_a_layer_under_model_wide_penalties(
    kind: str, arguments: dict[str, Any], shapes: list[Any], trainable: bool
) -> None:
    rules = {"all_trainable": {"l2": 0.1}, "activity": {"l1": 0.1}}
    check(graph_of(layer_spec(kind, {**arguments, "trainable": trainable}, shapes, regularization=rules)))


def test_every_kind_has_a_case() -> None:
    assert {kind for kind, _, _ in CASES} == set(FAMILY)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_an_example(path: Path) -> None:
    check(load(path))


@pytest.mark.parametrize("name", [name for name in SPECS if name != "bfloat16"])
def test_a_spec_of_odd_structure(name: str, request: pytest.FixtureRequest) -> None:
    graph = load(SPECS[name])
    if graph.dtype == "float64":
        request.getfixturevalue("float64")
    assert check(graph, graph.dtype) > 0


def test_a_model_of_half_precision_trains(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("float64")  # For its end: it gives float32 back.
    graph = load(SPECS["bfloat16"])
    module = module_of(BACKEND.generate(graph).text)
    model = module.build_model()
    assert {variable.dtype for variable in model.weights} == {"bfloat16"}
    inputs = inputs_of(graph, "float32")
    assert model(inputs).dtype.name == "bfloat16"
    history = module.fit(model, inputs, np.ones((BATCH, 1)), verbose=0)
    assert np.isfinite(float(history.history["loss"][0]))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras's own, on saving.
def test_a_saved_model_keeps_every_penalty(tmp_path: Path) -> None:
    graph = load(SPECS["local_classes"])
    model = build(graph)
    fill(graph, model)
    inputs = inputs_of(graph, "float32")
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(np.asarray(again(inputs)), np.asarray(model(inputs)))
    assert sorted(map(float, again.losses)) == pytest.approx(sorted(map(float, model.losses)))
    assert [v.path for v in again.trainable_weights] == [v.path for v in model.trainable_weights]


@pytest.mark.parametrize("kind", ["add", "average"])
def test_a_merge_does_not_take_an_input_for_a_bias(kind: str) -> None:
    graph = graph_of(layer_spec(kind, {}, [(BATCH,), (1,)]))
    x, y = inputs_of(graph, "float32")
    expected = (x + y) / (2 if kind == "average" else 1)
    np.testing.assert_allclose(np.asarray(build(graph)([x, y])), expected, rtol=1e-6)


def test_reused_layers_share_their_weights() -> None:
    graph = load(next(path for path in EXAMPLES if path.name.startswith("6")))
    model = build(graph)
    assert len(model.get_layer("encoder")._inbound_nodes) == 2
    assert model.output_names == ["click", "dwell"]


def test_outputs_have_the_names_of_the_spec() -> None:
    graph = load(SPECS["names_and_reuse"])
    assert tuple(build(graph).output_names) == graph.output_names


@pytest.mark.parametrize("number", ["2", "6", "9"])
def test_an_example_trains(number: str) -> None:
    graph = load(next(path for path in EXAMPLES if path.name.startswith(number)))
    module = module_of(BACKEND.generate(graph).text)
    keras.utils.set_random_seed(0)
    model = module.build_model()
    inputs = inputs_of(graph, "float32")
    targets = [np.ones((BATCH,) if tensor.shape[-1] != 1 else (BATCH, 1)) for tensor in graph.body.outputs]
    history = module.fit(model, single(inputs), single(targets), epochs=20, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert model.jit_compile is False


@pytest.mark.parametrize(
    ("optimizer", "loss"),
    [
        ({"sgd": {"learning_rate": 1.0, "momentum": 0.5, "nesterov": True, "weight_decay": 0.1}}, {"huber": 2.0}),
        ({"adam": {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 0.1, "amsgrad": True}}, "mean_absolute_error"),
        ({"adamw": {"weight_decay": 0.3}}, {"categorical_crossentropy": {"from_logits": True, "label_smoothing": 0.1}}),
        (
            {"rmsprop": {"rho": 0.8, "momentum": 0.5, "centered": True}},
            {"binary_crossentropy": {"label_smoothing": 0.1}},
        ),
        ("sgd", {"sparse_categorical_crossentropy": {"ignore_class": 1}}),
    ],
)
def test_optimizer_and_loss_are_those_of_the_spec(optimizer: Any, loss: Any) -> None:
    training = {"optimizer": optimizer, "loss": loss}
    graph = graph_of(layer_spec("dense", {"units": 3}, [(4,)], training=training))
    assert graph.training is not None
    module = module_of(BACKEND.generate(graph).text)
    model = module.build_model()
    module.compile_model(model)
    for ours, theirs in (
        (graph.training.optimizer, model.optimizer.get_config()),
        (graph.training.losses[0].loss, model.loss.get_config()),
    ):
        for name in type(ours).model_fields:
            if name in theirs:
                assert theirs[name] == pytest.approx(getattr(ours, name)), name
        assert {"delta", "epsilon"} & set(type(ours).model_fields) <= set(theirs) | {"delta"}


def test_what_keras_cannot_do_is_said() -> None:
    inner = {"bidirectional": {"layer": {"lstm": {"units": 3, "activity_regularizer": "l2"}}}}
    unknown = graph_of(layer_spec("time_distributed", {"layer": inner}, [(None, 4, 3)]))
    with pytest.raises(Unspellable, match="unknown length"):
        BACKEND.generate(unknown)
    half = graph_of(layer_spec("gru", {"units": 3}, [(4, 3)], dtype="bfloat16"))
    with pytest.raises(Unspellable, match="bfloat16"):
        BACKEND.generate(half)
