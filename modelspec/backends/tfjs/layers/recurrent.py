"""Recurrent layers: TensorFlow.js's own where they compute the same, else local classes with cells of their own."""

from __future__ import annotations

from collections.abc import Iterator

from modelspec.backends.base import Unspellable
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node
from modelspec.layers.recurrent import Gru, Lstm, Recurrent, SimpleRnn

NATIVE = {"lstm": "tf.layers.lstm", "gru": "tf.layers.gru", "simple_rnn": "tf.layers.simpleRNN"}
OPTIONS = {"activation": "activation", "recurrent_activation": "recurrentActivation"}
KERNEL = ("kernel_initializer", "recurrent_initializer")
"""Of the latter TensorFlow.js has the same default, drawn a hundred times slower."""
GATED = (*KERNEL, "recurrent_activation")


def recurrent(node: Node) -> Spelling:
    """lstm, gru, simple_rnn."""
    layer = node.layer
    assert isinstance(layer, Lstm | Gru | SimpleRnn)
    refuse_single_step(node)
    rates = [name for name in layer.randomness if getattr(layer, name) == 1]
    if rates and isinstance(layer, SimpleRnn):
        raise Unspellable(node, "TensorFlow.js drops nothing at a rate of 1", f"give a smaller `{rates[0]}`")
    # At a rate of 1 Keras drops nothing in the layers with gates, either.
    linear = list(_linear(layer))
    names: dict[str, str | None] = dict.fromkeys((*rates, *linear, "reset_after"))
    options = {OPTIONS[name]: "linear" for name in linear}
    masks_gates = 0 < layer.recurrent_dropout < 1
    if isinstance(layer, SimpleRnn):
        return Spelling(NATIVE["simple_rnn"], KERNEL, names, options)
    if isinstance(layer, Lstm):
        forget = ("unit_forget_bias",) if layer.unit_forget_bias and layer.use_bias else ()
        return Spelling("KerasLSTM" if masks_gates else NATIVE["lstm"], (*GATED, *forget), names, options)
    if layer.reset_after or masks_gates:
        names.pop("reset_after")
        return Spelling("KerasGRU", (*GATED, "reset_after"), names, options)
    return Spelling(NATIVE["gru"], GATED, names, options)


def refuse_single_step(node: Node) -> None:
    """The gradient of TensorFlow.js's loop over steps fails if there is only one."""
    if node.inputs[0].shape[0] == 1:
        raise Unspellable(node, "TensorFlow.js has no gradient of a sequence of one step", "give two steps or more")


def _linear(layer: Recurrent) -> Iterator[str]:
    """The fields of activations that are none, which is not the same as leaving the option out."""
    return (name for name in OPTIONS if getattr(layer, name, "") is None)


SPELLINGS: dict[str, Entry] = dict.fromkeys(NATIVE, recurrent)
