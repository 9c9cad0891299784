"""PyTorch: one nn.Module class a block, and one for the model."""

from modelspec.backends.base import Backend
from modelspec.backends.python import missing_packages, parse_python
from modelspec.backends.python_excerpt import excerpt
from modelspec.backends.torch.layers import unsupported
from modelspec.backends.torch.precision import imprecise
from modelspec.backends.torch.program import generate

BACKEND = Backend(
    name="torch",
    title="PyTorch",
    generate=generate,
    unsupported=unsupported,
    excerpt=excerpt(lambda line: False),
    probe="modelspec.backends.torch.probe",
    missing=missing_packages("torch", "torch", "numpy"),
    parse=parse_python,
    weight_files=(".pt",),
    imprecise=imprecise,
)
