"""PyTorch: one nn.Module class a block, and one for the model."""

from modelspec.backends.base import Backend
from modelspec.backends.torch.layers import unsupported
from modelspec.backends.torch.precision import imprecise
from modelspec.backends.torch.program import generate

BACKEND = Backend(
    name="torch",
    title="PyTorch",
    generate=generate,
    unsupported=unsupported,
    probe="modelspec.backends.torch.probe",
    requires=("torch", "numpy"),
    extra="torch",
    weight_files=(".pt",),
    imprecise=imprecise,
)
