from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LoopLSTM(nn.Module):
    """LSTM with any activations and with dropout inside the recurrence.

    The gates stand in the order input, forget, cell, output; there is one bias.
    """

    def __init__(
        self,
        input_size: int,
        units: int,
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        recurrent_activation: Callable[[Tensor], Tensor] = torch.sigmoid,
        use_bias: bool = True,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        go_backwards: bool = False,
    ) -> None:
        super().__init__()
        self.units = units
        self.activation = activation
        self.recurrent_activation = recurrent_activation
        self.dropout = dropout
        self.recurrent_dropout = recurrent_dropout
        self.return_sequences = return_sequences
        self.go_backwards = go_backwards
        self.weight_ih = nn.Parameter(torch.zeros(4 * units, input_size))
        self.weight_hh = nn.Parameter(torch.zeros(4 * units, units))
        self.bias_ih = nn.Parameter(torch.zeros(4 * units)) if use_bias else None

    def forward(self, x: Tensor) -> Tensor:
        if self.go_backwards:
            x = x.flip(1)
        h = c = x.new_zeros(x.size(0), self.units)
        # Every step has the same masks; with recurrent dropout, each gate has its own.
        masks = 4 if self.recurrent_dropout else 1
        x_mask = F.dropout(
            x.new_ones(masks, x.size(0), 1, x.size(2)), self.dropout, self.training
        )
        h_mask = F.dropout(
            x.new_ones(masks, *h.shape), self.recurrent_dropout, self.training
        )
        weight_ih = self.weight_ih.view(4, self.units, -1)
        weight_hh = self.weight_hh.view(4, self.units, -1)
        gates = torch.einsum("gnti,gui->tgnu", x * x_mask, weight_ih)
        if self.bias_ih is not None:
            gates = gates + self.bias_ih.view(4, 1, self.units)
        outputs = []
        for step in gates.unbind():
            recurrent = torch.einsum("gnu,gvu->gnv", h * h_mask, weight_hh)
            i, f, g, o = (step + recurrent).unbind()
            c = self.recurrent_activation(f) * c
            c = c + self.recurrent_activation(i) * self.activation(g)
            h = self.recurrent_activation(o) * self.activation(c)
            outputs.append(h)
        return torch.stack(outputs, 1) if self.return_sequences else h
