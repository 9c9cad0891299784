from torch import Tensor


def hard_tanh(x: Tensor) -> Tensor:
    """Clip to [-1, 1]; unlike F.hardtanh, the gradient at -1 and 1 is 1."""
    return x.clamp(-1, 1)
