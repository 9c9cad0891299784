"""Statements to text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from modelspec.backends.code.flat import bare, flat
from modelspec.backends.code.literals import escape, wrap_comment
from modelspec.backends.code.tree import (
    Assign,
    AugmentedAssign,
    Blank,
    Class,
    Code,
    Comment,
    Do,
    Docstring,
    For,
    Function,
    If,
    Name,
    Parameter,
    Return,
    Statement,
    TupleOf,
    With,
)

WIDTH = 88
STEP = 4


def render(statements: Sequence[Statement], indent: int = 0) -> str:
    """The text of the statements, each line ended, `indent` blanks before each."""
    return "".join(f"{line}\n" for line in block(statements, indent))


def render_code(node: Code) -> str:
    """The text of one expression on one line."""
    return flat(node)


def block(statements: Sequence[Statement], indent: int) -> list[str]:
    """The lines of a body, with the blank lines that its functions and classes want around them."""
    lines: list[str] = []
    before: Statement | None = None
    for statement in statements:
        if isinstance(statement, Blank):
            if lines and lines[-1]:
                lines.append("")
            continue
        wanted = gap(before, statement, indent)
        while lines and wanted and not lines[-1]:
            lines.pop()
        if lines:
            lines += [""] * wanted
        lines += statement_lines(statement, indent)
        before = statement
    while lines and not lines[-1]:
        lines.pop()
    return lines


def gap(before: Statement | None, statement: Statement, indent: int) -> int:
    """Blank lines between two statements."""
    big = 1 if indent else 2
    if before is None or isinstance(before, Comment):
        return 0
    if isinstance(statement, (Function, Class)) or isinstance(before, (Function, Class)):
        return 1 if isinstance(before, Docstring) and indent else big
    return 0


def statement_lines(node: Statement, indent: int) -> Iterable[str]:
    pad = " " * indent
    match node:
        case Assign(target, value, annotation):
            middle = f": {annotation} = " if annotation else " = "
            return [f"{pad}{target_text(target)}{middle}{flat(value)}"]
        case AugmentedAssign(target, operator, value):
            return [f"{pad}{target_text(target)} {operator}= {flat(value)}"]
        case Return(value):
            return [f"{pad}return" if value is None else f"{pad}return {bare(value)}"]
        case Do(value):
            return [pad + flat(value)]
        case For(target, iterable, body):
            return [f"{pad}for {target_text(target)} in {flat(iterable)}:", *suite(body, indent)]
        case If():
            return if_lines(node, indent, "if")
        case With(value, body, target):
            return [f"{pad}with {flat(value)}{f' as {target}' if target else ''}:", *suite(body, indent)]
        case Comment(text):
            return [pad + line for line in wrap_comment(text, WIDTH - indent)]
        case Docstring(text):
            return docstring_lines(text, pad)
        case Function():
            return function_lines(node, indent)
        case Class(name, bases, body):
            heads = f"({', '.join(map(flat, bases))})" if bases else ""
            return [f"{pad}class {name}{heads}:", *suite(body, indent)]
    raise TypeError(f"{node!r} is no statement")


def suite(body: Sequence[Statement], indent: int) -> list[str]:
    lines = block(body, indent + STEP)
    if all(isinstance(item, (Comment, Blank)) for item in body):
        lines.append(" " * (indent + STEP) + "pass")
    return lines


def if_lines(node: If, indent: int, word: str) -> Iterator[str]:
    pad = " " * indent
    yield f"{pad}{word} {flat(node.test)}:"
    yield from suite(node.body, indent)
    match node.otherwise:
        case ():
            return
        case (If() as other,):
            yield from if_lines(other, indent, "elif")
        case _:
            yield f"{pad}else:"
            yield from suite(node.otherwise, indent)


def target_text(target: Code | str) -> str:
    return bare(as_target(target))


def as_target(target: Code | str) -> Code:
    """Text such as `x` or `x, state` as code."""
    if not isinstance(target, str):
        return target
    names = tuple(Name(part.strip()) for part in target.split(","))
    return names[0] if len(names) == 1 else TupleOf(names)


def function_lines(node: Function, indent: int) -> Iterator[str]:
    pad = " " * indent
    for decorator in node.decorators:
        yield f"{pad}@{flat(decorator)}"
    returns = f" -> {node.returns}" if node.returns else ""
    yield f"{pad}def {node.name}({', '.join(parameter_texts(node.parameters))}){returns}:"
    yield from suite(node.body, indent)


def parameter_texts(parameters: Sequence[Parameter]) -> list[str]:
    texts: list[str] = []
    starred = False
    for parameter in parameters:
        if parameter.keyword_only and not starred:
            starred = True
            texts.append("*")
        starred = starred or parameter.name.startswith("*")
        text = parameter.name
        if parameter.annotation:
            text += f": {parameter.annotation}"
        if parameter.default is not None:
            equals = " = " if parameter.annotation else "="
            text += equals + flat(parameter.default)
        texts.append(text)
    return texts


def docstring_lines(text: str, pad: str) -> list[str]:
    """Lines of a docstring that its text cannot end."""
    lines = [escape(line.expandtabs()).replace('"""', '\\"\\"\\"').rstrip() for line in text.strip().splitlines()] or [
        ""
    ]
    if len(lines) == 1:
        end = " " if lines[0].endswith(('"', "\\")) else ""
        return [f'{pad}"""{lines[0]}{end}"""']
    return [f'{pad}"""{lines[0]}', *[f"{pad}{line}".rstrip() for line in lines[1:]], f'{pad}"""']
