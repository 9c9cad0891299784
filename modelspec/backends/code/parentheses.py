"""What `ruff format` asks of an expression before it breaks it: whether it takes parentheses, and which sort."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from modelspec.backends.code.precedence import (
    ATOM,
    BINDING,
    DISJUNCTION,
    binding,
    is_wrapped,
    needs_parentheses_before_dot,
    operand_level,
    operand_levels,
)
from modelspec.backends.code.tree import (
    Attribute,
    Call,
    Code,
    Comprehension,
    Conditional,
    DictOf,
    Index,
    Lambda,
    ListOf,
    Literal,
    Operation,
    TupleOf,
    Unary,
)

DOT = 1
CHOICE = 100


class Need(Enum):
    """When an expression at the end of a statement takes parentheses."""

    NEVER = 0
    IF_IT_FITS_THEN = 1
    IF_BROKEN = 2


def looseness(operator: str) -> int:
    """Where a chain of operations splits first; `and` and `or` are one to the formatter."""
    return 2 + ATOM - BINDING["or" if operator == "and" else operator]


def owner_is_wrapped(node: Code) -> bool:
    """Whether the part before a dot gets parentheses."""
    return is_wrapped(node, ATOM) or needs_parentheses_before_dot(node)


def need(node: Code) -> Need:
    """When an expression at the end of a statement takes parentheses."""
    match node:
        case Operation() | Conditional() | Lambda():
            return Need.IF_BROKEN
        case Unary(_, operand):
            return Need.NEVER if is_wrapped(operand, operand_level(node)) else need(operand)
        case Attribute(value) | Call(value) | Index(value):
            if is_fluent(node):
                return Need.IF_BROKEN
            wrapped = owner_is_wrapped(value) if isinstance(node, Attribute) else is_wrapped(value, ATOM)
            return Need.NEVER if wrapped else need(value)
    return Need.NEVER if is_display(node) else Need.IF_IT_FITS_THEN


def is_display(node: Code) -> bool:
    """Whether an expression comes with brackets around its items."""
    return isinstance(node, (ListOf, TupleOf, DictOf, Comprehension)) or (
        isinstance(node, Literal) and isinstance(node.value, (list, tuple))
    )


def brackets(node: Code) -> bool | None:
    """Whether there is something between an expression's own brackets, or None if it has none."""
    match node:
        case Index() | Comprehension():
            return True
        case Call(_, arguments, keywords):
            return bool(arguments or keywords)
        case ListOf(items) | TupleOf(items) | DictOf(items):
            return bool(items)
        case Literal(list() | tuple() as items):
            return bool(items)
    return None


def is_fluent(node: Code) -> bool:
    """Whether a chain has two dots after calls or subscripts, so that it breaks before each of them."""
    dots = 0
    while True:
        match node:
            case Attribute(value):
                if owner_is_wrapped(value):
                    return dots + 1 > 1
                dots += isinstance(value, (Call, Index))
            case Call(value) | Index(value):
                if is_wrapped(value, ATOM):
                    return dots > 1
            case _:
                return dots > 1
        node = value


def flatten(node: Operation) -> tuple[list[tuple[Code, int]], list[str]]:
    """The operands of a chain of operations, each with the level it stands at, and the operators between them."""
    operands: list[tuple[Code, int]] = []
    operators: list[str] = []
    waiting: list[tuple[Code, int] | str] = [(node, 0)]
    while waiting:
        match waiting.pop():
            case str(operator):
                operators.append(operator)
            case (Operation(operator, left, right) as part, level) if not is_wrapped(part, level):
                left_level, right_level = operand_levels(operator)
                waiting += [(right, right_level), operator, (left, left_level)]
            case operand:
                operands.append(operand)
    return operands, operators


def can_omit(node: Code) -> bool:
    """Whether an expression may break within its brackets rather than between new parentheses."""
    seen = Survey()
    seen.within(node)
    if not seen.bracketed or seen.count > 1:
        return False
    return seen.loosest <= DOT or seen.first_opens or seen.last_closes


@dataclass(slots=True)
class Survey:
    """What is outside the brackets of an expression."""

    loosest: int = 0
    count: int = 0
    bracketed: bool = False
    started: bool = False
    first_opens: bool = False
    last_closes: bool = False

    def part(self, node: Code, level: int, wrapped: bool | None = None) -> None:
        """Looks at a part that stands where `level` is asked for."""
        wrapped = is_wrapped(node, level) if wrapped is None else wrapped
        closes = wrapped or (not isinstance(node, Index) and bool(brackets(node)))
        self.last_closes = closes
        if wrapped:
            self.bracketed = True
        else:
            self.within(node)
        if not self.started:
            self.started, self.first_opens = True, closes

    def within(self, node: Code) -> None:
        """Looks at an expression without the parentheses that may be around it."""
        match node:
            case Operation():
                operands, operators = flatten(node)
                for operator in operators:
                    self.split(looseness(operator))
                for operand, level in operands:
                    self.part(operand, level)
            case Conditional(value, test, otherwise):
                self.split(CHOICE, 2)
                self.part(value, DISJUNCTION)
                self.part(test, DISJUNCTION)
                self.part(otherwise, 0)
            case Unary(operator, operand):
                if operator == "~":
                    self.split(looseness("~"))
                self.started = True
                self.part(operand, operand_level(node))
            case Lambda(_, body):
                self.started = True
                self.part(body, 0)
            case Call(value) | Index(value):
                self.bracketed = True
                self.part(value, ATOM)
                self.last_closes = isinstance(node, Call) and bool(brackets(node))
            case Attribute(value):
                wrapped = owner_is_wrapped(value)
                self.part(value, ATOM, wrapped)
                if wrapped or brackets(value) is not None:
                    self.split(DOT)
                self.last_closes = False
            case Literal(int() | float()) if binding(node) < ATOM:
                self.started = True
            case _ if is_display(node):
                self.bracketed = True

    def split(self, looseness: int, count: int = 1) -> None:
        """Counts the loosest operators."""
        if looseness > self.loosest:
            self.loosest, self.count = looseness, 0
        if looseness == self.loosest:
            self.count += count
