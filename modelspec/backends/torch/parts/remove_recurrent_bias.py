import torch
from torch import nn


def remove_recurrent_bias(rnn: nn.RNNBase) -> nn.RNNBase:
    """Make torch's second bias a constant zero, no parameter and not in state_dict."""
    for name, bias in list(rnn.named_parameters()):
        if name.startswith("bias_hh"):
            delattr(rnn, name)
            rnn.register_buffer(name, None, persistent=False)
            setattr(rnn, name, torch.zeros_like(bias, requires_grad=False))
    rnn.flatten_parameters()
    return rnn
