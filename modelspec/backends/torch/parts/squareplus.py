import torch
from torch import Tensor


def squareplus(x: Tensor, b: float = 4.0) -> Tensor:
    """(x + sqrt(x^2 + b)) / 2, a smooth ReLU."""
    return (x + torch.sqrt(x.square() + b)) / 2
