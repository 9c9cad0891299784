"""The same entries in another shape or order, and linear rescaling."""

from __future__ import annotations

from modelspec.backends.code import Literal, Plain
from modelspec.backends.tfjs.spelling import Entry, Spelling
from modelspec.ir import Node, Shape
from modelspec.layers.reshaping import Reshape

LEAST_FLATTENED = 2
"""TensorFlow.js's own Flatten takes examples of at least so many axes."""


def _flatten(node: Node) -> Spelling:
    """TensorFlow.js's own class asks for every length."""
    shape = node.inputs[0].shape
    if None not in shape and len(shape) >= LEAST_FLATTENED:
        return Spelling("tf.layers.flatten")
    return Spelling("tf.layers.reshape", options={"targetShape": _target(node.output.shape)})


def _reshape(node: Node) -> Spelling:
    """TensorFlow.js does not work the length out for which -1 stands before it sees a batch."""
    layer, shape = node.layer, node.output.shape
    assert isinstance(layer, Reshape)
    if -1 not in layer.target_shape or None in shape:
        return Spelling("tf.layers.reshape")
    return Spelling("tf.layers.reshape", names={"target_shape": None}, options={"targetShape": _target(shape)})


def _target(shape: Shape) -> list[Plain]:
    return [-1 if length is None else Literal(length, "target_shape", dimension=True) for length in shape]


def _cropping2d(node: Node) -> Spelling:
    """TensorFlow.js's own class asks for every length, and has no default."""
    function = "Cropping" if None in node.inputs[0].shape else "tf.layers.cropping2D"
    return Spelling(function, explicit=("cropping",))


def _up_sampling(node: Node) -> Spelling:
    blended = getattr(node.layer, "interpolation", "nearest") == "bilinear"
    return Spelling("BilinearUpSampling" if blended else "UpSampling", names={"interpolation": None})


SPELLINGS: dict[str, Entry] = {
    "flatten": _flatten,
    "reshape": _reshape,
    "permute": Spelling("tf.layers.permute"),
    "repeat_vector": Spelling("tf.layers.repeatVector"),
    "zero_padding1d": Spelling("ZeroPadding"),
    "zero_padding2d": Spelling("tf.layers.zeroPadding2d"),
    "zero_padding3d": Spelling("ZeroPadding"),
    "cropping1d": Spelling("Cropping"),
    "cropping2d": _cropping2d,
    "cropping3d": Spelling("Cropping"),
    "up_sampling1d": _up_sampling,
    "up_sampling2d": _up_sampling,
    "up_sampling3d": _up_sampling,
    "rescaling": Spelling("tf.layers.rescaling"),
}
