"""Every layer kind and the family (module) that states its facts. A family is imported when a spec names one of its
kinds: a spec uses a handful of them, and each costs start-up time."""

from functools import cache
from importlib import import_module

from modelspec.layers.base import Layer

LAYERS: dict[str, tuple[str, ...]] = {
    "core": ("dense", "embedding", "position_embedding"),
    "convolution": (
        "conv1d",
        "conv2d",
        "conv3d",
    ),
    "convolution_depthwise": ("depthwise_conv1d", "depthwise_conv2d", "separable_conv1d", "separable_conv2d"),
    "convolution_transpose": ("conv1d_transpose", "conv2d_transpose", "conv3d_transpose"),
    "pooling": (
        "max_pooling1d",
        "max_pooling2d",
        "max_pooling3d",
        "average_pooling1d",
        "average_pooling2d",
        "average_pooling3d",
        "global_max_pooling1d",
        "global_max_pooling2d",
        "global_max_pooling3d",
        "global_average_pooling1d",
        "global_average_pooling2d",
        "global_average_pooling3d",
    ),
    "normalization": ("batch_normalization", "layer_normalization", "group_normalization", "rms_normalization"),
    "dropout": (
        "dropout",
        "spatial_dropout1d",
        "spatial_dropout2d",
        "spatial_dropout3d",
        "gaussian_dropout",
        "gaussian_noise",
        "alpha_dropout",
        "activity_regularization",
    ),
    "activations": (
        "activation",
        "linear",
        "relu",
        "relu6",
        "leaky_relu",
        "elu",
        "selu",
        "celu",
        "gelu",
        "silu",
        "swish",
        "mish",
        "sigmoid",
        "hard_sigmoid",
        "hard_silu",
        "hard_swish",
        "hard_tanh",
        "hard_shrink",
        "soft_shrink",
        "tanh",
        "tanh_shrink",
        "softplus",
        "softsign",
        "softmax",
        "log_softmax",
        "log_sigmoid",
        "exponential",
        "glu",
        "threshold",
        "squareplus",
        "sparse_plus",
        "sparse_sigmoid",
        "re_lu",
        "leaky_re_lu",
        "p_re_lu",
    ),
    "reshaping": (
        "flatten",
        "reshape",
        "permute",
        "repeat_vector",
        "zero_padding1d",
        "zero_padding2d",
        "zero_padding3d",
        "cropping1d",
        "cropping2d",
        "cropping3d",
        "up_sampling1d",
        "up_sampling2d",
        "up_sampling3d",
        "rescaling",
    ),
    "merging": (
        "concatenate",
        "add",
        "subtract",
        "multiply",
        "average",
        "maximum",
        "minimum",
        "dot",
    ),
    "recurrent": ("lstm", "gru", "simple_rnn"),
    "wrappers": ("bidirectional", "time_distributed"),
    "attention": ("multi_head_attention",),
}

REFUSED_KINDS: dict[str, str] = {
    "sparsemax": "Keras 3.15 computes it wrongly",
    "lambda": "it holds Python code, which a spec never runs and other frameworks cannot read",
    "masking": "masks would have to reach every later layer and the loss",
    "sequential": "the layers of a spec are a sequence already: write them under `layers`",
    "input": "inputs stand under `inputs`",
    "input_layer": "inputs stand under `inputs`",
    "rnn": "use `lstm`, `gru` or `simple_rnn`",
    "conv_lstm1d": "convolutional recurrent layers are not part of the language yet",
    "conv_lstm2d": "convolutional recurrent layers are not part of the language yet",
    "conv_lstm3d": "convolutional recurrent layers are not part of the language yet",
    "attention": "use `multi_head_attention`",
    "additive_attention": "use `multi_head_attention`",
    "group_query_attention": "Keras counts its activity penalty twice; use `multi_head_attention`",
    "spectral_normalization": "Keras overwrites the kernel in training, PyTorch does not",
    "unit_normalization": "it is not part of the language yet",
    "einsum_dense": "it is not part of the language yet; `dense` works on the last axis of any input",
    "normalization": "it learns from data before training; scale the data, or use `rescaling`",
    "resizing": "the frameworks resize differently; prepare images before they reach the model",
    "text_vectorization": "text is prepared before it reaches the model",
    "string_lookup": "text is prepared before it reaches the model",
    "discretization": "numbers are sorted into bins before they reach the model",
}
"""Kinds that Keras has and this language leaves out, with the reason: for the message about an unknown kind."""

FAMILY = {kind: family for family, kinds in LAYERS.items() for kind in kinds}


@cache
def find(kind: str) -> type[Layer]:
    """The class of a kind. Raises KeyError for a kind that is none."""
    module = import_module(f"modelspec.layers.{FAMILY[kind]}")
    classes: tuple[type[Layer], ...] = module.LAYERS
    return next(layer for layer in classes if layer.kind == kind)
