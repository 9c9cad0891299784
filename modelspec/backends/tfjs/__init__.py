"""TensorFlow.js: an ES module in the functional style."""

from modelspec.backends.base import Backend
from modelspec.backends.tfjs.layers import unsupported
from modelspec.backends.tfjs.node import missing
from modelspec.backends.tfjs.program import excerpt, generate

BACKEND = Backend(
    name="tfjs",
    title="TensorFlow.js",
    generate=generate,
    unsupported=unsupported,
    excerpt=excerpt,
    probe="modelspec.backends.tfjs.probe",
    missing=missing,
    weight_files=(".json",),
    reads_alone=True,
    in_python=False,
)
