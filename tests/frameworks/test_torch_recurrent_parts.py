"""The recurrent parts of the PyTorch backend against Keras's layers, in float64."""

import copy
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from parity import Array, close, compare, with_weights
from torch import Tensor, nn

from modelspec.backends.torch.parts.loop_gru import LoopGRU
from modelspec.backends.torch.parts.loop_lstm import LoopLSTM
from modelspec.backends.torch.parts.loop_simple_rnn import LoopSimpleRNN
from modelspec.backends.torch.parts.remove_recurrent_bias import remove_recurrent_bias

pytestmark = [pytest.mark.frameworks, pytest.mark.usefixtures("float64")]

LAYERS = {LoopSimpleRNN: keras.layers.SimpleRNN, LoopLSTM: keras.layers.LSTM, LoopGRU: keras.layers.GRU}
INPUT, UNITS = 3, 4


def sequence(*shape: int) -> Array:
    return np.random.default_rng(1).normal(size=shape)


def loop_weights(kernel: Tensor, recurrent_kernel: Tensor, bias: Tensor | None = None) -> dict[str, Tensor]:
    """Keras's weights, gates in their order, as a loop part's."""
    weights = {"weight_ih": kernel.T, "weight_hh": recurrent_kernel.T}
    if bias is not None:
        names = ("bias_ih", "bias_hh")
        weights |= dict(zip(names, bias if bias.dim() == 2 else [bias], strict=False))
    return weights


def case(kind: type[nn.Module], **options: Any) -> tuple[keras.layers.Layer, nn.Module]:
    """The same recurrent layer in both frameworks."""
    own = {name: getattr(torch, value) if "activation" in name else value for name, value in options.items()}
    return LAYERS[kind](UNITS, **options), kind(INPUT, UNITS, **own).double()


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize(("return_sequences", "go_backwards"), [(False, False), (True, False), (True, True)])
def test_loop(
    kind: type[nn.Module], activation: str, use_bias: bool, return_sequences: bool, go_backwards: bool
) -> None:
    options = {"activation": activation, "use_bias": use_bias}
    layer, part = case(kind, **options, return_sequences=return_sequences, go_backwards=go_backwards)
    compare(layer, with_weights(part), [sequence(2, 5, INPUT)], loop_weights)


@pytest.mark.parametrize("kind", [LoopLSTM, LoopGRU])
def test_loop_recurrent_activation(kind: type[nn.Module]) -> None:
    layer, part = case(kind, recurrent_activation="tanh")
    compare(layer, with_weights(part), [sequence(2, 5, INPUT)], loop_weights)


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("return_sequences", [True, False])
def test_gru_that_resets_before_the_product(use_bias: bool, return_sequences: bool) -> None:
    layer, part = case(LoopGRU, reset_after=False, use_bias=use_bias, return_sequences=return_sequences)
    compare(layer, with_weights(part), [sequence(2, 5, INPUT)], loop_weights)


@pytest.mark.parametrize(
    ("kind", "more"), [(LoopSimpleRNN, {}), (LoopLSTM, {}), (LoopGRU, {}), (LoopGRU, {"reset_after": False})]
)
@pytest.mark.parametrize(("dropout", "recurrent_dropout"), [(0.5, 0.0), (0.0, 0.25), (0.5, 0.25)])
def test_loop_dropout(
    kind: type[nn.Module],
    more: dict[str, Any],
    dropout: float,
    recurrent_dropout: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both get the masks that Keras asks for, so a wrong number or shape of masks fails."""
    layer, part = case(kind, dropout=dropout, recurrent_dropout=recurrent_dropout, return_sequences=True, **more)
    masks: dict[float, list[Array]] = {}

    def keras_dropout(x: Any, rate: float, seed: Any) -> Any:
        drawn = masks.setdefault(rate, [])
        draw = np.random.default_rng(len(drawn)).random(x.shape)
        drawn.append((draw >= rate) / (1 - rate))
        return tf.constant(drawn[-1])

    def torch_dropout(x: Tensor, rate: float, training: bool) -> Tensor:
        return torch.tensor(np.stack(masks[rate])).view(x.shape) if rate and training else x

    def call(*inputs: Any, **options: Any) -> Any:
        masks.clear()
        return type(layer).call(layer, *inputs, **options)

    monkeypatch.setattr("keras.src.backend.random.dropout", keras_dropout)
    monkeypatch.setattr("torch.nn.functional.dropout", torch_dropout)
    layer.call = call
    compare(layer, with_weights(part), [sequence(2, 5, INPUT)], loop_weights, training=True)
    assert len(masks) == bool(dropout) + bool(recurrent_dropout)


# torch's own recurrent modules with one bias


def native_weights(*weights: Tensor, suffixes: tuple[str, ...] = ("",)) -> dict[str, Tensor]:
    names = [f"{name}_l0{suffix}" for suffix in suffixes for name in ("weight_ih", "weight_hh", "bias_ih")]
    return {name: w.T if w.dim() == 2 else w for name, w in zip(names, weights, strict=True)}


@pytest.mark.parametrize(("layer", "native"), [(keras.layers.SimpleRNN, nn.RNN), (keras.layers.LSTM, nn.LSTM)])
def test_native_with_one_bias(layer: type[keras.layers.Layer], native: type[nn.RNNBase]) -> None:
    rnn = native(INPUT, UNITS, batch_first=True)
    remove_recurrent_bias(rnn)
    call = with_weights(rnn.double())
    compare(layer(UNITS, return_sequences=True), lambda *args: call(*args)[0], [sequence(2, 5, INPUT)], native_weights)


def test_bidirectional_with_one_bias() -> None:
    rnn = nn.LSTM(INPUT, UNITS, batch_first=True, bidirectional=True)
    remove_recurrent_bias(rnn)
    call = with_weights(rnn.double())
    compare(
        keras.layers.Bidirectional(keras.layers.LSTM(UNITS)),
        lambda *args: torch.cat(tuple(call(*args)[1][0]), -1),
        [sequence(2, 5, INPUT)],
        lambda *weights: native_weights(*weights, suffixes=("", "_reverse")),
    )


def test_removed_bias_stays_zero_and_uncounted(tmp_path: Path) -> None:
    rnn = nn.LSTM(INPUT, UNITS, batch_first=True)
    remove_recurrent_bias(rnn)
    x = torch.tensor(sequence(2, 5, INPUT))
    assert sum(p.numel() for p in rnn.parameters()) == 4 * UNITS * (INPUT + UNITS + 1)
    assert list(rnn.state_dict()) == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"]
    rnn = rnn.double().train()
    expected = rnn(x)[0]
    torch.save(rnn, tmp_path / "rnn.pt")
    other = nn.LSTM(INPUT, UNITS, batch_first=True)
    remove_recurrent_bias(other)
    other.double().load_state_dict(rnn.state_dict())
    copies = [copy.deepcopy(rnn), other, torch.load(tmp_path / "rnn.pt", weights_only=False), rnn.float().double()]
    for one in [*copies, torch.compile(rnn, backend="eager")]:
        close(one(x)[0], expected.detach(), 1e-6)  # one went through float32
    trained = copies[0]
    with torch.no_grad():
        trained.weight_ih_l0.zero_()
        trained.weight_hh_l0.zero_()
        trained.bias_ih_l0.fill_(1.0)
    assert not torch.equal(trained.eval()(x)[0], rnn.eval()(x)[0])
    trained(x)[0].sum().backward()
    assert trained.bias_ih_l0.grad is not None
    assert not trained.bias_hh_l0.any()
