"""The tree of generated Python: statements as frozen values."""

from __future__ import annotations

from typing import TypeAlias

from modelspec.backends.code.tree import Code, check_annotation, check_identifier
from modelspec.record import Record


class Assign(Record):
    """`target: annotation = value`; a target of text may be `"x, state"`."""

    target: Code | str
    value: Code
    annotation: str | None = None

    def check(self) -> None:
        check_annotation(self.annotation)


class AugmentedAssign(Record):
    """`target operator= value`; the operator is written without its `=`."""

    target: Code | str
    operator: str
    value: Code


class Return(Record):
    """`return value`."""

    value: Code | None = None


class Do(Record):
    """An expression as a statement."""

    value: Code


class Raise(Record):
    """`raise value`."""

    value: Code


class Import(Record):
    """`import module`, `import module as alias`, or `from module import names` if there are names."""

    module: str
    names: tuple[str, ...] = ()
    alias: str | None = None

    def check(self) -> None:
        for text in (self.module, *self.names, *([self.alias] if self.alias else [])):
            check_identifier(text)


class Raw(Record):
    """Trusted source text of whole statements, pasted as it stands."""

    text: str


class For(Record):
    """`for target in iterable:`."""

    target: Code | str
    iterable: Code
    body: tuple[Statement, ...]


class If(Record):
    """`if test:`; a lone If in `otherwise` becomes `elif`."""

    test: Code
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


class With(Record):
    """`with value as target:`."""

    value: Code
    body: tuple[Statement, ...]
    target: str | None = None

    def check(self) -> None:
        if self.target is not None:
            check_identifier(self.target)


class Comment(Record):
    """A comment, wrapped to the width; each line of the text begins a line."""

    text: str


class Blank(Record):
    """One blank line."""


class Docstring(Record):
    """A docstring; the text keeps its lines."""

    text: str


class Parameter(Record):
    """A parameter of a function; a name with `*` or `**` before it takes the rest."""

    name: str
    annotation: str | None = None
    default: Code | None = None
    keyword_only: bool = False

    def check(self) -> None:
        check_identifier(self.name.removeprefix("*").removeprefix("*"))
        check_annotation(self.annotation)


class Function(Record):
    """`def name(parameters) -> returns:`."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: str | None
    body: tuple[Statement, ...]
    decorators: tuple[Code, ...] = ()

    def check(self) -> None:
        check_identifier(self.name)
        check_annotation(self.returns)


class Class(Record):
    """`class name(bases):`."""

    name: str
    bases: tuple[Code, ...]
    body: tuple[Statement, ...]

    def check(self) -> None:
        check_identifier(self.name)


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
