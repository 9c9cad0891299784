"""Frozen values, as `dataclass(frozen=True)` makes them, without its price.

`dataclass` writes and compiles six methods a class; with a hundred classes that alone is half of what starting the
command may cost. A Record's methods are these, shared by all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record")
NOTHING: Mapping[str, Any] = MappingProxyType({})
"""The default of a field that is a mapping."""


@dataclass_transform(frozen_default=True)
class Record:
    """The annotations of a subclass are its fields, in their order; values in the class are their defaults."""

    FIELDS: ClassVar[tuple[str, ...]] = ()
    DEFAULTS: ClassVar[dict[str, Any]] = {}
    CHECKED: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        own = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")]
        cls.FIELDS = (*cls.FIELDS, *own)
        setattr(cls, "__match_args__", cls.FIELDS)  # noqa: B010
        cls.CHECKED = cls.check is not Record.check
        cls.DEFAULTS = {**cls.DEFAULTS, **{name: cls.__dict__[name] for name in own if name in cls.__dict__}}

    def __init__(self, *values: Any, **named: Any) -> None:
        cls = type(self)
        given = self.__dict__
        complete = len(values) == len(cls.FIELDS) and not named
        if not complete:
            given.update(cls.DEFAULTS)
        given.update(zip(cls.FIELDS, values, strict=False))
        if not complete:
            given.update(named)
            if len(given) != len(cls.FIELDS) or len(values) + len(named) > len(cls.FIELDS):
                self._refuse(values, named)
        if cls.CHECKED:
            self.check()

    def check(self) -> None:
        """For subclasses that look at their values once more."""

    def _refuse(self, values: tuple[Any, ...], named: dict[str, Any]) -> None:
        cls = type(self)
        wrong = [name for name in named if name not in cls.FIELDS]
        missing = [name for name in cls.FIELDS if name not in self.__dict__]
        raise TypeError(f"{cls.__name__}: {len(values)} values by place, unknown {wrong}, missing {missing}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    __delattr__ = None  # type: ignore[assignment]

    def __iter_values__(self) -> Iterator[Any]:
        values = self.__dict__
        return (values[name] for name in type(self).FIELDS)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.__dict__ == other.__dict__

    def __lt__(self: R, other: R) -> bool:
        return tuple(self.__iter_values__()) < tuple(other.__iter_values__())

    def __hash__(self) -> int:
        return hash((type(self), *self.__iter_values__()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={self.__dict__[name]!r}" for name in type(self).FIELDS)
        return f"{type(self).__qualname__}({values})"


def replace(record: R, **changes: Any) -> R:
    """The same record with other values in some fields."""
    return type(record)(**{**record.__dict__, **changes})
