"""What a tree of code means: the same expression with every part between parentheses, written without the printer."""

from __future__ import annotations

from modelspec.backends.code import (
    Attribute,
    Call,
    Code,
    Comprehension,
    Conditional,
    DictOf,
    Field,
    Format,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Operation,
    Slice,
    Star,
    TupleOf,
    Unary,
)


def explicit(node: Code) -> str:
    """An expression that leaves nothing to precedence."""
    match node:
        case Name(text):
            return text
        case Literal(value):
            return f"({value!r})"
        case Attribute(value, name):
            return f"({explicit(value)}).{name}"
        case Call(function, arguments, keywords):
            items = [explicit(argument) for argument in arguments]
            items += [f"{key}={explicit(value)}" for key, value in keywords]
            return f"({explicit(function)})({', '.join(items)})"
        case Index(value, items):
            return f"({explicit(value)})[{', '.join(map(explicit, items))}]"
        case Slice(start, stop, step):
            bounds = ["" if bound is None else explicit(bound) for bound in (start, stop)]
            return ":".join(bounds if step is None else [*bounds, explicit(step)])
        case Operation("and" | "or" as operator, Operation(before) as left, right) if operator == before:
            return f"({explicit(left)[1:-1]} {operator} ({explicit(right)}))"  # Python has one node for both
        case Operation(operator, left, right):
            return f"(({explicit(left)}) {operator} ({explicit(right)}))"
        case Unary(operator, operand):
            return f"({operator} ({explicit(operand)}))"
        case ListOf(items):
            return f"[{', '.join(map(explicit, items))}]"
        case TupleOf(items):
            return f"({''.join([explicit(item) + ',' for item in items])})"
        case Star(value, double):
            return ("**" if double else "*") + f"({explicit(value)})"
    return explicit_rarer(node)


def explicit_rarer(node: Code) -> str:
    """The same for what has words in it."""
    match node:
        case DictOf(pairs):
            items = [f"{explicit(key)}: {explicit(value)}" if key else f"**({explicit(value)})" for key, value in pairs]
            return "{" + ", ".join(items) + "}"
        case Conditional(value, test, otherwise):
            return f"(({explicit(value)}) if ({explicit(test)}) else ({explicit(otherwise)}))"
        case Lambda(parameters, body):
            return f"(lambda {', '.join(parameters)}: ({explicit(body)}))"
        case Comprehension(kind, element, target, iterable, condition):
            parts = element if isinstance(element, tuple) else (element,)
            head = " : ".join([f"({explicit(part)})" for part in parts])
            test = "" if condition is None else f" if ({explicit(condition)})"
            text = f"{head} for {explicit(target)} in ({explicit(iterable)}){test}"
            return {"list": "[{}]", "generator": "({})", "dict": "{{{}}}"}[kind].format(text)
        case Format(parts):
            return "f" + repr("".join([format_part(part) for part in parts]))
    raise TypeError(node)


def format_part(part: str | Code) -> str:
    """A piece of an f-string."""
    if isinstance(part, str):
        return part.replace("{", "{{").replace("}", "}}")
    return f"{{{part.value.text}:{part.spec}}}" if isinstance(part, Field) else f"{{{explicit(part)}}}"
