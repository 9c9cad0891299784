from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LoopSimpleRNN(nn.Module):
    """A simple RNN with any activation and with dropout inside the recurrence."""

    def __init__(
        self,
        input_size: int,
        units: int,
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        use_bias: bool = True,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        go_backwards: bool = False,
    ) -> None:
        super().__init__()
        self.units = units
        self.activation = activation
        self.dropout = dropout
        self.recurrent_dropout = recurrent_dropout
        self.return_sequences = return_sequences
        self.go_backwards = go_backwards
        self.weight_ih = nn.Parameter(torch.zeros(units, input_size))
        self.weight_hh = nn.Parameter(torch.zeros(units, units))
        self.bias_ih = nn.Parameter(torch.zeros(units)) if use_bias else None

    def forward(self, x: Tensor) -> Tensor:
        if self.go_backwards:
            x = x.flip(1)
        h = x.new_zeros(x.size(0), self.units)
        # One mask a call, the same at every step.
        x = x * F.dropout(torch.ones_like(x[:, :1]), self.dropout, self.training)
        mask = F.dropout(torch.ones_like(h), self.recurrent_dropout, self.training)
        outputs = []
        for step in F.linear(x, self.weight_ih, self.bias_ih).unbind(1):
            h = self.activation(step + F.linear(h * mask, self.weight_hh))
            outputs.append(h)
        return torch.stack(outputs, 1) if self.return_sequences else h
