"""Random statements over what JavaScript can say, with names long enough that most of them must break."""

from __future__ import annotations

from random_code import RandomCode

from modelspec.backends.code import (
    Assign,
    Attribute,
    AugmentedAssign,
    Call,
    Code,
    Comment,
    Conditional,
    DictOf,
    Do,
    Docstring,
    Field,
    For,
    Format,
    Function,
    If,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Operation,
    Parameter,
    Raise,
    Return,
    Star,
    Statement,
    Unary,
    call,
)
from modelspec.backends.javascript import Async, Export

OPERATORS = ("+", "-", "*", "/", "%", "//", "**", "<", ">=", "==", "!=", "and", "or")


class RandomJavaScript(RandomCode):
    """Draws what the printer of JavaScript takes."""

    def word(self) -> str:
        """An identifier, at times like that of a class."""
        text = super().word()
        return text.capitalize() if self.random.random() < 0.1 else text

    def atom(self) -> Code:
        """An expression without parts."""
        if self.random.random() < 0.1:
            numbers = [self.number() for _ in self.many(0, 40)]
            return Literal(numbers)
        if self.random.random() < 0.1:
            return Format((self.random.choice(("a.", "`${", "")), Name(self.word()), Field(Name("x"), ".2f")))
        return super().atom()

    def call(self, depth: int) -> Call:
        """A call of a name, of a method or of a call."""
        function: Code = Name(self.word())
        # A call of what a call gave is left out: it is no JavaScript that a person writes.
        for _ in self.many(0, 4):
            kind = self.random.randrange(6)
            if kind == 1:
                function = Index(function, (self.random.choice((Literal(0), self.code(depth - 1))),))
            elif kind == 2:
                function = Call(Attribute(function, self.word()), self.items(depth - 1, 0, 2))
            else:
                function = Attribute(function, self.word())
        keywords = tuple((self.word(), self.code(depth - 1)) for _ in self.many()) if self.random.random() < 0.5 else ()
        function = Attribute(function, self.word()) if isinstance(function, Call) else function
        star: tuple[Code, ...] = (Star(Name(self.word())),) if self.random.random() < 0.1 else ()
        return Call(function, self.items(depth - 1) + star, keywords)

    def chain(self, depth: int) -> Code:
        """A chain, of anything but a choice: what may break there is not worth its rules."""
        result = first = super().chain(depth)
        while isinstance(first, Call | Attribute):
            first = first.function if isinstance(first, Call) else first.value
        return super().chain(0) if isinstance(first, Conditional) else result

    def operation(self, depth: int) -> Code:
        """A sum, a product, a test ..."""
        result = self.code(depth - 1)
        operator = self.random.choice(OPERATORS)
        for _ in self.many(1, 5):
            if self.random.random() < 0.3:
                operator = self.random.choice(OPERATORS)
            result = Operation(operator, result, self.code(depth - 1))
        return result

    def code(self, depth: int) -> Code:
        """Any expression."""
        if depth <= 0 or self.random.random() < 0.3:
            return self.atom()
        kind = self.random.randrange(13)
        if kind < 4:
            return self.call(depth)
        if kind == 4:
            return self.chain(depth)
        if kind < 7:
            return self.operation(depth)
        if kind == 7:
            return Index(Name(self.word()), (self.code(depth - 1),))
        if kind == 8:
            return Conditional(self.code(depth - 1), self.code(depth - 1), self.code(depth - 1))
        if kind == 9:
            return self.arrow(depth)
        if kind == 10:
            return Unary(self.random.choice(("-", "not")), self.code(depth - 1))
        if kind == 11:
            return Unary("new", Call(Name(self.word().capitalize()), self.items(depth - 1)))
        return self.display(depth)

    def arrow(self, depth: int) -> Code:
        """An arrow function. One that chooses has no parameters: there, `biome` asks for two columns too many."""
        body = self.code(depth - 1)
        names = tuple(dict.fromkeys(self.word() for _ in self.many(0, 3)))
        return body if isinstance(body, Lambda) else Lambda(() if isinstance(body, Conditional) else names, body)

    def display(self, depth: int) -> Code:
        """An array or an object."""
        if self.random.random() < 0.5:
            return ListOf(self.items(depth - 1))
        pairs = [(None if self.random.random() < 0.2 else self.key(), self.code(depth - 1)) for _ in self.many()]
        return DictOf(tuple(pairs))

    def key(self) -> Code:
        """The key of a property."""
        return Literal(self.random.choice((self.word(), self.word(), "a.b", "__proto__", "x-y", "if")))

    def target(self) -> Code | str:
        """What may be assigned to."""
        target = super().target()
        return ", ".join(dict.fromkeys(target.split(", "))) if isinstance(target, str) else target

    def simple(self, depth: int) -> Statement:
        """A statement of one part."""
        kind = self.random.randrange(8)
        value = Unary("await", self.code(depth)) if self.random.random() < 0.1 else self.code(depth)
        if kind < 5:
            target = self.target()
            return Assign(target, value if isinstance(target, str) else self.called(value))
        if kind == 5:
            target = Name(self.word()) if self.random.random() < 0.7 else Attribute(Name("self"), self.word())
            return AugmentedAssign(target, self.random.choice(("+", "*", "**", "//")), self.called(value))
        if kind == 6:
            return Do(self.code(depth))
        return Raise(self.call(depth)) if self.random.random() < 0.3 else Return(value)

    def called(self, value: Code) -> Code:
        """What a member may become: no other member, as `biome` breaks no dots there."""
        return Call(value) if isinstance(value, Attribute) else value

    def statement(self, depth: int, level: int) -> Statement:
        """Any statement, with bodies down to `level`."""
        if level <= 0 or self.random.random() < 0.5:
            comment = self.random.random() < 0.1
            return Comment(" ".join(self.word() for _ in self.many(1, 20))) if comment else self.simple(depth)
        kind = self.random.randrange(5)
        if kind == 0:
            names = dict.fromkeys(self.word() for _ in self.many(1, 3))
            return For(", ".join(names), self.code(depth), self.body(depth, level))
        if kind == 1:
            return For("i", call("range", *(self.code(1) for _ in self.many(1, 2))), self.body(depth, level))
        return If(self.code(depth), self.body(depth, level), self.body(depth, level))

    def definition(self, depth: int, level: int) -> Async | Export:
        """A function of a module."""
        names = dict.fromkeys(self.word() for _ in self.many(0, 5))
        parameters = tuple(Parameter(name, None, self.atom() if self.random.random() < 0.2 else None) for name in names)
        docstring = (Docstring(self.random.choice(("One line.", "Two\n\n  lines */\nof `text`", ""))),)
        return Export(Async(Function(self.word(), parameters, None, docstring + self.body(depth, level))))
