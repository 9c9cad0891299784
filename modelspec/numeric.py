"""NumPy, for the commands that compute. It comes with each framework's extra, and nothing else needs it."""

from __future__ import annotations

from typing import Any

from modelspec.errors import ModelspecError

try:
    import numpy as np
except ModuleNotFoundError:
    raise ModelspecError("this needs NumPy: pip install 'modelspec-compiler[all]'") from None

Array = np.ndarray[Any, Any]

__all__ = ["Array", "np"]
