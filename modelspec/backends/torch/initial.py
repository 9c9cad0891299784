"""Initial values: the spec's initializers as torch.nn.init calls, with the distributions that Keras draws from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from modelspec.backends.arrays import Target
from modelspec.backends.code import (
    Assign,
    Code,
    Comment,
    Do,
    For,
    Index,
    Literal,
    Name,
    Operation,
    Slice,
    Statement,
    TupleOf,
    Unary,
    call,
    code,
    operation,
)
from modelspec.backends.torch.site import Module, parameter
from modelspec.initializers import TRUNCATION, Distribution, distribution, fans, scaling
from modelspec.ir import Node, Weight
from modelspec.record import Record

BY_DEFAULT = {"gamma": "ones", "beta": "zeros", "moving_mean": "zeros", "moving_variance": "ones", "scale": "ones"}
"""Initial values that the modules of normalization layers have anyway."""
NATIVE: dict[str, tuple[str, dict[str, str]]] = {
    "glorot_uniform": ("xavier_uniform_", {}),
    "he_uniform": ("kaiming_uniform_", {"nonlinearity": "relu"}),
    "lecun_uniform": ("kaiming_uniform_", {"nonlinearity": "linear"}),
}
"""Initializers that torch has too, where the spread is the same by its fans."""
FANS = "Fans as Keras counts them; torch's would be those of its own layout."
CUT = "A normal that is cut at 2 std is narrower; the divisor makes up for that."
FORGET = "The forget gates start open."
LOOP_FROM = 3
"""So many weights with one initializer are written as a loop."""


class Draw(Record):
    """`nn.init.<function>(<weight>, ...)`; `spread` is the (variable, value) that the arguments are made of, if any."""

    weight: Code
    function: str
    arguments: tuple[tuple[str, Code], ...] = ()
    spread: tuple[str, Code] | None = None
    late: bool = False
    """Comes after the others: it sets a part of what one of them has set."""
    remark: str | None = None
    """Why torch's own initializer or a plain number would not do."""

    def statement(self, weight: Code) -> Statement:
        return Do(call(f"nn.init.{self.function}", weight, **dict(self.arguments)))


def draws(node: Node, module: Module, owner: Code) -> Iterator[Draw]:
    """What sets the weights that one module keeps."""
    for weight in node.weights:
        if weight.name not in module.weights or weight.initializer.kind == BY_DEFAULT.get(weight.name):
            continue
        for target in module.weights[weight.name]:
            yield _draw(weight, target, parameter(module, owner, target.key))
            forget = _forget_gate(node, weight)
            if forget is not None:
                yield Draw(Index(parameter(module, owner, target.key), (forget,)), "ones_", late=True, remark=FORGET)


def statements(found: Sequence[Draw]) -> list[Statement]:
    """The draws, in loops where many weights have one initializer."""
    groups: dict[str, list[Draw]] = {}
    for draw in sorted(found, key=lambda draw: draw.late):
        groups.setdefault(repr((draw.function, draw.arguments, draw.spread, draw.late)), []).append(draw)
    lines: list[Statement] = []
    remarks: set[str] = set()
    for group in groups.values():
        spread, remark = group[0].spread, group[0].remark
        if remark is not None and remark not in remarks:
            remarks.add(remark)
            lines.append(Comment(remark))
        if spread is not None:
            lines.append(Assign(*spread))
        if len(group) < LOOP_FROM:
            lines += [draw.statement(draw.weight) for draw in group]
        else:
            weights = TupleOf(tuple(draw.weight for draw in group))
            lines.append(For("weight", weights, (group[0].statement(Name("weight")),)))
    return lines


def _draw(weight: Weight, target: Target, place: Code) -> Draw:
    kind = weight.initializer.kind
    if kind in NATIVE and _is_native(kind, target.shape(weight.shape), weight.shape):
        function, arguments = NATIVE[kind]
        return Draw(place, function, tuple((key, code(value)) for key, value in arguments.items()))
    scaled = scaling(weight.initializer)
    if scaled is not None:
        return _scaled(place, *scaled, weight.shape, FANS if kind in NATIVE else None)
    return Draw(place, *_call(distribution(weight.initializer, weight.shape)))


def _scaled(place: Code, scale: float, mode: str, law: str, shape: tuple[int, ...], remark: str | None) -> Draw:
    """Keras's variance scaling: `bound = math.sqrt(6 / (64 + 128))`."""
    numerator = (3 if law == "uniform" else 1) * (2 if mode == "fan_avg" else 1) * scale
    number = int(numerator) if float(numerator).is_integer() else numerator
    root = call("math.sqrt", Operation("/", Literal(number), _fan(mode, shape)))
    if law == "uniform":
        bound = Name("bound")
        return Draw(place, "uniform_", (("a", Unary("-", bound)), ("b", bound)), ("bound", root), remark=remark)
    std = Name("std")
    if law == "untruncated_normal":
        return Draw(place, "normal_", (("std", std),), ("std", root))
    cut = (("a", Operation("*", Literal(-2), std)), ("b", Operation("*", Literal(2), std)))
    spread = ("std", Operation("/", root, Literal(TRUNCATION)))
    return Draw(place, "trunc_normal_", (("std", std), *cut), spread, remark=CUT)


def _fan(mode: str, shape: tuple[int, ...]) -> Code:
    """`3 * 3 * 16`: an axis of the weight, times the receptive field in front of the last two; `fan_avg` without its
    division by 2."""
    axes = (1, 1, *shape, *shape)[-2:] if len(shape) < 2 else shape[-2:]
    fan_in, fan_out = Literal(axes[0], "fan_in", dimension=True), Literal(axes[1], "fan_out", dimension=True)
    fan: Code = {"fan_in": fan_in, "fan_out": fan_out}.get(mode) or Operation("+", fan_in, fan_out)
    field = [Literal(length, "field", dimension=True) for length in shape[:-2]]
    return operation("*", *field, fan)


def _call(drawn: Distribution) -> tuple[str, tuple[tuple[str, Code], ...]]:
    mean = (("mean", Literal(drawn.a, "mean")),) if drawn.a else ()
    std = ("std", Literal(drawn.b, "std"))
    match drawn.kind:
        case "constant" if drawn.a in (0.0, 1.0):
            return ("zeros_" if drawn.a == 0 else "ones_"), ()
        case "constant":
            return "constant_", (("val", Literal(drawn.a, "initial_value")),)
        case "uniform":
            return "uniform_", (("a", Literal(drawn.a, "minval")), ("b", Literal(drawn.b, "maxval")))
        case "normal":
            return "normal_", (*mean, std)
        case "truncated_normal":
            low, high = drawn.a - 2 * drawn.b, drawn.a + 2 * drawn.b
            return "trunc_normal_", (*mean, std, ("a", Literal(low, "low")), ("b", Literal(high, "high")))
        case "orthogonal":
            return "orthogonal_", (("gain", Literal(drawn.a, "gain")),) if drawn.a != 1 else ()
    return "eye_", ()


def _is_native(kind: str, stored: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether torch.nn.init draws from the same distribution. Its (fan_in, fan_out) are axis 1 and axis 0, times the
    kernel's size; glorot's initializers take their sum, the others fan_in."""
    if len(stored) < 2:
        return False
    field = math.prod(stored[2:])
    fan_in, fan_out = fans(shape)
    if kind.startswith("glorot"):
        return (stored[0] + stored[1]) * field == fan_in + fan_out
    return stored[1] * field == fan_in


def _forget_gate(node: Node, weight: Weight) -> Slice | None:
    """Where an LSTM's bias starts at 1."""
    layer = node.layer.wrapped or node.layer
    if not getattr(layer, "unit_forget_bias", False) or weight.name.rpartition(".")[2] != "bias":
        return None
    units = weight.shape[-1] // 4
    return Slice(Literal(units, "units"), Literal(2 * units, "forget_end"))
