import torch.nn.functional as F
from torch import Tensor


def pad_same(
    x: Tensor,
    kernel_size: tuple[int, ...],
    stride: tuple[int, ...],
    dilation: tuple[int, ...],
    value: float = 0.0,
) -> Tensor:
    """Pad (N, C, *sizes) so that ceil(size / stride) windows fit; odd cells go last."""
    pads: list[int] = []
    axes = zip(x.shape[2:], kernel_size, stride, dilation, strict=True)
    for size, k, s, d in axes:
        windows = -(-size // s)
        total = max((windows - 1) * s + (k - 1) * d + 1 - size, 0)
        # F.pad wants the last axis first.
        pads = [total // 2, total - total // 2, *pads]
    return F.pad(x, pads, value=value)
