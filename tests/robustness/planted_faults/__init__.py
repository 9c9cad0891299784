"""Faults planted in the source of the backends, each of which `verify` must find.

`python -m tests.robustness.planted_faults [--only TEXT] [--list]` plants them one by one in a copy of the package, and
verifies a small spec that the faulty lines write. A module beside this one is a family of faults.

No faults are what `verify` cannot see, because it sets all weights and data and switches randomness off: initial
values, rates of dropout in training, metrics, `fit`. Nor what no number depends on.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module

BACKENDS = ("keras", "torch", "tfjs")


@dataclass(frozen=True)
class Fault:
    """`old` stands in `file`, a path below modelspec/backends or from `templates/` on, and becomes `new`. It stands
    there once, or it is the occurrence `at`, from 0. `spec` is the text of a spec on which the faulty backend and the
    one that it is held `against` agree without the fault; if none is named, PyTorch, or Keras for PyTorch itself."""

    name: str
    file: str
    old: str
    new: str
    spec: str
    at: int | None = None
    against: str = ""

    @property
    def backends(self) -> tuple[str, str]:
        """Those that are compared."""
        faulty = next((name for name in BACKENDS if name in self.file.split("/")), "torch")
        return self.against or ("keras" if faulty == "torch" else "torch"), faulty

    def plant(self, text: str) -> str:
        """The file's text with the fault. Raises ValueError where `old` is not what it was when this was written."""
        count = text.count(self.old)
        if count <= (self.at or 0) or (self.at is None and count > 1):
            raise ValueError(f"{self.name}: `{self.old}` stands {count} times in {self.file}")
        parts = text.split(self.old)
        before, after = parts[: (self.at or 0) + 1], parts[(self.at or 0) + 1 :]
        return self.old.join(before) + self.new + self.old.join(after)


def spec(inputs: str, *layers: str, **sections: str) -> str:
    """The text of a spec: inputs and sections as YAML in a line, a line a layer."""
    head = {"modelspec": "1", "name": "planted", "inputs": f"{{{inputs}}}", **sections}
    return "\n".join(
        [*(f"{key}: {value}" for key, value in head.items()), "layers:", *(f"  - {x}" for x in layers), ""]
    )


def families() -> dict[str, tuple[Fault, ...]]:
    """Every fault, by its family."""
    modules = {each.name: import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)}
    return {name: module.FAULTS for name, module in modules.items() if hasattr(module, "FAULTS")}
