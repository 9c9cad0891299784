import torch
import torch.nn.functional as F
from torch import Tensor, nn


class PReLU(nn.Module):
    """PReLU with a slope for every position; axes of size 1 share theirs."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(shape))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x) - self.weight * F.relu(-x)
