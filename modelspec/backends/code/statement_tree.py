"""The tree of generated Python: statements as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from modelspec.backends.code.tree import Code, check_identifier


@dataclass(frozen=True, slots=True)
class Assign:
    """`target: annotation = value`; a target of text may be `"x, state"`."""

    target: Code | str
    value: Code
    annotation: str | None = None


@dataclass(frozen=True, slots=True)
class AugmentedAssign:
    """`target operator= value`; the operator is written without its `=`."""

    target: Code | str
    operator: str
    value: Code


@dataclass(frozen=True, slots=True)
class Return:
    """`return value`."""

    value: Code | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """An expression as a statement."""

    value: Code


@dataclass(frozen=True, slots=True)
class Raise:
    """`raise value`."""

    value: Code


@dataclass(frozen=True, slots=True)
class Import:
    """`import module`, `import module as alias`, or `from module import names` if there are names."""

    module: str
    names: tuple[str, ...] = ()
    alias: str | None = None

    def __post_init__(self) -> None:
        for text in (self.module, *self.names, *([self.alias] if self.alias else [])):
            check_identifier(text)


@dataclass(frozen=True, slots=True)
class Raw:
    """Trusted source text of whole statements, pasted as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class For:
    """`for target in iterable:`."""

    target: Code | str
    iterable: Code
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class If:
    """`if test:`; a lone If in `otherwise` becomes `elif`."""

    test: Code
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class With:
    """`with value as target:`."""

    value: Code
    body: tuple[Statement, ...]
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, wrapped to the width; each line of the text begins a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank line."""


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring; the text keeps its lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; a name with `*` or `**` before it takes the rest."""

    name: str
    annotation: str | None = None
    default: Code | None = None
    keyword_only: bool = False

    def __post_init__(self) -> None:
        check_identifier(self.name.removeprefix("*").removeprefix("*"))


@dataclass(frozen=True, slots=True)
class Function:
    """`def name(parameters) -> returns:`."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: str | None
    body: tuple[Statement, ...]
    decorators: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """`class name(bases):`."""

    name: str
    bases: tuple[Code, ...]
    body: tuple[Statement, ...]


Statement: TypeAlias = (
    Assign
    | AugmentedAssign
    | Return
    | Do
    | Raise
    | Import
    | Raw
    | For
    | If
    | With
    | Comment
    | Blank
    | Docstring
    | Function
    | Class
)
"""Any statement."""
