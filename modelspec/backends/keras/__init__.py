"""Keras 3: one function a block, in the functional style of keras.applications."""

from modelspec.backends.base import Backend
from modelspec.backends.keras.precision import imprecise
from modelspec.backends.keras.program import generate
from modelspec.backends.python import missing_packages, parse_python
from modelspec.backends.python_excerpt import excerpt

BACKEND = Backend(
    name="keras",
    title="Keras",
    generate=generate,
    unsupported=lambda kind: None,
    excerpt=excerpt(lambda line: "keras.Input(" in line or "keras.Model(" in line),
    probe="modelspec.backends.keras.probe",
    missing=missing_packages("tensorflow", "tensorflow", "keras", "numpy"),
    parse=parse_python,
    weight_files=(".weights.h5", ".keras"),
    imprecise=imprecise,
)
