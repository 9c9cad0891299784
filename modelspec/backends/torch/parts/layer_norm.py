import torch
from torch import Tensor, nn


class LayerNorm(nn.Module):
    """Layer normalization over any axes, with the scale and the shift optional."""

    weight: Tensor
    bias: Tensor

    def __init__(
        self,
        axes: tuple[int, ...],
        normalized_shape: tuple[int, ...],
        *,
        eps: float = 1e-3,
        center: bool = True,
        scale: bool = True,
    ) -> None:
        super().__init__()
        self.axes = axes
        self.eps = eps
        weight = nn.Parameter(torch.ones(normalized_shape)) if scale else None
        bias = nn.Parameter(torch.zeros(normalized_shape)) if center else None
        self.register_parameter("weight", weight)
        self.register_parameter("bias", bias)

    def forward(self, x: Tensor) -> Tensor:
        shape = [n if axis in self.axes else 1 for axis, n in enumerate(x.shape)]
        var, mean = torch.var_mean(x, self.axes, correction=0, keepdim=True)
        y = (x - mean) * torch.rsqrt(var + self.eps)
        if self.weight is not None:
            y = y * self.weight.view(shape)
        if self.bias is not None:
            y = y + self.bias.view(shape)
        return y
