from torch import Tensor, nn


class SeparableConv(nn.Module):
    """A convolution of each channel by itself, then one that mixes the channels."""

    def __init__(
        self, depthwise: nn.Conv1d | nn.Conv2d, pointwise: nn.Conv1d | nn.Conv2d
    ) -> None:
        super().__init__()
        self.depthwise = depthwise
        self.pointwise = pointwise

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.pointwise(self.depthwise(x))
        return y
