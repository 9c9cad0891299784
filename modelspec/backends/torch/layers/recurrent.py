"""Recurrent layers: torch's own modules where they compute the same, else local classes that loop over the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelspec.backends.arrays import ArrayOperation, Blocks, Row, Transpose
from modelspec.backends.code import Assign, Call, Code, Index, Literal, Name, TupleOf, call, method
from modelspec.backends.torch.layers import Spelling
from modelspec.backends.torch.layers.activations import activation_callable
from modelspec.backends.torch.site import Site, Value
from modelspec.layers.activation_functions import Relu, Sigmoid, Tanh
from modelspec.layers.recurrent import Gru, Lstm, Recurrent, SimpleRnn

NATIVE = {"lstm": "nn.LSTM", "gru": "nn.GRU", "simple_rnn": "nn.RNN"}
LOOPS = {"lstm": "LoopLSTM", "gru": "LoopGRU", "simple_rnn": "LoopSimpleRNN"}
DEFAULTS: Mapping[str, object] = {"activation": Tanh(), "recurrent_activation": Sigmoid()}
T = Transpose((1, 0))
RESET_FIRST = (1, 0, 2)
"""torch's order of a GRU's gates."""


def recurrent(site: Site, values: Sequence[Value]) -> Value:
    """lstm, gru, simple_rnn: the whole sequence, or the state after its last step."""
    layer, shape = recurrent_layer(site), site.node.output.shape
    x, width = site.last(values[0]), values[0].shape[-1]
    assert width is not None  # The layer's shape rule needs it.
    if not is_native(layer):
        owner = site.module(loop(site, width))
        loop_weights(site)
        return Value(call(owner, x), shape)
    owner = site.module(native(site, width))
    native_weights(site)
    result = call(owner, method(x, "flip", 1) if layer.go_backwards else x)
    output = sequence(result) if layer.return_sequences else Index(last_states(site, result), (Literal(-1),))
    return Value(output, shape)


def recurrent_layer(site: Site) -> Recurrent:
    """The layer of a site, which is recurrent."""
    layer = site.node.layer
    assert isinstance(layer, Recurrent)
    return layer


def is_native(layer: Recurrent) -> bool:
    """Whether torch's module computes the same: it has no other activations, and its dropout is another one."""
    assert isinstance(layer, Lstm | Gru | SimpleRnn)
    if layer.dropout or layer.recurrent_dropout:
        return False
    if isinstance(layer, SimpleRnn):
        return layer.activation in (Tanh(), Relu())
    gates = layer.activation == Tanh() and layer.recurrent_activation == Sigmoid()
    return gates and (isinstance(layer, Lstm) or layer.reset_after)


def native(site: Site, width: int, *, bidirectional: bool = False) -> Code:
    """`nn.LSTM(width, units, batch_first=True)`, without the second bias that only torch has."""
    layer = recurrent_layer(site)
    options: dict[str, str | bool] = {}
    if isinstance(layer, SimpleRnn) and layer.activation == Relu():
        options["nonlinearity"] = "relu"
    if not layer.use_bias:
        options["bias"] = False
    options["batch_first"] = True
    if bidirectional:
        options["bidirectional"] = True
    made = call(NATIVE[layer.kind], site.size(width, "input_size"), site.argument("units"), **options)
    one_bias = layer.use_bias and not isinstance(layer, Gru)
    return call(site.part("remove_recurrent_bias"), made) if one_bias else made


def native_weights(site: Site, prefix: str = "", suffix: str = "") -> None:
    """Where torch's module keeps the weights of one direction, which has a prefix in the spec and a suffix in torch."""
    is_gru = isinstance(recurrent_layer(site), Gru)
    columns: tuple[ArrayOperation, ...] = (Blocks(1, RESET_FIRST), T) if is_gru else (T,)
    site.weight(f"{prefix}kernel", f"weight_ih_l0{suffix}", *columns)
    site.weight(f"{prefix}recurrent_kernel", f"weight_hh_l0{suffix}", *columns)
    if not recurrent_layer(site).use_bias:
        return
    if is_gru:
        for row, key in enumerate(("bias_ih", "bias_hh")):
            site.weight(f"{prefix}bias", f"{key}_l0{suffix}", Row(row), Blocks(0, RESET_FIRST))
    else:
        site.weight(f"{prefix}bias", f"bias_ih_l0{suffix}")


def loop(site: Site, width: int, *, go_backwards: bool = False) -> Call:
    """`LoopLSTM(width, units, activation=...)`."""
    layer = recurrent_layer(site)
    options: dict[str, Code | bool] = {}
    for field, default in DEFAULTS.items():
        if getattr(layer, field, default) != default:
            options[field] = activation_callable(getattr(layer, field), site)
    if not layer.use_bias:
        options["use_bias"] = False
    if isinstance(layer, Gru) and not layer.reset_after:
        options["reset_after"] = False
    for field in layer.randomness:
        if getattr(layer, field):
            options[field] = site.argument(field)
    if layer.return_sequences:
        options["return_sequences"] = True
    if layer.go_backwards or go_backwards:
        options["go_backwards"] = True
    part = site.part(LOOPS[layer.kind])
    return call(part, site.size(width, "input_size"), site.argument("units"), **options)


def loop_weights(site: Site, prefix: str = "", owner: str = "") -> None:
    """Where a loop keeps the weights of one direction, which has a prefix in the spec and another in the module."""
    layer = recurrent_layer(site)
    site.weight(f"{prefix}kernel", f"{owner}weight_ih", T)
    site.weight(f"{prefix}recurrent_kernel", f"{owner}weight_hh", T)
    if not layer.use_bias:
        return
    if isinstance(layer, Gru) and layer.reset_after:
        site.weight(f"{prefix}bias", f"{owner}bias_ih", Row(0))
        site.weight(f"{prefix}bias", f"{owner}bias_hh", Row(1))
    else:
        site.weight(f"{prefix}bias", f"{owner}bias_ih")


def sequence(result: Code) -> Code:
    """The outputs of all steps, of what torch's module gives."""
    return Index(result, (Literal(0),))


def last_states(site: Site, result: Code) -> Name:
    """A new variable of the states after the last step, one a direction."""
    h, ignored = site.new("h"), Name("_")
    states = TupleOf((h, ignored)) if site.node.kind == "lstm" else h
    site.statements.append(Assign(TupleOf((ignored, states)), result))
    return h


SPELLINGS: dict[str, Spelling] = dict.fromkeys(LOOPS, recurrent)
