"""Files of arrays by any names: one reader and one writer a format."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from modelspec.errors import ModelspecError
from modelspec.numeric import Array, np

FORMATS = (".npz", ".safetensors")


def read_arrays(path: Path, ending: str) -> dict[str, Array]:
    """The arrays of a file."""
    if ending == ".npz":
        # Opened here: NumPy leaves a file that is no archive open.
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    _require_safetensors()
    from safetensors.numpy import load_file  # noqa: PLC0415 (no dependency of the package)

    return dict(load_file(path))


def write_arrays(path: Path, ending: str, arrays: Mapping[str, Array], about: Mapping[str, str]) -> None:
    """Writes a file; `about` is for the format that has room for it."""
    # A transposed view would be written as it lies in memory: safetensors takes its bytes, not its entries.
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if ending == ".npz":
        np.savez(path, **whole)  # type: ignore[arg-type]
        return
    _require_safetensors()
    from safetensors.numpy import save_file  # noqa: PLC0415 (no dependency of the package)

    save_file(whole, path, dict(about))


def _require_safetensors() -> None:
    if find_spec("safetensors") is None:
        raise ModelspecError(".safetensors files need safetensors: pip install safetensors")
