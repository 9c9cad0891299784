import torch
import torch.nn.functional as F
from torch import Tensor, nn


class BatchNorm(nn.Module):
    """Batch normalization over axis 1 with Keras's running averages.

    They follow the batch's biased variance (torch: the unbiased one), and momentum is
    the weight of the old value (torch: of the new). A frozen one always uses them.
    """

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(
        self,
        num_features: int,
        *,
        eps: float = 1e-3,
        momentum: float = 0.99,
        center: bool = True,
        scale: bool = True,
        frozen: bool = False,
    ) -> None:
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.frozen = frozen
        weight = nn.Parameter(torch.ones(num_features)) if scale else None
        bias = nn.Parameter(torch.zeros(num_features)) if center else None
        self.register_parameter("weight", weight)
        self.register_parameter("bias", bias)
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        weight, bias, eps = self.weight, self.bias, self.eps
        if self.frozen or not self.training:
            mean, var = self.running_mean, self.running_var
            return F.batch_norm(x, mean, var, weight, bias, False, 0.0, eps)
        count = x.numel() // x.size(1)
        if count == 1:  # F.batch_norm refuses it
            return self.forward(torch.cat([x, x]))[:1]
        # Momentum 1 leaves the batch's mean and unbiased variance in mean and var.
        mean = torch.zeros_like(self.running_mean)
        var = torch.zeros_like(self.running_var)
        y = F.batch_norm(x, mean, var, weight, bias, True, 1.0, eps)
        self.running_mean.lerp_(mean, 1 - self.momentum)
        self.running_var.lerp_(var * ((count - 1) / count), 1 - self.momentum)
        return y
