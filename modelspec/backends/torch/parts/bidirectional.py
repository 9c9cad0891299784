from torch import Tensor, nn


class Bidirectional(nn.Module):
    """Two recurrent layers, of which the second reads backwards.

    Gives the outputs of both; a sequence of the second is turned round again.
    """

    def __init__(self, forward_layer: nn.Module, backward_layer: nn.Module) -> None:
        super().__init__()
        self.forward_layer = forward_layer
        self.backward_layer = backward_layer

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        backward = self.backward_layer(x)
        if backward.dim() == x.dim():
            backward = backward.flip(1)
        return self.forward_layer(x), backward
