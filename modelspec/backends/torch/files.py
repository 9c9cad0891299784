"""PyTorch's files of weights: a state_dict, by its own keys and in its own layout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch

from modelspec.backends.base import Generated
from modelspec.numeric import Array


def read(path: Path, made: Generated) -> dict[str, Array]:
    """The arrays of a state_dict. Nothing but tensors is unpickled."""
    held = torch.load(path, map_location="cpu", weights_only=True)
    # NumPy has no bfloat16; float32 holds all of its numbers.
    return {key: (t.float() if t.dtype is torch.bfloat16 else t).detach().numpy() for key, t in held.items()}


def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
    """Writes a state_dict that `model.load_state_dict` takes."""
    torch.save({key: torch.from_numpy(array) for key, array in arrays.items()}, path)
