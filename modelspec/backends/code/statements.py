"""Statements to text: each on one line if it fits there, else laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from modelspec.backends.code.document import Doc, Printer
from modelspec.backends.code.endings import statement_value
from modelspec.backends.code.flat import flat
from modelspec.backends.code.headers import (
    Written,
    assignment,
    class_header,
    clause,
    for_clause,
    from_import,
    function_header,
    returned,
    with_clause,
)
from modelspec.backends.code.layout import OUTSIDE, layout
from modelspec.backends.code.literals import docstring_lines, wrap_comment
from modelspec.backends.code.spacing import gap, is_definition
from modelspec.backends.code.statement_tree import (
    Assign,
    AugmentedAssign,
    Blank,
    Class,
    Comment,
    Do,
    Docstring,
    For,
    Function,
    If,
    Import,
    Raise,
    Raw,
    Return,
    Statement,
    With,
)
from modelspec.backends.code.tree import (
    Code,
)

WIDTH = 88
STEP = Printer.STEP


def render(statements: Sequence[Statement], indent: int = 0) -> str:
    """The text of the statements, each line ended, `indent` blanks before each."""
    return "".join(f"{line}\n" for line in block(statements, indent))


def render_code(node: Code) -> str:
    """The text of one expression on one line."""
    return flat(node)


def branch(body: Sequence[Statement], indent: int) -> list[str]:
    """The lines of a body that is not a definition's: one that begins with a definition has a blank line before it."""
    lines = suite(body, indent)
    first = next((item for item in body if not isinstance(item, Blank)), None)
    return ["", *lines] if is_definition(first) else lines


def block(statements: Sequence[Statement], indent: int) -> list[str]:
    """The lines of a body, with the blank lines that its definitions and imports want around them."""
    lines: list[str] = []
    before: Statement | None = None
    for index, statement in enumerate(statements):
        if isinstance(statement, Blank):
            if lines and lines[-1]:
                lines.append("")
            continue
        wanted = gap(before, statements[index:], indent, blank=bool(lines) and not lines[-1])
        if lines and wanted:
            while not lines[-1]:
                lines.pop()
            lines += [""] * wanted
        lines += statement_lines(statement, indent)
        before = statement
    while lines and not lines[-1]:
        lines.pop()
    return lines


def statement_lines(node: Statement, indent: int) -> Iterable[str]:
    """The lines of one statement."""
    pad = " " * indent
    match node:
        case Assign(target, value, annotation):
            return fitted(indent, assignment(target, "=", value, annotation))
        case AugmentedAssign(target, operator, value):
            return fitted(indent, assignment(target, f"{operator}=", value))
        case Return(value):
            return [f"{pad}return"] if value is None else fitted(indent, returned(value))
        case Do(value):
            return fitted(indent, (flat(value), partial(layout, value, OUTSIDE)))
        case Raise(value):
            return fitted(indent, (f"raise {flat(value)}", partial(after, "raise ", value)))
        case Import():
            return fitted(indent, from_import(node))
        case Raw(text):
            return [f"{pad}{line}" if line else "" for line in text.strip("\n").splitlines()]
        case Comment(text):
            return [pad + line for line in wrap_comment(text, WIDTH - indent)]
        case Docstring(text):
            return [f"{pad}{line}" if line else "" for line in docstring_lines(text)]
        case If():
            return if_lines(node, indent, "if")
        case For(target, iterable, body):
            return [*fitted(indent, for_clause(target, iterable)), *branch(body, indent)]
        case With(value, body, target):
            return [*fitted(indent, with_clause(value, target)), *branch(body, indent)]
        case Function():
            return function_lines(node, indent)
        case Class(name, bases, body):
            return [*fitted(indent, class_header(name, bases)), *suite(spaced(body), indent)]
    raise TypeError(f"{node!r} is no statement")


def fitted(indent: int, written: Written) -> list[str]:
    """The lines of what is written on one line if it fits there; most code does, so its layout is made only if not."""
    text, lay_out = written
    if indent + len(text) <= WIDTH:
        return [" " * indent + text]
    return Printer(WIDTH).render(lay_out(), indent).split("\n")


def after(word: str, value: Code) -> Doc:
    """A value that stays on the line of the word before it."""
    return (word, statement_value(value, best_fit=False))


def suite(body: Sequence[Statement], indent: int) -> list[str]:
    """The lines of an indented body."""
    lines = block(body, indent + STEP)
    if all(isinstance(item, (Comment, Blank)) for item in body):
        lines.append(" " * (indent + STEP) + "pass")
    return lines


def spaced(body: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A class's body, with a blank line after its docstring."""
    if len(body) > 1 and isinstance(body[0], Docstring):
        return (body[0], Blank(), *body[1:])
    return body


def if_lines(node: If, indent: int, word: str) -> Iterator[str]:
    """The lines of a test with its branches."""
    yield from fitted(indent, clause(word, node.test))
    yield from branch(node.body, indent)
    match node.otherwise:
        case ():
            return
        case (If() as other,):
            yield from if_lines(other, indent, "elif")
        case _:
            yield " " * indent + "else:"
            yield from branch(node.otherwise, indent)


def function_lines(node: Function, indent: int) -> Iterator[str]:
    """The lines of a function with its decorators."""
    for decorator in node.decorators:
        yield from fitted(indent, (f"@{flat(decorator)}", partial(after, "@", decorator)))
    yield from fitted(indent, function_header(node))
    yield from suite(node.body, indent)
