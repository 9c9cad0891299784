"""Files of a torch state_dict."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch

from modelspec.numeric import Array


def read_state(path: Path) -> dict[str, Array]:
    """The arrays of a state_dict. Nothing but tensors is unpickled."""
    held = torch.load(path, map_location="cpu", weights_only=True)
    # NumPy has no bfloat16; float32 holds all of its numbers.
    return {key: (t.float() if t.dtype is torch.bfloat16 else t).detach().numpy() for key, t in held.items()}


def write_state(path: Path, arrays: Mapping[str, Array]) -> None:
    """Writes a state_dict that `model.load_state_dict` takes."""
    torch.save({key: torch.from_numpy(array) for key, array in arrays.items()}, path)
