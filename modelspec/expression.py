"""Arithmetic over `$variables`: one parser with a whitelist, for all that computes in a spec. Never `eval`."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

from modelspec.record import Record
from modelspec.scalars import ambiguous
from modelspec.words import did_you_mean, nearest, show

Number = int | float
Value = bool | int | float | str | list[Any]

MAX_LENGTH = 500
"""Characters of an expression."""
MAX_DEPTH = 32
"""Levels of an expression's tree."""
MAX_BITS = 53
"""Whole numbers stay below 2**53, where float64 and JavaScript still hold each of them."""
MAX_DIGITS = 15
MARK = "λ"
"""Stands for the dollar while Python parses: a letter, so that `$if` is a name, and not ASCII, so that no author's word
can pose as a variable."""

TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<variable>\$[A-Za-z_]\w*)|(?P<word>[A-Za-z_]\w*)|(?P<symbol>[-+*/%(),])"
    r"|(?P<number>(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?![\w.]))",
    re.ASCII,
)
VARIABLE = re.compile(r"\$\$|\$([A-Za-z_]\w*)", re.ASCII)
INSTEAD = {"^": "**", "×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "²": "** 2", "³": "** 3"}
TORN = "close the parenthesis; inside of `{}` or `[]` a comma ends the value, unless the whole stands in quotes"
HELP = "write numbers, `$variables`, + - * / // % **, parentheses, min max round abs; a plain dollar sign is `$$`"


class ExpressionError(ValueError):
    """Text that is no expression, or has no value. `name` is the unknown variable, where that is the problem."""

    def __init__(self, message: str, help: str | None = None, name: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.name = name


class Operator(Record):
    """A binary operator: its spelling, how tightly it binds, and what it does."""

    symbol: str
    level: int
    compute: Callable[[Any, Any], Any]


class Function(Record):
    """A function of `fewest` to `most` numbers; None: any number of them."""

    compute: Callable[..., Any]
    fewest: int
    most: int | None


class Language(Record):
    """All that an expression may be made of, besides numbers, names and parentheses."""

    operators: Mapping[type[ast.operator], Operator]
    signs: Mapping[type[ast.unaryop], Callable[[Any], Any]]
    functions: Mapping[str, Function]


SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 6)


def _power(base: Number, exponent: Number) -> Number:
    # The size is known before the number: 9**9**9 would never end.
    if isinstance(base, int) and isinstance(exponent, int) and exponent * (abs(base).bit_length() - 1) >= MAX_BITS:
        raise OverflowError
    result: Number | complex = base**exponent
    if isinstance(result, complex):
        raise ArithmeticError("is not a real number")
    return result


def _round(number: Number, digits: Number | None = None) -> Number:
    if digits is None:
        return round(number)
    if not isinstance(digits, int) or abs(digits) > MAX_DIGITS:
        raise ArithmeticError(
            f"rounds to {show(digits)} digits; a whole number from -{MAX_DIGITS} to {MAX_DIGITS} is wanted"
        )
    return round(number, digits)


ARITHMETIC = Language(
    operators={
        ast.Add: Operator("+", SUM, operator.add),
        ast.Sub: Operator("-", SUM, operator.sub),
        ast.Mult: Operator("*", PRODUCT, operator.mul),
        ast.Div: Operator("/", PRODUCT, operator.truediv),
        ast.FloorDiv: Operator("//", PRODUCT, operator.floordiv),
        ast.Mod: Operator("%", PRODUCT, operator.mod),
        ast.Pow: Operator("**", POWER, _power),
    },
    signs={ast.USub: operator.neg, ast.UAdd: operator.pos},
    functions={
        "min": Function(min, 2, None),
        "max": Function(max, 2, None),
        "round": Function(_round, 1, 2),
        "abs": Function(abs, 1, 1),
    },
)
"""Means and rounds as Python does: `//` and `%` toward minus infinity, `round` halves to even."""


def is_expression(text: str) -> bool:
    """Whether a `$` followed by an ASCII letter or `_` stands in the text. `$$` is read first, as a plain dollar."""
    return bool(names(text))


def names(text: str) -> tuple[str, ...]:
    """The variables of the text, each once, in their order."""
    return tuple(dict.fromkeys(match[1] for match in VARIABLE.finditer(text) if match[1]))


def unescape(text: str) -> str:
    """Text that is no expression, with every `$$` made `$`."""
    return text.replace("$$", "$")


def evaluate(text: str, scope: Mapping[str, Value]) -> Value:
    """What an expression comes to. A lone `$name` may be of any type; else it is a number. Raises ExpressionError."""
    tree = _parse(text, ARITHMETIC)
    return _look_up(tree, scope) if isinstance(tree, ast.Name) else _compute(tree, scope, ARITHMETIC)


def to_python(text: str, keep: Collection[str], scope: Mapping[str, Value]) -> str:
    """The expression as Python source, spaced as `ruff format` does: names in `keep` stay names, the others become
    their values. Raises ExpressionError."""
    tree = _parse(text, ARITHMETIC)
    if isinstance(tree, ast.Name) and tree.id[1:] not in keep:
        return _literal(_look_up(tree, scope))
    return _spell(_Filled(keep, scope).visit(tree))


def _parse(text: str, language: Language) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression of {len(text):,} characters; {MAX_LENGTH} are allowed")
    source = _to_source(text, language)
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        torn = text.count("(") > text.count(")")
        raise ExpressionError(f"{show(text)} is not an expression", TORN if torn else HELP) from None
    level = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if not level:
            _check(tree, language)
            return tree
    raise ExpressionError(f"{show(text)} is nested deeper than {MAX_DEPTH} levels", "name its parts in `vars`")


def _to_source(text: str, language: Language) -> str:
    # Our own tokens: what is no word of the language never reaches Python's parser, nor do its warnings.
    parts, position = [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            _refuse_token(text, position)
        token = match.group()
        if match.lastgroup == "number" and not math.isfinite(float(token)):
            raise ExpressionError(f"{show(token)} is not a finite number")
        if match.lastgroup == "word" and token not in language.functions:
            near = nearest(token, language.functions)
            mend = f"write `${token[:60]}` if the variable is meant"
            if text[match.end() :].lstrip().startswith("("):
                mend = f"the functions are {', '.join(language.functions)}"
            raise ExpressionError(
                f"`{token[:60]}` has no meaning in an expression",
                f"did you mean `{near}`?" if near else mend,
            )
        parts.append({"space": " ", "variable": MARK + token[1:]}.get(match.lastgroup or "", token))
        position = match.end()
    return "".join(parts).strip()


def _refuse_token(text: str, position: int) -> NoReturn:
    number = re.compile(r"\.?[0-9][\w.]*", re.ASCII).match(text, position)
    if number:
        raise ExpressionError(f"{show(number.group())} is not a number", ambiguous(number.group()))
    character = text[position]
    help_text = f"write `{INSTEAD[character]}`" if character in INSTEAD else HELP
    if text.startswith("${", position):
        help_text = "write a variable without braces: `$name`"
    shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    raise ExpressionError(f"{shown} has no meaning in an expression", help_text)


def _check(node: ast.expr, language: Language) -> None:
    match node:
        case ast.Constant():
            _bounded(node.value, node)
        case ast.Name(id=name) if name.startswith(MARK):
            pass
        case ast.UnaryOp() if type(node.op) in language.signs:
            _check(node.operand, language)
        case ast.BinOp() if type(node.op) in language.operators:
            _check(node.left, language)
            _check(node.right, language)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in language.functions:
            function, count = language.functions[name], len(node.args)
            if count < function.fewest or count > (function.most or count):
                wanted = f"{function.fewest} or more" if function.most is None else " or ".join(
                    str(n) for n in range(function.fewest, function.most + 1))  # fmt: skip
                raise ExpressionError(f"`{name}` takes {wanted} numbers, got {count}")
            for argument in node.args:
                _check(argument, language)
        case _:
            raise ExpressionError(f"{_shown(node)} has no meaning in an expression", HELP)


def _compute(node: ast.expr, scope: Mapping[str, Value], language: Language) -> Number:
    function: Callable[..., Any]
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name():
            return _number(node, scope)
        case ast.UnaryOp():
            function, operands = language.signs[type(node.op)], [node.operand]
        case ast.BinOp():
            function, operands = language.operators[type(node.op)].compute, [node.left, node.right]
        case ast.Call(func=ast.Name(id=name)):
            function, operands = language.functions[name].compute, node.args
        case _:
            raise AssertionError(node)
    numbers = [_compute(operand, scope, language) for operand in operands]
    try:
        return _bounded(function(*numbers), node)
    except ZeroDivisionError:
        raise ExpressionError(f"{_shown(node)} divides by zero") from None
    except OverflowError:
        raise ExpressionError(f"{_shown(node)} is too large") from None
    except ArithmeticError as error:
        raise ExpressionError(f"{_shown(node)} {error}") from None


def _bounded(number: Any, node: ast.expr) -> Number:
    if isinstance(number, int) and abs(number) >= 2**MAX_BITS:
        raise ExpressionError(f"{_shown(node)} is too large: whole numbers end below 2**{MAX_BITS}")
    if isinstance(number, float) and not math.isfinite(number):
        raise ExpressionError(f"{_shown(node)} is not a finite number")
    result: Number = number
    return result


def _number(node: ast.Name, scope: Mapping[str, Value]) -> Number:
    value = _look_up(node, scope)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError(f"{_shown(node)} must be a number to be computed with, got {show(value)}")
    return _bounded(value, node)


def _look_up(node: ast.Name, scope: Mapping[str, Value]) -> Value:
    name = node.id.removeprefix(MARK)
    if name not in scope:
        help_text = did_you_mean(f"${name}", [f"${known}" for known in scope]) or "add it to `vars`"
        raise ExpressionError(f"there is no variable {show(f'${name}')}", help_text, name)
    return scope[name]


def _shown(node: ast.expr) -> str:
    return show(ast.unparse(node).replace(MARK, "$"))


class _Filled(ast.NodeTransformer):
    """Gives kept names their plain spelling and puts values in the place of the others."""

    def __init__(self, keep: Collection[str], scope: Mapping[str, Value]) -> None:
        self.keep, self.scope = keep, scope

    def visit_Name(self, node: ast.Name) -> ast.expr:
        name = node.id.removeprefix(MARK)
        if name == node.id or name in self.keep:
            return ast.Name(name)
        number = _number(node, self.scope)
        # A sign binds less tightly than a power, so it must be a node of its own.
        negative = math.copysign(1, number) < 0
        return ast.UnaryOp(ast.USub(), ast.Constant(-number)) if negative else ast.Constant(number)


def _spell(node: ast.expr, floor: int = 0) -> str:
    """Source text, in parentheses where it binds less tightly than `floor`."""
    match node:
        case ast.BinOp():
            operator = ARITHMETIC.operators[type(node.op)]
            level, power = operator.level, operator.level == POWER
            left = _spell(node.left, ATOM if power else level)
            right = _spell(node.right, SIGN if power else level + 1)
            # As `ruff format` has it: no spaces around the `**` of names and numbers.
            space = (
                "" if power and isinstance(node.left, ast.Name | ast.Constant) and _starts_simply(node.right) else " "
            )
            text = f"{left}{space}{operator.symbol}{space}{right}"
        case ast.UnaryOp():
            level = SIGN
            text = ("-" if isinstance(node.op, ast.USub) else "+") + _spell(
                node.operand, ATOM if isinstance(node.operand, ast.BinOp) else SIGN
            )
        case ast.Call():
            level, text = ATOM, f"{_spell(node.func)}({', '.join([_spell(argument) for argument in node.args])})"
        case ast.Name():
            level, text = ATOM, node.id
        case _:
            level, text = ATOM, _literal(getattr(node, "value", None))
    return text if level >= floor else f"({text})"


def _starts_simply(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        node = node.left
    else:
        while isinstance(node, ast.UnaryOp):
            node = node.operand
    return isinstance(node, ast.Name | ast.Constant)


def _literal(value: object) -> str:
    if isinstance(value, float):
        mantissa, mark, exponent = repr(value).partition("e")
        return f"{mantissa}{mark}{int(exponent)}" if mark else mantissa
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    text = ascii(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and '"' not in text else text
