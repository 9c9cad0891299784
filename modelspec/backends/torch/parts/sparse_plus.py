import torch
from torch import Tensor


def sparse_plus(x: Tensor) -> Tensor:
    """0 up to -1, x from 1 on, and the parabola (x + 1)^2 / 4 that joins them."""
    return torch.where(x < 1, 0.25 * (x.clamp(min=-1) + 1).square(), x)
