"""Files of named arrays: one reader and one writer a format."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from modelspec.errors import ModelspecError
from modelspec.numeric import Array, np

FORMATS = (".npz", ".safetensors", ".pt", ".weights.h5", ".keras")
BACKEND_OF = {".pt": "torch", ".weights.h5": "keras", ".keras": "keras"}
"""Formats that belong to a framework; the others hold arrays by any names."""


def format_of(path: Path) -> str:
    """The ending that says the format. Raises ModelspecError for any other."""
    ending = next((ending for ending in FORMATS if path.name.endswith(ending)), None)
    if ending is None:
        raise ModelspecError(f"{path.name!a} is none of {', '.join(FORMATS)}")
    return ending


def require(package: str, ending: str) -> None:
    """Raises ModelspecError for a format whose package is not installed."""
    if find_spec(package) is None:
        raise ModelspecError(f"{ending} files need {package}: pip install {package}")


def read_arrays(path: Path, ending: str) -> dict[str, Array]:
    """The arrays of a file of a format that needs no model."""
    if ending == ".npz":
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    require("safetensors" if ending == ".safetensors" else "torch", ending)
    if ending == ".safetensors":
        from safetensors.numpy import load_file  # noqa: PLC0415 (no dependency of the package)

        return dict(load_file(path))
    from modelspec.backends.torch.state import read_state  # noqa: PLC0415 (a framework)

    return read_state(path)


def write_arrays(path: Path, ending: str, arrays: Mapping[str, Array], about: Mapping[str, str]) -> None:
    """Writes a file of a format that needs no model; `about` is for formats that have room for it."""
    # A transposed view would be written as it lies in memory: safetensors takes its bytes, not its entries.
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if ending == ".npz":
        np.savez(path, **whole)  # type: ignore[arg-type]
        return
    require("safetensors" if ending == ".safetensors" else "torch", ending)
    if ending == ".safetensors":
        from safetensors.numpy import save_file  # noqa: PLC0415 (no dependency of the package)

        save_file(whole, path, dict(about))
        return
    from modelspec.backends.torch.state import write_state  # noqa: PLC0415 (a framework)

    write_state(path, whole)
