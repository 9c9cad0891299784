import math

import torch
from torch import Tensor, nn


class GaussianDropout(nn.Module):
    """Multiply by normal noise of mean 1 and variance rate / (1 - rate) in training."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.stddev = math.sqrt(rate / (1 - rate))

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        return x * (1 + self.stddev * torch.randn_like(x))
