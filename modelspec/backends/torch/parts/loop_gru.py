from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LoopGRU(nn.Module):
    """GRU that may reset before the product, with any activations and inner dropout.

    The gates stand in the order update, reset, candidate (torch: reset first).
    """

    def __init__(
        self,
        input_size: int,
        units: int,
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        recurrent_activation: Callable[[Tensor], Tensor] = torch.sigmoid,
        use_bias: bool = True,
        reset_after: bool = True,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        go_backwards: bool = False,
    ) -> None:
        super().__init__()
        self.units = units
        self.activation = activation
        self.recurrent_activation = recurrent_activation
        self.reset_after = reset_after
        self.dropout = dropout
        self.recurrent_dropout = recurrent_dropout
        self.return_sequences = return_sequences
        self.go_backwards = go_backwards
        self.weight_ih = nn.Parameter(torch.zeros(3 * units, input_size))
        self.weight_hh = nn.Parameter(torch.zeros(3 * units, units))
        self.bias_ih = nn.Parameter(torch.zeros(3 * units)) if use_bias else None
        self.bias_hh = (
            nn.Parameter(torch.zeros(3 * units)) if use_bias and reset_after else None
        )

    def forward(self, x: Tensor) -> Tensor:
        if self.go_backwards:
            x = x.flip(1)
        h = x.new_zeros(x.size(0), self.units)
        # Every step has the same masks; with recurrent dropout, each gate has its own.
        masks = 3 if self.recurrent_dropout else 1
        x_mask = F.dropout(
            x.new_ones(masks, x.size(0), 1, x.size(2)), self.dropout, self.training
        )
        h_mask = F.dropout(
            x.new_ones(masks, *h.shape), self.recurrent_dropout, self.training
        )
        weight_ih = self.weight_ih.view(3, self.units, -1)
        w_z, w_r, w_h = self.weight_hh.chunk(3)
        b_z, b_r, b_h = (None,) * 3 if self.bias_hh is None else self.bias_hh.chunk(3)
        gates = torch.einsum("gnti,gui->tgnu", x * x_mask, weight_ih)
        if self.bias_ih is not None:
            gates = gates + self.bias_ih.view(3, 1, self.units)
        outputs = []
        for step in gates.unbind():
            x_z, x_r, x_h = step.unbind()
            h_z, h_r, h_h = (h * h_mask).expand(3, -1, -1).unbind()
            z = self.recurrent_activation(x_z + F.linear(h_z, w_z, b_z))
            r = self.recurrent_activation(x_r + F.linear(h_r, w_r, b_r))
            if self.reset_after:
                candidate = r * F.linear(h_h, w_h, b_h)
            else:
                candidate = F.linear(r * h_h, w_h)
            h = z * h + (1 - z) * self.activation(x_h + candidate)
            outputs.append(h)
        return torch.stack(outputs, 1) if self.return_sequences else h
