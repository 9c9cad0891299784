"""A torch model that lives: built from its generated file, its weights set and read."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import torch
from torch import nn

from modelspec.numeric import Array, np


def build(module: ModuleType) -> nn.Module:
    """The model: the class that stands last, after those of its blocks."""
    classes = [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, nn.Module) and item.__module__ == module.__name__
    ]
    model: nn.Module = classes[-1]()
    return model


def weights(model: nn.Module) -> dict[str, Array]:
    """Every array of the state_dict."""
    return {key: tensor.detach().cpu().numpy().copy() for key, tensor in model.state_dict().items()}


@torch.no_grad()
def assign(model: nn.Module, arrays: Mapping[str, Array]) -> None:
    """Sets entries of the state_dict. Raises ValueError for a wrong shape."""
    held = model.state_dict()
    for key, array in arrays.items():
        if held[key].shape != array.shape:
            raise ValueError(f"{key} has the shape {tuple(held[key].shape)}, not {array.shape}")
        held[key].copy_(torch.from_numpy(np.ascontiguousarray(array)))
