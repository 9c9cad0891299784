"""Files of arrays by any names: one reader and one writer a format."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from modelspec.errors import ModelspecError
from modelspec.foreign import Budget, Held
from modelspec.numeric import Array, np
from modelspec.weights.npz import open_npz
from modelspec.weights.safetensors import open_safetensors

OPENERS = {".npz": open_npz, ".safetensors": open_safetensors}
FORMATS = tuple(OPENERS)


def open_arrays(file: BinaryIO, ending: str, budget: Budget) -> Held:
    """What a file holds."""
    return OPENERS[ending](file, budget)


def write_arrays(path: Path, ending: str, arrays: Mapping[str, Array], about: Mapping[str, str]) -> None:
    """Writes a file; `about` is for the format that has room for it."""
    # A transposed view would be written as it lies in memory: safetensors takes its bytes, not its entries.
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if ending == ".npz":
        np.savez(path, **whole)  # type: ignore[arg-type]
        return
    if find_spec("safetensors") is None:
        raise ModelspecError(".safetensors files need safetensors: pip install safetensors")
    from safetensors.numpy import save_file  # noqa: PLC0415 (no dependency of the package)

    save_file(whole, path, dict(about))
