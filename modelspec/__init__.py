"""One YAML spec in, equal Keras and PyTorch models out, penalties included, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelspec.errors import ModelspecError, SpecError

if TYPE_CHECKING:
    from modelspec.model import Model, load

__version__ = "0.1.0"
__all__ = ["Model", "ModelspecError", "SpecError", "__version__", "load"]


def __getattr__(name: str) -> object:
    # `import modelspec` is what the command line does first, and pydantic costs more than all the rest.
    if name in ("Model", "load"):
        from modelspec import model  # noqa: PLC0415

        return getattr(model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
