import torch
from torch import Tensor, nn


class GaussianNoise(nn.Module):
    """Add normal noise with the given standard deviation while training."""

    def __init__(self, stddev: float) -> None:
        super().__init__()
        self.stddev = stddev

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        return x + self.stddev * torch.randn_like(x)
