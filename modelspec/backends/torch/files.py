"""PyTorch's files of weights: a state_dict, by its own keys and in its own layout."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor

from modelspec.backends.base import Generated
from modelspec.backends.torch.archive import require_state
from modelspec.foreign import Budget, Declared, Held, Refused
from modelspec.numeric import Array

SAVE = "torch.save(model.state_dict(), FILE)"
COMMON = ("state_dict", "model_state_dict")
"""What training scripts call the state_dict in their checkpoints."""
NAMED = re.compile(r"GLOBAL ([\w.]+)")


@contextmanager
def open_weights(file: BinaryIO, path: Path, made: Generated, budget: Budget) -> Iterator[Held]:
    """The tensors of a state_dict. Nothing but tensors is unpickled."""
    require_state(file, budget)
    file.seek(0)
    tensors = _state(_loaded(file))
    budget.require_arrays(len(tensors))
    declared = {key: Declared(tuple(tensor.shape), _dtype(tensor)) for key, tensor in tensors.items()}
    yield Held(declared, lambda key: _array(tensors[key]))


def write(path: Path, made: Generated, arrays: Mapping[str, Array]) -> None:
    """Writes a state_dict that `model.load_state_dict` takes."""
    torch.save({key: torch.from_numpy(array) for key, array in arrays.items()}, path)


def parts(path: Path) -> tuple[str, ...]:
    """The file stands alone."""
    return ()


def _loaded(file: BinaryIO) -> Any:
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        # The whole message is long, and tells how to switch the protection off.
        found = NAMED.search(str(error))
        what = f"{found[1]}, which is no tensor" if found else "something that is no tensor"
        raise Refused(f"it holds {what}, and only tensors are read; {SAVE} writes them alone") from None
    except Exception as error:
        why = str(error).partition(". ")[0].partition("\n")[0] or type(error).__name__
        raise Refused(f"it is damaged ({why})") from None


def _state(held: Any) -> dict[str, Tensor]:
    """The state_dict: the file's own, or the one inside a checkpoint of a training script."""
    if _is_state(held):
        return dict(held)
    if isinstance(held, Mapping):
        inner = {key: value for key, value in held.items() if isinstance(key, str) and value and _is_state(value)}
        best = [key for key in COMMON if key in inner] or list(inner)
        if len(best) == 1:
            return dict(inner[best[0]])
        if best:
            raise Refused(f"it holds several sets of tensors ({', '.join(best[:10])}); torch.save the right one")
    raise Refused(f"it holds no state_dict; {SAVE} writes one")


def _is_state(held: Any) -> bool:
    return isinstance(held, Mapping) and all(isinstance(k, str) and isinstance(v, Tensor) for k, v in held.items())


def _dtype(tensor: Tensor) -> str:
    """Its name in NumPy; another one for a tensor that is not an array of numbers one after the other."""
    if tensor.is_quantized or tensor.layout is not torch.strided or tensor.device.type != "cpu":
        return "no plain tensor"
    return str(tensor.dtype).removeprefix("torch.")


def _array(tensor: Tensor) -> Array:
    # NumPy has no bfloat16; float32 holds all of its numbers.
    plain: Array = (tensor.float() if tensor.dtype is torch.bfloat16 else tensor).detach().numpy()
    return plain
