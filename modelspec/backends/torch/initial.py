"""Initial values: the spec's initializers as torch.nn.init calls, drawn from the same distributions as Keras draws from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modelspec.backends.arrays import Row, Target
from modelspec.backends.code import Code, Do, For, Index, Literal, Name, Slice, Statement, TupleOf, Unary, call, code
from modelspec.backends.torch.site import Module, attribute
from modelspec.initializers import Distribution, Initializer, distribution, fans
from modelspec.ir import Node, Weight
from modelspec.layers.recurrent import Lstm

BY_DEFAULT = {"gamma": "ones", "beta": "zeros", "moving_mean": "zeros", "moving_variance": "ones", "scale": "ones"}
"""Initial values that the modules of normalization layers have anyway."""
NATIVE = {
    "glorot_uniform": ("xavier_uniform_", {}),
    "he_uniform": ("kaiming_uniform_", {"nonlinearity": "relu"}),
    "lecun_uniform": ("kaiming_uniform_", {"nonlinearity": "linear"}),
}
"""Initializers that torch has too, where its fans are the same."""
LOOP_FROM = 3
"""So many weights with one initializer are written as a loop."""


@dataclass(frozen=True, slots=True)
class Draw:
    """`nn.init.<function>(<weight>, ...)`."""

    weight: Code
    function: str
    arguments: tuple[tuple[str, Code], ...] = ()

    def statement(self, weight: Code) -> Statement:
        return Do(call(f"nn.init.{self.function}", weight, **dict(self.arguments)))


def draws(node: Node, module: Module, owner: Code) -> Iterator[Draw]:
    """What sets the weights that one module keeps."""
    for weight in node.weights:
        if weight.name not in module.weights or weight.initializer.kind == BY_DEFAULT.get(weight.name):
            continue
        for target in module.weights[weight.name]:
            yield _draw(weight, target, attribute(owner, target.key))
            forget = _forget_gate(node, weight)
            if forget is not None:
                yield Draw(Index(attribute(owner, target.key), (forget,)), "ones_")


def statements(found: Sequence[Draw]) -> list[Statement]:
    """The draws, in loops where many weights have one initializer."""
    groups: dict[str, list[Draw]] = {}
    for draw in found:
        groups.setdefault(repr((draw.function, draw.arguments)), []).append(draw)
    lines: list[Statement] = []
    for group in groups.values():
        if len(group) < LOOP_FROM:
            lines += [draw.statement(draw.weight) for draw in group]
        else:
            weights = TupleOf(tuple(draw.weight for draw in group))
            lines.append(For("weight", weights, (group[0].statement(Name("weight")),)))
    # A forget gate's ones come after the zeros of its whole bias.
    return sorted(lines, key=lambda line: isinstance(line, Do) and "ones_" in repr(line) and "Slice" in repr(line))


def _draw(weight: Weight, target: Target, place: Code) -> Draw:
    kind = weight.initializer.kind
    if kind in NATIVE and _torch_fans(target.shape(weight.shape)) == fans(weight.shape):
        function, arguments = NATIVE[kind]
        return Draw(place, function, tuple((key, code(value)) for key, value in arguments.items()))
    shape = weight.shape[1:] if any(isinstance(step, Row) for step in target.operations) else weight.shape
    drawn = distribution(weight.initializer, weight.shape if len(weight.shape) > 1 else shape)
    return Draw(place, *_call(weight.initializer, drawn))


def _call(initializer: Initializer, drawn: Distribution) -> tuple[str, tuple[tuple[str, Code], ...]]:
    match drawn.kind:
        case "constant":
            if drawn.a in (0.0, 1.0):
                return ("zeros_" if drawn.a == 0 else "ones_"), ()
            return "constant_", (("val", Literal(drawn.a, "initial_value")),)
        case "uniform" if drawn.a == -drawn.b:
            limit = Literal(drawn.b, "limit")
            return "uniform_", (("a", Unary("-", limit)), ("b", limit))
        case "uniform":
            return "uniform_", (("a", Literal(drawn.a, "minval")), ("b", Literal(drawn.b, "maxval")))
        case "normal":
            mean = (("mean", Literal(drawn.a, "mean")),) if drawn.a else ()
            return "normal_", (*mean, ("std", Literal(drawn.b, "std")))
        case "truncated_normal":
            low, high = drawn.a - 2 * drawn.b, drawn.a + 2 * drawn.b
            mean = (("mean", Literal(drawn.a, "mean")),) if drawn.a else ()
            std = ("std", Literal(drawn.b, "std"))
            return "trunc_normal_", (*mean, std, ("a", Literal(low, "low")), ("b", Literal(high, "high")))
        case "orthogonal":
            return "orthogonal_", (("gain", Literal(drawn.a, "gain")),) if drawn.a != 1 else ()
    return "eye_", ()


def _torch_fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """torch.nn.init's (fan_in, fan_out): axis 1 and axis 0, times the kernel's size."""
    if len(shape) < 2:
        return (-1, -1)
    field = 1
    for length in shape[2:]:
        field *= length
    return shape[1] * field, shape[0] * field


def _forget_gate(node: Node, weight: Weight) -> Slice | None:
    """Where an LSTM's bias starts at 1."""
    layer = getattr(node.layer, "layer", node.layer)
    if not isinstance(layer, Lstm) or not layer.unit_forget_bias or weight.name.rpartition(".")[2] != "bias":
        return None
    units = layer.units
    return Slice(Literal(units, "units"), Literal(2 * units, "forget_end"))
