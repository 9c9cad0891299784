"""Statements to text, each as `biome format` leaves it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from modelspec.backends.code import (
    Assign,
    AugmentedAssign,
    Blank,
    Code,
    Comment,
    Do,
    Docstring,
    For,
    Function,
    If,
    Literal,
    Name,
    Operation,
    Parameter,
    Raise,
    Raw,
    Return,
    transform,
)
from modelspec.backends.code.document import SOFT, SPACE, Doc, IfBroken, Indent
from modelspec.backends.javascript.declarations import Scope, targets
from modelspec.backends.javascript.document import WIDTH, Printer, flat_text, group, must_break
from modelspec.backends.javascript.layout import assignment, flat, layout
from modelspec.backends.javascript.literals import documentation, wrap_comment
from modelspec.backends.javascript.loops import is_counting, loop_header
from modelspec.backends.javascript.meaning import translate
from modelspec.backends.javascript.pieces import Place, bracketed, guarded, separated
from modelspec.backends.javascript.spacing import is_apart
from modelspec.backends.javascript.tree import Async, Export, Object, Script, Tidied
from modelspec.backends.javascript.words import check_variable
from modelspec.record import replace

TAB = "\t"


def render(statements: Sequence[Script], indent: int = 0) -> str:
    """The text of the statements, each line ended, `indent` tabs before each."""
    return "".join(f"{line}\n" for line in Writer(Scope(statements)).block(statements, indent))


def render_code(node: Code) -> str:
    """The text of one expression on one line."""
    return flat(translate(node))


class Writer:
    """Writes the statements of one function, or of the file."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def block(self, statements: Sequence[Script], indent: int) -> list[str]:
        """The lines of a body; what it declares ends with it."""
        outer = {*self.scope.declared}
        lines: list[str] = []
        before: Script | None = None
        for index, statement in enumerate(statements):
            blank = isinstance(statement, Blank)
            if lines and lines[-1] and (blank or is_apart(before, statements[index:], indent)):
                lines.append("")
            if not blank:
                names = self.scope.shared(statement, statements[index + 1 :])
                lines += [f"{TAB * indent}let {name};" for name in names]
                self.scope.declared.update(names)
                lines += self.statement(statement, indent)
                before = statement
        while lines and not lines[-1]:
            lines.pop()
        self.scope.declared = outer
        return lines

    def statement(self, node: Script, indent: int, prefix: str = "") -> Iterator[str]:
        """The lines of one statement; `prefix` are words before it."""
        pad, room = TAB * indent, WIDTH - Printer.STEP * indent
        match node:
            case Assign(target, value):
                yield from self.assign(target, translate(value), indent, prefix)
            case AugmentedAssign():
                yield from augmented(node, indent)
            case Return(value) | Raise(value) if value is not None:
                word = "return" if isinstance(node, Return) else "throw"
                yield from settled(partial(lay_end, word), translate(value), indent)
            case Return():
                yield f"{pad}return;"
            case Do(value):
                yield from settled(lay_statement, translate(value), indent)
            case Raw(text):
                yield from [f"{pad}{line}" if line else "" for line in text.strip("\n").split("\n")]
            case Comment(text):
                yield from [pad + line for line in wrap_comment(text, room)]
            case Docstring(text):
                yield from [pad + line for line in documentation(text, room)]
            case If():
                yield from self.branches(node, indent)
            case For():
                yield from self.loop(node, indent)
            case Function():
                yield from function_lines(node, indent, prefix)
            case Async(function):
                yield from function_lines(function, indent, f"{prefix}async ")
            case Export(inner):
                yield from self.statement(inner, indent, f"{prefix}export ")
            case _:
                raise ValueError(f"{node!r} is no statement of JavaScript")

    def assign(self, target: Code | str, value: Code, indent: int, prefix: str) -> Iterator[str]:
        """An assignment, which declares its variables if they are new."""
        names = targets(target)
        new = [name for name in names if name not in self.scope.declared]
        self.scope.declared.update(new)
        if new and len(new) < len(names):
            yield from [f"{TAB * indent}let {name};" for name in new]
        keyword = f"{prefix}{self.scope.keyword(names)} " if new and len(new) == len(names) else ""
        left = (keyword, lay_target(target))
        yield from settled(partial(lay_assignment, left, " ="), value, indent)

    def branches(self, node: If, indent: int, start: str = "") -> Iterator[str]:
        """The lines of a test with its branches; `start` stands before the word `if`."""
        yield from settled(partial(lay_test, start), translate(node.test), indent)
        yield from self.block(node.body, indent + 1)
        match node.otherwise:
            case ():
                yield f"{TAB * indent}}}"
            case (If() as other,):
                yield from self.branches(other, indent, "} else ")
            case _:
                yield f"{TAB * indent}}} else {{"
                yield from self.block(node.otherwise, indent + 1)
                yield f"{TAB * indent}}}"

    def loop(self, node: For, indent: int) -> Iterator[str]:
        """The lines of a loop, which declares variables for its body."""
        outer = {*self.scope.declared}
        self.scope.declared.update(targets(node.target))
        lines = self.block(node.body, indent + 1)
        self.scope.declared = outer
        lay, value = loop_header(node)
        closed = not lines and is_counting(node)
        yield from settled((lambda code: (lay(code), "}")) if closed else lay, value, indent)
        yield from lines if closed else [*lines, f"{TAB * indent}}}"]


def fitted(doc: Doc, indent: int) -> list[str]:
    """The lines of a document."""
    return printed(doc, indent)[0]


def printed(doc: Doc, indent: int) -> tuple[list[str], Collection[int]]:
    """The lines of a document, and the keys of what takes several of them."""
    text = flat_text(doc)
    if not must_break(doc) and Printer.STEP * indent + len(text) <= WIDTH:
        return [TAB * indent + text], ()
    printer = Printer(WIDTH)
    return printer.render(doc, Printer.STEP * indent).split("\n"), printer.opened


def settled(lay: Callable[[Code], Doc], value: Code, indent: int) -> list[str]:
    """The lines of a value, as `biome` leaves them: it takes an object on lines of its own as meant so, and may then
    lay out in another way what is around it."""
    while True:
        lines, opened = printed(lay(value), indent)
        kept = transform(value, partial(keep_open, opened=opened)) if opened else value
        if kept is value:
            return lines
        value = kept


def keep_open(node: Code, opened: Collection[int]) -> Code:
    """The same, an object that did not stay on one line kept open."""
    return replace(node, kept=True) if isinstance(node, Object) and not node.kept and node.key in opened else node


def function_lines(node: Function, indent: int, prefix: str) -> Iterator[str]:
    """The lines of a function, its documentation before it."""
    pad = TAB * indent
    body = node.body
    if body and isinstance(body[0], Docstring):
        yield from [pad + line for line in documentation(body[0].text, WIDTH - Printer.STEP * indent)]
        body = body[1:]
    names = [check_variable(parameter.name.lstrip("*")) for parameter in node.parameters]
    lines = Writer(Scope(body, names)).block(body, indent + (2 if isinstance(node, Tidied) else 1))
    if isinstance(node, Tidied):
        lines = [f"{pad}{TAB}return tf.tidy(() => {{", *lines, f"{pad}{TAB}}});"]
    head = (f"{prefix}function {check_variable(node.name)}", lay_parameters(node.parameters), " {")
    yield from fitted(head if lines else (head, "}"), indent)
    if lines:
        yield from [*lines, f"{pad}}}"]


def lay_parameters(parameters: Sequence[Parameter]) -> Doc:
    """The parameters of a function between their parentheses; `*` before the last takes the rest."""
    if not parameters:
        return "()"
    docs = [lay_parameter(parameter) for parameter in parameters if not parameter.keyword_only]
    named = [parameter for parameter in parameters if parameter.keyword_only]
    if named:
        docs.append(lay_named(named))
    if parameters[-1].name.startswith("*"):
        return group(("(", Indent((SOFT, separated(docs))), SOFT, ")"))
    return group(bracketed("(", separated(docs), ")"))


def lay_named(parameters: Sequence[Parameter]) -> Doc:
    """Parameters that are given by name: the properties of one object, which may be missing if they all may."""
    pattern = group(bracketed("{", separated([lay_parameter(parameter) for parameter in parameters]), "}", SPACE))
    return pattern if any(parameter.default is None for parameter in parameters) else (pattern, " = {}")


def lay_parameter(node: Parameter) -> Doc:
    """`name`, `name = default` or `...name`."""
    if node.name.startswith("*"):
        return f"...{node.name.lstrip('*')}"
    if node.default is None:
        return node.name
    return (node.name, " = ", layout(translate(node.default)))


def lay_target(target: Code | str) -> Doc:
    """What is assigned to: a variable, a member, or several of them in brackets."""
    if isinstance(target, str):
        names = targets(target)
        return names[0] if len(names) == 1 else bracketed("[", separated(names), "]")
    return layout(translate(target))


def augmented(node: AugmentedAssign, indent: int) -> list[str]:
    """`target += value`; written in full for an operator that JavaScript lacks."""
    target = Name(node.target) if isinstance(node.target, str) else node.target
    value = translate(Operation(node.operator, target, node.value))
    if isinstance(value, Operation) and value.operator == node.operator:
        return settled(partial(lay_assignment, layout(value.left), f" {value.operator}="), value.right, indent)
    return settled(partial(lay_assignment, layout(translate(target)), " ="), value, indent)


def lay_assignment(left: Doc, operator: str, value: Code) -> Doc:
    """`left = value;`."""
    return (assignment(left, operator, value), ";")


def lay_test(start: str, test: Code) -> Doc:
    """`if (test) {`."""
    return (f"{start}if (", group((Indent((SOFT, layout(test, Place.TEST))), SOFT)), ") {")


def lay_end(word: str, value: Code) -> Doc:
    """`return value` or `throw value`; operations take parentheses if they break."""
    doc = layout(value, Place.RETURN)
    if isinstance(value, Operation):
        doc = group((IfBroken("("), Indent((SOFT, doc)), SOFT, IfBroken(")")))
    return (f"{word} ", doc, ";")


def lay_statement(value: Code) -> Doc:
    """An expression as a statement."""
    doc = layout(guarded(value), Place.STATEMENT)
    is_text = isinstance(value, Literal) and isinstance(value.value, str)
    return ("(", doc, ");") if is_text else (doc, ";")
