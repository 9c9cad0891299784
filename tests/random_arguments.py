"""Random arguments of each layer kind, for an input of a given shape. None: no call of this kind fits the shape.

Shapes are checked again by the layers themselves; here only what makes a draw likely to fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from modelspec.ir import Shape

Pick = Callable[[Sequence[Any]], Any]
Arguments = dict[str, Any]
Draw = Callable[[Pick, Shape], Arguments | None]

ACTIVATIONS: tuple[Any, ...] = (
    None,
    "relu",
    "tanh",
    "sigmoid",
    "gelu",
    "silu",
    "softplus",
    "elu",
    "selu",
    "softmax",
    "hard_sigmoid",
    "mish",
    {"leaky_relu": {"negative_slope": 0.1}},
    {"relu": {"max_value": 2.0, "negative_slope": 0.25}},
)
REGULARIZERS: tuple[Any, ...] = (None, None, "l2", {"l1": 0.002}, {"l1": 0.001, "l2": 0.02}, "none")
INITIALIZERS: tuple[Any, ...] = (
    None,
    None,
    "he_normal",
    "glorot_normal",
    "lecun_uniform",
    {"random_normal": {"stddev": 0.1}},
)


def options(pick: Pick, **choices: Sequence[Any]) -> Arguments:
    """One choice of each argument; None leaves the argument out."""
    chosen = {name: pick(values) for name, values in choices.items()}
    return {name: value for name, value in chosen.items() if value is not None}


def penalized(pick: Pick, *slots: str) -> Arguments:
    """A regularizer or none in each slot."""
    return options(pick, **{f"{slot}_regularizer": REGULARIZERS for slot in slots})


def anything(pick: Pick, shape: Shape) -> Arguments | None:
    return {}


def with_activity(pick: Pick, shape: Shape) -> Arguments | None:
    return penalized(pick, "activity")


def one(argument: str, values: Sequence[Any]) -> Draw:
    """A kind with one argument that matters."""

    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        return {**options(pick, **{argument: values}), **penalized(pick, "activity")}

    return draw


def known(shape: Shape) -> bool:
    return None not in shape


def dense(pick: Pick, shape: Shape) -> Arguments | None:
    if shape[-1] is None:
        return None
    return {
        "units": pick((2, 3, 4)),
        **options(pick, activation=ACTIVATIONS, use_bias=(None, None, False), kernel_initializer=INITIALIZERS),
        **penalized(pick, "kernel", "bias", "activity"),
    }


def position_embedding(pick: Pick, shape: Shape) -> Arguments | None:
    if len(shape) < 2 or not known(shape):
        return None
    return {"length": (shape[-2] or 0) + pick((0, 2)), **penalized(pick, "embeddings", "activity")}


def convolution(axes: int, *, transpose: bool = False, depthwise: bool = False, separable: bool = False) -> Draw:
    """Any of the convolutions."""

    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        if len(shape) != axes + 1 or shape[-1] is None:
            return None
        strides = pick((1, 1, 2, 3))
        paddings = (
            ("valid", "same", "causal")
            if axes == 1 and not (transpose or depthwise or separable)
            else ("valid", "same")
        )
        arguments: Arguments = {"kernel_size": pick((1, 2, 3)), "strides": strides, "padding": pick(paddings)}
        if strides == 1 and not transpose:
            arguments["dilation_rate"] = pick((1, 1, 2))
        if depthwise or separable:
            arguments["depth_multiplier"] = pick((1, 2))
        if not depthwise:
            arguments["filters"] = pick((2, 4))
            if not (transpose or separable) and shape[-1] % 2 == 0:
                arguments["groups"] = pick((1, 2))
        slots = ("depthwise", "bias", "activity") if depthwise else ("kernel", "bias", "activity")
        slots = ("depthwise", "pointwise", "bias", "activity") if separable else slots
        more = options(pick, activation=ACTIVATIONS[:6], use_bias=(None, False))
        return {**arguments, **more, **penalized(pick, *slots)}

    return draw


def pooling(axes: int) -> Draw:
    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        if len(shape) != axes + 1:
            return None
        return {
            "pool_size": pick((1, 2, 3)),
            **options(pick, strides=(None, 1, 2), padding=(None, "valid", "same")),
            **penalized(pick, "activity"),
        }

    return draw


def global_pooling(axes: int) -> Draw:
    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        return options(pick, keepdims=(None, True)) if len(shape) == axes + 1 else None

    return draw


def axis_of(pick: Pick, shape: Shape) -> int | None:
    """A Keras axis of known length."""
    fitting = [index + 1 for index, length in enumerate(shape) if length is not None]
    return pick(fitting) if fitting and pick((True, False)) else (-1 if shape and shape[-1] is not None else None)


def batch_normalization(pick: Pick, shape: Shape) -> Arguments | None:
    axis = axis_of(pick, shape)
    if axis is None:
        return None
    more = options(pick, momentum=(None, 0.9), epsilon=(None, 1e-2), center=(None, False), scale=(None, False))
    return {"axis": axis, **more, **penalized(pick, "gamma", "beta", "activity")}


def layer_normalization(pick: Pick, shape: Shape) -> Arguments | None:
    axis = axis_of(pick, shape)
    if axis is None:
        return None
    more = options(pick, epsilon=(None, 1e-2), center=(None, False), scale=(None, False))
    return {"axis": axis, **more, **penalized(pick, "gamma", "beta", "activity")}


def group_normalization(pick: Pick, shape: Shape) -> Arguments | None:
    axis = axis_of(pick, shape)
    if axis is None:
        return None
    # Two entries a group make its gradient ill-conditioned in float32.
    more = options(pick, center=(None, False), scale=(None, False))
    return {"groups": 1, "axis": axis, "epsilon": 0.05, **more, **penalized(pick, "gamma", "beta")}


def rms_normalization(pick: Pick, shape: Shape) -> Arguments | None:
    return {"epsilon": 1e-2, **penalized(pick, "activity")} if shape and shape[-1] is not None else None


def spatial_dropout(axes: int) -> Draw:
    return lambda pick, shape: {"rate": 0.5} if len(shape) == axes + 1 else None


def softmax(pick: Pick, shape: Shape) -> Arguments | None:
    return {"axis": pick((-1, *range(1, len(shape) + 1)))} if shape else None


def glu(pick: Pick, shape: Shape) -> Arguments | None:
    return {} if shape and shape[-1] is not None and shape[-1] % 2 == 0 else None


def p_re_lu(pick: Pick, shape: Shape) -> Arguments | None:
    shared = [axis + 1 for axis, length in enumerate(shape) if length is None]
    if len(shape) > 1 and pick((True, False)):
        shared = sorted({*shared, 1})
    return {**({"shared_axes": shared} if shared else {}), "alpha_initializer": "he_normal", **penalized(pick, "alpha")}


def reshape(pick: Pick, shape: Shape) -> Arguments | None:
    if not known(shape):
        return None
    size = 1
    for length in shape:
        size *= length or 1
    divisors = [n for n in (1, 2, 3, 4, 5, 6) if size % n == 0]
    first = pick(divisors)
    return {"target_shape": pick(([first, size // first], [-1, first], [size]))}


def permute(pick: Pick, shape: Shape) -> Arguments | None:
    axes = list(range(1, len(shape) + 1))
    dims = []
    while axes:
        dims.append(pick(axes))
        axes.remove(dims[-1])
    return {"dims": dims} if dims else None


def padding(axes: int) -> Draw:
    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        if len(shape) != axes + 1:
            return None
        return {"padding": pick((1, [1, 2]) if axes == 1 else (1, [1] * axes, [[0, 1]] * axes))}

    return draw


def cropping(axes: int) -> Draw:
    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        if len(shape) != axes + 1:
            return None
        return {"cropping": pick((1, [1, 0]) if axes == 1 else (1, [[0, 1]] * axes))}

    return draw


def up_sampling(axes: int) -> Draw:
    def draw(pick: Pick, shape: Shape) -> Arguments | None:
        if len(shape) != axes + 1:
            return None
        more = options(pick, interpolation=(None, "nearest", "bilinear")) if axes == 2 and known(shape) else {}
        return {"size": pick((1, 2)), **more}

    return draw


def recurrent(pick: Pick, shape: Shape) -> Arguments | None:
    if len(shape) != 2 or shape[1] is None:
        return None
    more = options(
        pick,
        activation=(None, None, "relu", "sigmoid"),
        use_bias=(None, None, False),
        return_sequences=(None, True),
        go_backwards=(None, None, True),
        dropout=(None, 0.2),
        recurrent_dropout=(None, None, 0.3),
    )
    return {"units": pick((2, 3)), **more, **penalized(pick, "kernel", "recurrent", "bias", "activity")}


def gru(pick: Pick, shape: Shape) -> Arguments | None:
    arguments = recurrent(pick, shape)
    return None if arguments is None else {**arguments, "reset_after": pick((True, False))}


def bidirectional(pick: Pick, shape: Shape) -> Arguments | None:
    kind, draw = pick((("lstm", recurrent), ("gru", gru), ("simple_rnn", recurrent)))
    inner = draw(pick, shape)
    if inner is None:
        return None
    inner.pop("go_backwards", None)
    more = options(pick, merge_mode=(None, "concat", "sum", "mul", "ave"))
    return {"layer": {kind: inner}, **more, **penalized(pick, "activity")}


INNER = ("dense", "conv1d", "layer_normalization", "relu", "dropout", "lstm")


def time_distributed(pick: Pick, shape: Shape) -> Arguments | None:
    if len(shape) < 2 or not known(shape):
        return None
    kind = pick(INNER)
    inner = ARGUMENTS[kind](pick, shape[1:])
    return None if inner is None else {"layer": {kind: inner}, **penalized(pick, "activity")}


def multi_head_attention(pick: Pick, shape: Shape) -> Arguments | None:
    if len(shape) != 2 or shape[1] is None:
        return None
    more = options(
        pick,
        value_dim=(None, 2, 3),
        use_bias=(None, False),
        output_shape=(None, 4),
        use_causal_mask=(None, True),
        dropout=(None, 0.1),
    )
    return {"num_heads": pick((1, 2)), "key_dim": pick((2, 4)), **more, **penalized(pick, "kernel", "bias", "activity")}


def concatenate(pick: Pick, shape: Shape) -> Arguments | None:
    return options(pick, axis=(None, -1, *range(1, len(shape) + 1))) if shape else None


def dot(pick: Pick, shape: Shape) -> Arguments | None:
    if not shape or not known(shape) or len(shape) > 2:
        return None
    return {"axes": pick((-1, 1)), **options(pick, normalize=(None, True))}


PLAIN = (
    "linear relu relu6 selu celu silu swish mish sigmoid hard_sigmoid hard_silu hard_swish hard_tanh tanh tanh_shrink "
    "softplus softsign log_sigmoid exponential squareplus sparse_plus sparse_sigmoid"
)
ARGUMENTS: dict[str, Draw] = {
    "dense": dense,
    "position_embedding": position_embedding,
    "conv1d": convolution(1),
    "conv2d": convolution(2),
    "conv3d": convolution(3),
    "depthwise_conv1d": convolution(1, depthwise=True),
    "depthwise_conv2d": convolution(2, depthwise=True),
    "separable_conv1d": convolution(1, separable=True),
    "separable_conv2d": convolution(2, separable=True),
    "conv1d_transpose": convolution(1, transpose=True),
    "conv2d_transpose": convolution(2, transpose=True),
    "conv3d_transpose": convolution(3, transpose=True),
    **{f"{what}_pooling{n}d": pooling(n) for what in ("max", "average") for n in (1, 2, 3)},
    **{f"global_{what}_pooling{n}d": global_pooling(n) for what in ("max", "average") for n in (1, 2, 3)},
    "batch_normalization": batch_normalization,
    "layer_normalization": layer_normalization,
    "group_normalization": group_normalization,
    "rms_normalization": rms_normalization,
    "dropout": one("rate", (0.0, 0.3)),
    **{f"spatial_dropout{n}d": spatial_dropout(n) for n in (1, 2, 3)},
    "gaussian_dropout": one("rate", (0.2,)),
    "gaussian_noise": one("stddev", (0.2,)),
    "alpha_dropout": one("rate", (0.2,)),
    "activity_regularization": lambda pick, shape: options(pick, l1=(None, 0.01), l2=(None, 0.02)),
    **dict.fromkeys(PLAIN.split(), with_activity),
    "activation": lambda pick, shape: {"function": pick(ACTIVATIONS[1:])} if shape else None,
    "leaky_relu": one("negative_slope", (None, 0.1)),
    "elu": one("alpha", (None, 0.7)),
    "gelu": one("approximate", (None, True)),
    "hard_shrink": one("threshold", (None, 0.3)),
    "soft_shrink": one("threshold", (None, 0.3)),
    "softmax": softmax,
    "log_softmax": softmax,
    "glu": glu,
    "threshold": lambda pick, shape: {"threshold": 0.1, "default_value": pick((0.0, -0.5))},
    "re_lu": lambda pick, shape: options(
        pick, max_value=(None, 1.5), negative_slope=(None, 0.1), threshold=(None, 0.2)
    ),
    "leaky_re_lu": one("negative_slope", (None, 0.1)),
    "p_re_lu": p_re_lu,
    "flatten": lambda pick, shape: {} if known(shape) else None,
    "reshape": reshape,
    "permute": permute,
    "repeat_vector": lambda pick, shape: {"n": pick((2, 3))} if len(shape) == 1 else None,
    **{f"zero_padding{n}d": padding(n) for n in (1, 2, 3)},
    **{f"cropping{n}d": cropping(n) for n in (1, 2, 3)},
    **{f"up_sampling{n}d": up_sampling(n) for n in (1, 2, 3)},
    "rescaling": lambda pick, shape: {"scale": pick((0.5, 2.0)), **options(pick, offset=(None, 0.25))},
    "lstm": recurrent,
    "gru": gru,
    "simple_rnn": recurrent,
    "bidirectional": bidirectional,
    "time_distributed": time_distributed,
}
MERGES: dict[str, Draw] = {
    "concatenate": concatenate,
    **dict.fromkeys(("add", "subtract", "multiply", "average", "maximum", "minimum"), with_activity),
    "dot": dot,
    "multi_head_attention": multi_head_attention,
}
ELSEWHERE = frozenset({"embedding"})
"""Kinds that the generator of specs places by itself."""
