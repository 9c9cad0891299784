"""Keras's class of every kind, and how its constructor is written: the table of this backend."""

from __future__ import annotations

from collections.abc import Mapping

from modelspec.layers.activation_functions import FUNCTIONS
from modelspec.record import Record


class Spelling(Record):
    """`positional` are written without their names, always. `explicit` are written out even where they are Keras's
    defaults, because other frameworks have other ones."""

    class_name: str
    positional: tuple[str, ...] = ()
    explicit: tuple[str, ...] = ()


EPSILON = ("epsilon",)
CONVOLUTION = ("filters", "kernel_size")
POOL = ("pool_size",)
UNITS = ("units",)
RATE = ("rate",)
FUNCTION = ("function",)

SPELLINGS: Mapping[str, Spelling] = {
    "dense": Spelling("layers.Dense", UNITS),
    "embedding": Spelling("layers.Embedding", ("input_dim", "output_dim")),
    "position_embedding": Spelling("PositionEmbedding", ("length",)),
    "conv1d": Spelling("layers.Conv1D", CONVOLUTION),
    "conv2d": Spelling("layers.Conv2D", CONVOLUTION),
    "conv3d": Spelling("layers.Conv3D", CONVOLUTION),
    "depthwise_conv1d": Spelling("layers.DepthwiseConv1D", ("kernel_size",)),
    "depthwise_conv2d": Spelling("layers.DepthwiseConv2D", ("kernel_size",)),
    "separable_conv1d": Spelling("layers.SeparableConv1D", CONVOLUTION),
    "separable_conv2d": Spelling("layers.SeparableConv2D", CONVOLUTION),
    "conv1d_transpose": Spelling("layers.Conv1DTranspose", CONVOLUTION),
    "conv2d_transpose": Spelling("layers.Conv2DTranspose", CONVOLUTION),
    "conv3d_transpose": Spelling("layers.Conv3DTranspose", CONVOLUTION),
    "max_pooling1d": Spelling("layers.MaxPooling1D", POOL),
    "max_pooling2d": Spelling("layers.MaxPooling2D", POOL),
    "max_pooling3d": Spelling("layers.MaxPooling3D", POOL),
    "average_pooling1d": Spelling("layers.AveragePooling1D", POOL),
    "average_pooling2d": Spelling("layers.AveragePooling2D", POOL),
    "average_pooling3d": Spelling("layers.AveragePooling3D", POOL),
    "global_max_pooling1d": Spelling("layers.GlobalMaxPooling1D"),
    "global_max_pooling2d": Spelling("layers.GlobalMaxPooling2D"),
    "global_max_pooling3d": Spelling("layers.GlobalMaxPooling3D"),
    "global_average_pooling1d": Spelling("layers.GlobalAveragePooling1D"),
    "global_average_pooling2d": Spelling("layers.GlobalAveragePooling2D"),
    "global_average_pooling3d": Spelling("layers.GlobalAveragePooling3D"),
    "batch_normalization": Spelling("layers.BatchNormalization", explicit=("momentum", "epsilon")),
    "layer_normalization": Spelling("layers.LayerNormalization", explicit=EPSILON),
    "group_normalization": Spelling("layers.GroupNormalization", ("groups",), EPSILON),
    "rms_normalization": Spelling("layers.RMSNormalization", explicit=EPSILON),
    "dropout": Spelling("layers.Dropout", RATE),
    "spatial_dropout1d": Spelling("layers.SpatialDropout1D", RATE),
    "spatial_dropout2d": Spelling("layers.SpatialDropout2D", RATE),
    "spatial_dropout3d": Spelling("layers.SpatialDropout3D", RATE),
    "gaussian_dropout": Spelling("layers.GaussianDropout", RATE),
    "gaussian_noise": Spelling("layers.GaussianNoise", ("stddev",)),
    "alpha_dropout": Spelling("layers.AlphaDropout", RATE),
    "activity_regularization": Spelling("layers.ActivityRegularization"),
    "activation": Spelling("layers.Activation", FUNCTION),
    **{function.kind: Spelling("layers.Activation", FUNCTION) for function in FUNCTIONS},
    "glu": Spelling("GLU", explicit=("axis",)),
    "re_lu": Spelling("layers.ReLU"),
    "leaky_re_lu": Spelling("layers.LeakyReLU", explicit=("negative_slope",)),
    "p_re_lu": Spelling("layers.PReLU"),
    "flatten": Spelling("layers.Flatten"),
    "reshape": Spelling("layers.Reshape", ("target_shape",)),
    "permute": Spelling("layers.Permute", ("dims",)),
    "repeat_vector": Spelling("layers.RepeatVector", ("n",)),
    "zero_padding1d": Spelling("layers.ZeroPadding1D", ("padding",)),
    "zero_padding2d": Spelling("layers.ZeroPadding2D", ("padding",)),
    "zero_padding3d": Spelling("layers.ZeroPadding3D", ("padding",)),
    "cropping1d": Spelling("layers.Cropping1D", ("cropping",)),
    "cropping2d": Spelling("layers.Cropping2D", ("cropping",)),
    "cropping3d": Spelling("layers.Cropping3D", ("cropping",)),
    "up_sampling1d": Spelling("layers.UpSampling1D", ("size",)),
    "up_sampling2d": Spelling("layers.UpSampling2D", ("size",)),
    "up_sampling3d": Spelling("layers.UpSampling3D", ("size",)),
    "rescaling": Spelling("layers.Rescaling", ("scale",)),
    "concatenate": Spelling("layers.Concatenate"),
    "add": Spelling("layers.Add"),
    "subtract": Spelling("layers.Subtract"),
    "multiply": Spelling("layers.Multiply"),
    "average": Spelling("layers.Average"),
    "maximum": Spelling("layers.Maximum"),
    "minimum": Spelling("layers.Minimum"),
    "dot": Spelling("layers.Dot", explicit=("axes",)),
    "lstm": Spelling("layers.LSTM", UNITS),
    "gru": Spelling("layers.GRU", UNITS),
    "simple_rnn": Spelling("layers.SimpleRNN", UNITS),
    "bidirectional": Spelling("layers.Bidirectional", ("layer",)),
    "time_distributed": Spelling("layers.TimeDistributed", ("layer",)),
    "multi_head_attention": Spelling("layers.MultiHeadAttention"),
}
