"""A spec's model, from Python: `modelspec.load("mlp.modelspec.yaml")`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelspec.errors import Diagnostic
from modelspec.ir import Graph
from modelspec.resolve import resolve
from modelspec.resolve.variables import read_variables, substitute
from modelspec.source import Problems, Source, read
from modelspec.text import Text

if TYPE_CHECKING:
    from modelspec.penalty_table import PenaltyTable
    from modelspec.summary import Summary


@dataclass(frozen=True)
class Model:
    """A checked spec. `examples` is the m of its `regularization` section, if it has one."""

    graph: Graph
    warnings: list[Diagnostic]
    examples: int | None = None
    source: Source | None = None
    """Where it was written, for problems that only a backend finds."""

    def summary(self, *, expand: bool = False) -> Summary:
        """Layers, shapes, parameters, penalties, cost; `str()` of it is the table. `expand` opens the blocks."""
        from modelspec.summary import Summary  # noqa: PLC0415

        return Summary(self.graph, expand)

    def penalties(self) -> PenaltyTable:
        """Every penalty term; `str()` of it is the table."""
        from modelspec.penalty_table import PenaltyTable  # noqa: PLC0415

        return PenaltyTable(self.graph, self.examples)

    def code(self, backend: str) -> str:
        """The text of a backend's file. Raises SpecError if the backend cannot carry the model."""
        return next(iter(self.files([backend]).values()))

    def files(self, backends: Sequence[str]) -> dict[str, str]:
        """What `modelspec build` writes: name -> text. Raises SpecError if a backend cannot carry the model."""
        from modelspec.backends import Unspellable  # noqa: PLC0415
        from modelspec.build import render_set  # noqa: PLC0415

        try:
            return render_set(self.graph, backends)
        except (Unspellable, LookupError):
            self.require(backends)
            raise

    def require(self, backends: Sequence[str]) -> None:
        """Raises SpecError with every call that one of these backends cannot carry."""
        from modelspec.build import refusals  # noqa: PLC0415

        assert self.source is not None
        problems = Problems(self.source)
        for refusal in refusals(self.graph, backends):
            problems.add("E115", refusal.message, refusal.path, at="key", help=refusal.help)
        problems.raise_if_errors()

    def instantiate(self, backend: str, weights: str | os.PathLike[str] | None = None) -> Any:
        """The model itself: a keras.Model or a torch.nn.Module, built by the generated code."""
        from modelspec.instantiate import instantiate  # noqa: PLC0415

        return instantiate(self.graph, backend, weights)

    def _repr_html_(self) -> str:
        from modelspec.html import page_part  # noqa: PLC0415

        return page_part(self.graph)


def load(path: str | os.PathLike[str], vars: Mapping[str, object] | None = None) -> Model:
    """The model of a spec file. `vars` gives its variables other values. Raises SpecError and ModelspecError."""
    return read_model(path, {name: _as_text(value) for name, value in (vars or {}).items()})


def read_model(
    path: str | os.PathLike[str], overrides: Mapping[str, str], texts: dict[str, Text] | None = None
) -> Model:
    """The same, with variables as the command line gives them. `texts` receives the files' texts for reports."""
    return model_from(read(path, texts), overrides)


def model_from(source: Source, overrides: Mapping[str, str]) -> Model:
    """The model of a source. Raises SpecError."""
    found = resolve(source, overrides)
    return Model(found.graph, found.warnings, _examples(source, overrides), source)


def _examples(source: Source, overrides: Mapping[str, str]) -> int | None:
    assert isinstance(source.data, dict)
    section = source.data.get("regularization")
    written = section.get("examples") if isinstance(section, dict) else None
    problems = Problems(source)
    value = substitute(written, read_variables(source.data, overrides, problems), problems, ())
    return value if isinstance(value, int) else None


def _as_text(value: object) -> str:
    """A Python value as the scalar, or the list in brackets, that a spec would hold."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_as_text, value))}]"
    return str(value)
