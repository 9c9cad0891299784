import math

import torch
from torch import Tensor, nn


class SharedAlphaDropout(nn.Module):
    """Alpha dropout with one mask for all along the axes that are 1 in noise_shape.

    None in noise_shape stands for the input's size.
    """

    def __init__(self, rate: float, noise_shape: tuple[int | None, ...]) -> None:
        super().__init__()
        self.rate = rate
        self.noise_shape = noise_shape

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        sizes = zip(self.noise_shape, x.shape, strict=True)
        mask = x.new_empty([size if n is None else n for n, size in sizes])
        dropped = -1.7580993408473766  # selu's limit far below 0
        kept = torch.where(torch.rand_like(mask) >= self.rate, x, dropped)
        # Back to mean 0 and variance 1.
        scale = 1 / math.sqrt((1 - self.rate) * (1 + self.rate * dropped**2))
        return scale * (kept - self.rate * dropped)
