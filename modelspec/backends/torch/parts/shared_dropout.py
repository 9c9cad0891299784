import torch.nn.functional as F
from torch import Tensor, nn


class SharedDropout(nn.Module):
    """Dropout with one mask for all along the axes that are 1 in noise_shape.

    None in noise_shape stands for the input's size.
    """

    def __init__(self, rate: float, noise_shape: tuple[int | None, ...]) -> None:
        super().__init__()
        self.rate = rate
        self.noise_shape = noise_shape

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        sizes = zip(self.noise_shape, x.shape, strict=True)
        mask = x.new_ones([size if n is None else n for n, size in sizes])
        return x * F.dropout(mask, self.rate)
