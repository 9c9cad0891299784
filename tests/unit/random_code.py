"""Random statements over the whole vocabulary of the tree, with names long enough that most of them must break."""

from __future__ import annotations

from random import Random

from modelspec.backends.code import (
    Assign,
    Attribute,
    AugmentedAssign,
    Blank,
    Call,
    Class,
    Code,
    Comment,
    Comprehension,
    Conditional,
    DictOf,
    Do,
    Docstring,
    Field,
    For,
    Format,
    Function,
    If,
    Import,
    Index,
    Lambda,
    ListOf,
    Literal,
    Name,
    Operation,
    Parameter,
    Raise,
    Return,
    Slice,
    Star,
    Statement,
    TupleOf,
    Unary,
    With,
)

OPERATORS = ("+", "-", "*", "/", "//", "%", "@", "**", "|", "&", "<<", "<", "==", "in", "is not", "not in", "and", "or")
STRINGS = ("same", "a 'b' \"c\"", 'say "no"', "back\\slash\n", '\u202e {x} """', "# noqa", "x" * 45)
ANNOTATIONS = ("int", "Tensor | None", "dict[str, Tensor]", "tuple[Tensor, Tensor]", "Callable[[Tensor], Tensor]")


class RandomCode:
    """Draws names, expressions and statements."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def word(self) -> str:
        """An identifier of 1 to 30 letters."""
        length = self.random.choice((1, 2, 4, 5, 6, 8, 12, 20, 30))
        return (
            "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz_", k=length - 1)) + self.random.choice("xyz") + "_"
        )

    def many(self, least: int = 0, most: int = 4) -> range:
        """A random number of turns."""
        return range(self.random.randint(least, most))

    def number(self) -> int | float:
        """A number as generators write them."""
        return self.random.choice((0, 1, -1, 32, 1e-5, 0.001, -0.5, 1e20, 123456789, 2.0))

    def atom(self) -> Code:
        """An expression without parts."""
        kind = self.random.randrange(8)
        if kind == 0:
            return Literal(self.number())
        if kind == 1:
            return Literal(self.random.choice((None, True, False)))
        if kind == 2:
            return Literal(self.random.choice(STRINGS))
        if kind == 3:
            return Name(f"{self.word()}.{self.word()}")
        if kind == 4:
            return Literal(self.random.choice(((), (1,), (3, 3), [1, 2], [], ["a", "b" * 40, 0.5])))
        if kind == 5 and self.random.random() < 0.3:
            return Format((self.random.choice(STRINGS), Field(Name(self.word()), ".3f"), Name(self.word())))
        return Name(self.word())

    def items(self, depth: int, least: int = 0, most: int = 4) -> tuple[Code, ...]:
        """Some expressions."""
        return tuple(self.code(depth) for _ in self.many(least, most))

    def call(self, depth: int) -> Call:
        """A call of a name, of a method or of a call."""
        function: Code = Name(self.word())
        bracketed = False
        for _ in self.many(0, 3):
            kind = self.random.randrange(5)
            # Three brackets in a chain that is not fluent are left out: there, `ruff format` changes its own output.
            if kind == 0 and not bracketed:
                function, bracketed = Call(function, self.items(depth - 1, 0, 2)), True
            elif kind == 1 and not bracketed:
                function, bracketed = Index(function, (self.code(depth - 1),)), True
            else:
                function = Attribute(function, self.word())
        keywords = tuple((self.word(), self.code(depth - 1)) for _ in self.many())
        star: tuple[Code, ...] = (Star(Name(self.word())),) if self.random.random() < 0.1 else ()
        return Call(function, self.items(depth - 1) + star, keywords)

    def chain(self, depth: int) -> Code:
        """`x.movedim(1, -1).flatten(1)`."""
        result: Code = self.code(depth - 1) if self.random.random() < 0.2 else Name(self.word())
        for _ in self.many(1, 4):
            result = Attribute(result, self.word())
            if self.random.random() < 0.8:
                result = Call(result, self.items(depth - 1, 0, 2))
        return result

    def operation(self, depth: int) -> Code:
        """A sum, a product, a test ..."""
        result = self.code(depth - 1)
        operator = self.random.choice(OPERATORS)
        for _ in self.many(1, 5):
            if self.random.random() < 0.3:
                operator = self.random.choice(OPERATORS)
            result = Operation(operator, result, self.code(depth - 1))
        return result

    def comprehension(self, depth: int) -> Code:
        """A list, a generator or a dictionary."""
        kind = self.random.choice(("list", "generator", "dict"))
        element = (self.code(depth - 1), self.code(depth - 1)) if kind == "dict" else self.code(depth - 1)
        target: Code = Name(self.word())
        if self.random.random() < 0.3:
            target = TupleOf((target, Name(self.word())))
        condition = self.code(depth - 1) if self.random.random() < 0.3 else None
        return Comprehension(kind, element, target, self.code(depth - 1), condition)

    def index(self, depth: int) -> Code:
        """A subscript, with slices at times."""
        owner: Code = Name(self.word())
        if self.random.random() < 0.3:
            owner = Call(owner, self.items(depth - 1))
        bounds = [self.code(depth - 1) if self.random.random() < 0.4 else None for _ in range(3)]
        part: Code = Slice(*bounds) if self.random.random() < 0.4 else self.code(depth - 1)
        return Index(owner, (part, *self.items(depth - 1, 0, 2)))

    def code(self, depth: int) -> Code:
        """Any expression."""
        if depth <= 0 or self.random.random() < 0.3:
            return self.atom()
        kind = self.random.randrange(14)
        if kind < 4:
            return self.call(depth)
        if kind == 4:
            return self.chain(depth)
        if kind < 8:
            return self.operation(depth)
        if kind == 8:
            return self.comprehension(depth)
        if kind == 9:
            return self.index(depth)
        if kind == 10:
            return Conditional(self.code(depth - 1), self.code(depth - 1), self.code(depth - 1))
        if kind == 11:
            return Lambda(tuple(self.word() for _ in self.many(0, 3)), self.code(depth - 1))
        if kind == 12:
            return Unary(self.random.choice(("-", "not", "~")), self.code(depth - 1))
        return self.display(depth)

    def display(self, depth: int) -> Code:
        """A list, a tuple or a dictionary."""
        kind = self.random.randrange(3)
        if kind == 0:
            return ListOf(self.items(depth - 1))
        if kind == 1:
            return TupleOf(self.items(depth - 1))
        pairs = [(None if self.random.random() < 0.2 else self.atom(), self.code(depth - 1)) for _ in self.many()]
        return DictOf(tuple(pairs))

    def target(self) -> Code | str:
        """What may be assigned to."""
        names = [self.word() for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        kind = self.random.randrange(5)
        if kind == 0:
            return Attribute(Name("self"), names[0])
        if kind == 1:
            return Index(Name(names[0]), (Literal(names[-1]),))
        return ", ".join(names)

    def simple(self, depth: int) -> Statement:
        """A statement of one part."""
        kind = self.random.randrange(8)
        value = self.code(depth)
        if kind < 4:
            return Assign(self.target(), value)
        if kind == 4:
            return Assign(self.word(), value, self.random.choice(ANNOTATIONS))
        if kind == 5:
            target = Name(self.word()) if self.random.random() < 0.7 else Attribute(Name("self"), self.word())
            return AugmentedAssign(target, self.random.choice(("+", "*", "**", "//")), value)
        if kind == 6:
            return Do(self.call(depth))
        return Raise(self.call(depth)) if self.random.random() < 0.3 else Return(value)

    def body(self, depth: int, level: int) -> tuple[Statement, ...]:
        """The statements of a body."""
        return tuple(self.statement(depth, level - 1) for _ in self.many(0, 4))

    def statement(self, depth: int, level: int) -> Statement:
        """Any statement, with bodies down to `level`."""
        if level <= 0 or self.random.random() < 0.5:
            kind = self.random.randrange(14)
            if kind == 0:
                return Comment(" ".join(self.word() for _ in self.many(1, 20)))
            if kind == 1:
                return Blank()
            if kind == 2:
                names = tuple(self.word() for _ in self.many(0, 6))
                return Import(self.word(), names, None if names or self.random.random() < 0.5 else self.word())
            return self.simple(depth)
        kind = self.random.randrange(8)
        if kind == 0:
            return For(", ".join(self.word() for _ in self.many(1, 3)), self.code(depth), self.body(depth, level))
        if kind < 3:
            return If(self.code(depth), self.body(depth, level), self.body(depth, level))
        if kind == 3:
            return With(self.call(depth), self.body(depth, level), self.random.choice((None, self.word())))
        if kind == 4:
            return self.class_(depth, level)
        return self.function(depth, level)

    def docstring(self) -> tuple[Statement, ...]:
        """A docstring or none."""
        texts = ("One line.", 'A "quoted" one', 'Two\n\n  lines\nof """text\\', '"Quotes" at both "ends"', "")
        return (Docstring(self.random.choice(texts)),) if self.random.random() < 0.5 else ()

    def class_(self, depth: int, level: int) -> Class:
        """A class."""
        bases = tuple(Name(f"{self.word()}.{self.word()}") for _ in self.many(0, 3))
        return Class(self.word(), bases, self.docstring() + self.body(depth, level))

    def function(self, depth: int, level: int) -> Function:
        """A function with parameters of every sort."""
        parameters = [Parameter("self")] if self.random.random() < 0.3 else []
        optional = False
        for _ in self.many(0, 4):
            optional = optional or self.random.random() < 0.3
            annotation = self.random.choice((None, *ANNOTATIONS))
            parameters.append(Parameter(self.word(), annotation, self.code(1) if optional else None))
        for _ in self.many(0, 2):
            default = self.code(1) if self.random.random() < 0.7 else None
            parameters.append(Parameter(self.word(), self.random.choice((None, *ANNOTATIONS)), default, True))
        decorators = (self.call(1),) if self.random.random() < 0.2 else ()
        returns = self.random.choice((None, *ANNOTATIONS))
        body = self.docstring() + self.body(depth, level)
        return Function(self.word(), tuple(parameters), returns, body, decorators)
