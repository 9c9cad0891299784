import torch
import torch.nn.functional as F
from torch import Tensor, nn


class GroupNorm(nn.Module):
    """nn.GroupNorm with the scale and the shift optional by themselves."""

    weight: Tensor
    bias: Tensor

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        *,
        eps: float = 1e-3,
        center: bool = True,
        scale: bool = True,
    ) -> None:
        super().__init__()
        self.num_groups = num_groups
        self.eps = eps
        weight = nn.Parameter(torch.ones(num_channels)) if scale else None
        bias = nn.Parameter(torch.zeros(num_channels)) if center else None
        self.register_parameter("weight", weight)
        self.register_parameter("bias", bias)

    def forward(self, x: Tensor) -> Tensor:
        y = F.group_norm(x, self.num_groups, eps=self.eps)
        shape = (-1, *[1] * (x.dim() - 2))
        if self.weight is not None:
            y = y * self.weight.view(shape)
        if self.bias is not None:
            y = y + self.bias.view(shape)
        return y
