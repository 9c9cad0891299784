import torch
import torch.nn.functional as F
from torch import Tensor

from modelspec.backends.torch.parts.pad_same import pad_same


def average_pool_same(
    x: Tensor, kernel_size: tuple[int, ...], stride: tuple[int, ...]
) -> Tensor:
    """Average pooling over (N, C, *sizes) that counts no cell of the "same" padding."""
    pool = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[len(kernel_size) - 1]
    dilation = (1,) * len(kernel_size)
    real = pad_same(torch.ones_like(x[:1, :1]), kernel_size, stride, dilation)
    total = pool(pad_same(x, kernel_size, stride, dilation), kernel_size, stride)
    return total / pool(real, kernel_size, stride)
