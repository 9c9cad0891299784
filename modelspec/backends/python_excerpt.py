"""The lines of a generated Python file that make and call one layer."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from modelspec.backends.base import Generated

FUNCTIONS = ("build_model", "__init__", "forward")


def excerpt(is_frame: Callable[[str], bool]) -> Callable[[Generated], str]:
    """What stands in `build_model`, or in the last class's `__init__` and `forward`, but for the lines that stand there
    without the call."""

    def found(made: Generated) -> str:
        return "\n".join(_lines(made.text, is_frame))

    return found


def _lines(text: str, is_frame: Callable[[str], bool]) -> Iterator[str]:
    lines = text.splitlines()
    for function in _functions(ast.parse(text)):
        for statement in function.body:
            source = lines[statement.lineno - 1 : statement.end_lineno]
            named = isinstance(statement, ast.Return) and isinstance(statement.value, ast.Name)
            if not (named or isinstance(statement, ast.Expr) or is_frame(source[0])):
                yield "\n".join(line[statement.col_offset :] for line in source)


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    for node in module.body:
        inside = node.body if classes and node is classes[-1] else [node]
        for item in inside:
            if isinstance(item, ast.FunctionDef) and item.name in FUNCTIONS:
                yield item
