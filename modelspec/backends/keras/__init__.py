"""Keras 3: one function a block, in the functional style of keras.applications."""

from modelspec.backends.base import Backend
from modelspec.backends.keras.precision import imprecise
from modelspec.backends.keras.program import generate

BACKEND = Backend(
    name="keras",
    title="Keras",
    generate=generate,
    unsupported=lambda kind: None,
    probe="modelspec.backends.keras.probe",
    requires=("tensorflow", "keras", "numpy"),
    extra="tensorflow",
    weight_files=(".weights.h5", ".keras"),
    imprecise=imprecise,
)
