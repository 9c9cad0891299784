import torch
import torch.nn.functional as F
from torch import Tensor


def relu(
    x: Tensor,
    *,
    max_value: float | None = None,
    negative_slope: float = 0.0,
    threshold: float = 0.0,
) -> Tensor:
    """x, at most max_value; below the threshold, negative_slope * (x - threshold)."""
    positive = torch.where(x > threshold, x, 0.0).clamp(0, max_value)
    return positive - negative_slope * F.relu(threshold - x)
