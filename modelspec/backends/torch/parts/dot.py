import torch
import torch.nn.functional as F
from torch import Tensor


def dot(a: Tensor, b: Tensor, axes: tuple[int, int], normalize: bool = False) -> Tensor:
    """Contract an axis of a with one of b, example by example; at least (N, 1)."""
    if normalize:
        a = F.normalize(a, dim=axes[0], eps=1e-7)
        b = F.normalize(b, dim=axes[1], eps=1e-7)
    a = a.movedim(axes[0], -1)
    b = b.movedim(axes[1], -1)
    shape = (*a.shape[:-1], *b.shape[1:-1])
    if len(shape) == 1:
        shape = (*shape, 1)
    rows = a.reshape(a.size(0), -1, a.size(-1))
    columns = b.reshape(b.size(0), -1, b.size(-1))
    return torch.bmm(rows, columns.mT).reshape(shape)
